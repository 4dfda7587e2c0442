"""Docstrings of the public API, as the project writes them, for Sphinx's autodoc.

What a function raises becomes a list of fields; a name leads to where it is told of, by whatever
module a signature has it from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

import rnnscope

PAGE = "reference/api"
MADE_BY_USERS = {
    f"rnnscope.{name}" for name in ("Child", "MultiplyAdds", "Output", "SummaryProcess", "Weight")
}
_RAISED = re.compile(r"    (\w+): (.*)")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Rewrite docstrings as they are read, and lead names."""
    app.connect("autodoc-process-docstring", _read)
    app.connect("autodoc-process-signature", _leave_out)
    app.connect("missing-reference", _lead)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(_: Sphinx, _what: str, _name: str, _it: object, _how: object, lines: list[str]) -> None:
    lines[:] = fields(lines)


def _leave_out(_: Sphinx, what: str, name: str, *_more: object) -> tuple[str, str] | None:
    """Leave out how a class is made that only rnnscope makes."""
    return ("", "") if what == "class" and name not in MADE_BY_USERS else None


def fields(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a docstring, those below `Raises:` as fields."""
    is_raising = False
    for line in lines:
        found = _RAISED.match(line) if is_raising else None
        if line == "Raises:":
            is_raising = True
        elif found:
            yield f":raises {found[1]}: {found[2]}"
        else:
            yield line


def _lead(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement
) -> nodes.Element | None:
    """Lead to a public name; what is not told of on the page of the API stays text there."""
    if node.get("refdomain") != "py" or node.get("refdoc") != PAGE:
        return None
    name = node["reftarget"].rpartition(".")[2]
    if name not in rnnscope.__all__:
        return text
    domain, place = env.domains.python_domain, f"rnnscope.{name}"
    found = domain.resolve_xref(env, PAGE, app.builder, "obj", place, node, text)
    return found if isinstance(found, nodes.Element) else text
