"""Models printed by real Keras of three generations, pasted back, and held against themselves."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from rnnscope.catalogue.examples import EXAMPLES, Made

WRITER = Path(__file__).with_name("writer.py")


def printed(model: Any, width: int | None, **options: Any) -> str:
    """Return what summary() of the Keras here prints, at a width."""
    lines: list[str] = []
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "250"  # by which Rich cuts what is wider
    try:
        model.summary(print_fn=lambda text, **_: lines.append(text), line_length=width, **options)
    finally:
        os.environ.pop("COLUMNS")
        os.environ.update({} if before is None else {"COLUMNS": before})
    return "\n".join(lines)


def write_examples(path: Path) -> None:
    """Write the catalogue's examples, each with its arguments and how it is called."""
    found = [
        {
            **_plain(Made(name, example.settings)),
            "inputs": example.inputs,
            "call": example.call,
            "dtype": example.dtype,
        }
        for name, example in EXAMPLES.items()
    ]
    path.write_text(json.dumps(found), encoding="utf-8")


def _plain(value: Any) -> Any:
    """Return an argument as JSON has it: a layer by its class and arguments."""
    match value:
        case Made():
            settings = {key: _plain(each) for key, each in value.settings.items()}
            return {"class": value.class_name, "settings": settings}
        case list() | tuple():
            return [_plain(each) for each in value]
        case _:
            return value
