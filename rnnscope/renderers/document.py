"""A whole document of HTML, which names no other file."""

from __future__ import annotations

from html import escape

from rnnscope.pages.texts import named
from rnnscope.renderers import html_fragment
from rnnscope.renderers._options import Options
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


def render(report: Report, options: Options) -> str:
    """Render the report as a page of its own."""
    title = named(f"{report.name}: {options.layer}" if options.layer else report.name)
    text = _DOCUMENT.format(title=escape(title), body=html_fragment.render(report, options))
    return text.encode("ascii", "xmlcharrefreplace").decode() if options.ascii_only else text
