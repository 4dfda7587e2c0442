"""Reports in a site of MkDocs, or of what reads its settings: a formatter for fenced blocks.

```yaml
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - name: rnnscope
          class: rnnscope
          format: !!python/name:rnnscope.mkdocs.fence
```

SuperFences calls it for each block ```` ```rnnscope ````, whose lines are those of a mark:
`model.keras layer=lstm`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from markdown import Markdown


def fence(  # as SuperFences calls it
    source: str,
    language: str,
    css_class: str,
    _options: object,
    md: Markdown,
    attrs: Mapping[str, str] | None = None,
    **_: object,
) -> str:
    """Return the HTML of a block: the report that it asks for, or why there is none."""
    from pymdownx.superfences import SuperFencesException

    from rnnscope.mkdocs import _block

    try:
        return _block.html(_block.Fence(source, language, css_class, tuple(attrs or ())), md)
    except Exception as error:  # of which SuperFences lets no other through, and shows the source
        raise SuperFencesException(str(error)) from error
