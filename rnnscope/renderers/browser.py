"""A report in a browser: the HTML in a document of its own, in a file that stays."""

from __future__ import annotations

import tempfile
import webbrowser
from html import escape
from pathlib import Path

from rnnscope.pages.texts import named
from rnnscope.renderers._options import Options
from rnnscope.renderers.html import render
from rnnscope.report.report import Report

_DOCUMENT = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>body {{ font-family: system-ui, sans-serif; margin: 1.5rem; }}</style>
{body}</html>
"""


def document(report: Report, options: Options) -> str:
    """Return the report as a whole page of HTML, which names no other file."""
    title = named(f"{report.name}: {options.layer}" if options.layer else report.name)
    return _DOCUMENT.format(title=escape(title), body=render(report, options))


def show(report: Report, options: Options) -> Path:
    """Open a report in a browser, if there is one, and return the file that it is in."""
    place = Path(tempfile.mkdtemp(prefix="rnnscope-")) / "report.html"
    place.write_text(document(report, options), encoding="utf-8")
    webbrowser.open(place.as_uri())
    return place
