"""The script of the page: its files as one text, and the data that it reads."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent / "script"
# In this order: what is worked out as the page opens needs what stands in earlier files.
_FILES = (
    *("data", "counting", "figures", "pictures", "benches", "knobs", "whatif", "link"),
    *("lighting", "expected", "finding", "page"),
)
_COMMENTS = re.compile(r"/\*\*.*?\*/ ?|(?:^\s*|(?<=;) )//[^\n]*$", re.DOTALL | re.MULTILINE)
_QUOTED = re.compile(r"""("(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`)""")
_SPACE = re.compile(r"\s*([-=+*/%<>?:,;{}()\[\]&|]|\n)\s*")
_LAST = re.compile(r"[;,](})")
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
_TEMPLATE = re.compile(r"\{(?=[{%#])")  # in a text alone: a key is quoted


@cache
def script_text(*, has_search: bool = True) -> str:
    """Return the script, without comments and spaces, which a page carries for nobody.

    Every statement ends with a semicolon (the linter holds that), so lines can be joined; the
    last of a block needs none, nor the last of an object its comma.
    """
    files = [name for name in _FILES if has_search or name != "finding"]
    text = "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in files)
    parts = _QUOTED.split(_COMMENTS.sub("", text))
    short = "".join(part if at % 2 else _shortened(part) for at, part in enumerate(parts))
    return f'"use strict";(()=>{{{short.strip()}}})();'


def _shortened(text: str) -> str:
    return _LAST.sub(r"\1", _SPACE.sub(r"\1", text))


def data_text(data: dict[str, Any]) -> str:
    """Write data as JSON in which nothing ends the element that it stands in."""
    text = json.dumps(data, separators=(",", ":")).translate(_ESCAPES)
    return _TEMPLATE.sub(r"\\u007b", text)
