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
    """Write the catalogue's examples, each with its config in Keras 3 and how it is called."""
    found = []
    for name, example in EXAMPLES.items():
        try:
            config = _made(Made(name, example.settings)).get_config()
        except ImportError:  # of what a layer needs besides
            continue
        found.append({
            "class": name,
            "config": config,
            "inputs": example.inputs,
            "call": example.call,
            "dtype": example.dtype,
        })  # fmt: skip
    path.write_text(json.dumps(found, default=str), encoding="utf-8")


def _made(value: Any) -> Any:
    """Return a layer of Keras's, with the layers that are its arguments."""
    import keras

    match value:
        case Made():
            settings = {key: _made(each) for key, each in value.settings.items()}
            return getattr(keras.layers, value.class_name)(**settings)
        case list() | tuple():
            return [_made(each) for each in value]
        case _:
            return value
