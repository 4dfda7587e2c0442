"""Links between pages of the site and documents that stand outside of its folder.

CONTRIBUTING.md, CHANGELOG.md and others lie where a code host looks for them, and are pages here;
what links to them, and what they link to, is led to the page.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

# Documents of the project's root, and the pages that have them.
PAGES = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "README.md": "index.md",
}
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(#[^)\s]*)?\)")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Lead links where pages are read, and where they include one."""
    app.connect("source-read", _of_page)
    app.connect("include-read", _of_included)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _of_page(app: Sphinx, name: str, content: list[str]) -> None:
    site = Path(app.srcdir)
    content[0] = led(content[0], site, (site / name).parent)


def _of_included(app: Sphinx, path: Path, _: str, content: list[str]) -> None:
    site = Path(app.srcdir)
    content[0] = led(content[0], site, (site / path).parent)


def led(text: str, site: Path, folder: Path) -> str:
    """Return a text of this folder with its links as they are from the root of the site."""
    root = site.resolve().parent

    def replaced(found: re.Match[str]) -> str:
        path = (folder / found[1]).resolve()
        if not path.exists() or not path.is_relative_to(root):
            return found[0]
        page = PAGES.get(path.relative_to(root).as_posix())
        place = page or os.path.relpath(path, site.resolve()).replace(os.sep, "/")
        return f"](/{place}{found[2] or ''})"

    return _LINK.sub(replaced, text)
