"""A page in a browser, in a file that stays."""

from __future__ import annotations

import tempfile
import webbrowser
from pathlib import Path


def show(page: str) -> Path:
    """Open a page in a browser, if there is one, and return the file that it is in."""
    place = Path(tempfile.mkdtemp(prefix="rnnscope-")) / "report.html"
    place.write_text(page, encoding="utf-8")
    webbrowser.open(place.as_uri())
    return place
