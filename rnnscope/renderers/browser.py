"""A page in a browser, in a file that stays."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path


def show(page: str) -> Path:
    """Open a page in a browser, if there is one, and return the file that it is in."""
    place = own_place()
    place.write_text(page, encoding="utf-8")
    opened(place)
    return place


def own_place() -> Path:
    """Return where a page may be that nobody gave a name."""
    return Path(tempfile.mkdtemp(prefix="rnnscope-")) / "report.html"


def opened(place: Path) -> bool:
    """Open a page that is in a file, and tell whether there is a browser for it."""
    return webbrowser.open(place.resolve().as_uri())
