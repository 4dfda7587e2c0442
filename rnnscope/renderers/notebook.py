"""A page in a notebook: in a frame below the cell, apart from the notebook's own document."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from html import escape

from rnnscope.pages.texts import named
from rnnscope.wording import in_html

# What the page in a frame may do, wherever one is shown.
CONFINED = (
    'allow="clipboard-write" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"'
)
# A frame's document has the notebook's address for links, and `#r3` would load that.
# It stands first: what comes behind the page's own policy is refused.
_HEAD, _BASE = "<head>", '<base href="about:srcdoc">'
# What is inside shows where frames are taken out, as in a notebook of others.
_FRAME = f"""\
<iframe srcdoc="{{page}}" title="{{title}}" width="100%" height="720" \
style="border: 1px solid #8886; resize: vertical" \
{CONFINED}>{{instead}}</iframe>
"""
_UNTRUSTED = "The page of {} is here once the notebook is trusted, or run again."


def is_here() -> bool:
    """Tell whether a kernel runs this, whose outputs a notebook shows; nothing is imported."""
    get_ipython = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return getattr(get_ipython and get_ipython(), "kernel", None) is not None


def show(page: str, title: str, others: Mapping[str, str]) -> None:
    """Show a page below the cell that runs; `others` are for where no pages can be shown."""
    from IPython.display import display

    display({"text/html": framed(page, title, _UNTRUSTED), **others}, raw=True)


def framed(page: str, title: str, instead: str = "The page of {}.") -> str:
    """Return a page in a frame, in which it can reach nothing of the document around it.

    `instead` is shown where frames are taken out, with the title in it.
    """
    based, name = page.replace(_HEAD, f"{_HEAD}{_BASE}", 1), in_html(named(title))
    return _FRAME.format(page=escape(based), title=name, instead=instead.replace("{}", name))
