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
_COMMENTS = re.compile(r"/\*\*.*?\*/ ?|^\s*//[^\n]*$", re.DOTALL | re.MULTILINE)
_INDENT = re.compile(r"\s*\n\s*")
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@cache
def script_text() -> str:
    """Return the script, without comments and indents, which a page carries for nobody."""
    text = "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in _FILES)
    short = _INDENT.sub("\n", _COMMENTS.sub("", text)).strip()
    return f'"use strict";\n(() => {{\n{short}\n}})();'


def data_text(data: dict[str, Any]) -> str:
    """Write data as JSON in which nothing ends the element that it stands in."""
    return json.dumps(data, separators=(",", ":")).translate(_ESCAPES)
