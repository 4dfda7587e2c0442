"""Writes rnnscope/keras_facts/applications.py: `python tests/keras_facts/applications.py`.

Every model of keras.applications is made, with its top and without, and nothing is allocated.
"""

from __future__ import annotations

import inspect
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MADE = 150
SIZES = (*range(75, 140), 150, 160, 180, 224, 240, 256, 299, 331, 512)  # of images, in pixels
TABLE = Path(__file__).parents[2] / "rnnscope" / "keras_facts" / "applications.py"


def counted(name: str) -> tuple[str, int, int]:
    """Return what the name of a model begins with, and its counts with and without its top."""
    import keras

    make: Any = getattr(keras.applications, name)
    with keras.StatelessScope():
        whole, base = make(weights=None), make(weights=None, include_top=False)
        return re.sub("_224$", "_", whole.name), whole.count_params(), base.count_params()


def put_out(name: str) -> tuple[int, int] | None:
    """Return the channels of a base, and what is added to a size before it is divided by 32.

    Some pad by whether a size is odd, where they know it when they are made. None for those
    that tell no shape of images of any size.
    """
    import keras

    make: Any = getattr(keras.applications, name)
    with keras.StatelessScope():
        base = make(weights=None, include_top=False, input_shape=(None, None, 3))
        made = make(weights=None, include_top=False, input_shape=(MADE, MADE, 3))
    channels = base.output_shape[-1]
    try:
        sizes = {size: base.compute_output_shape((None, size, size, 3))[1] for size in SIZES}
    except ValueError:
        return None
    fitting = [n for n in range(-64, 32) if all((s + n) // 32 == o for s, o in sizes.items())]
    [more] = fitting
    if (MADE + more) // 32 != made.output_shape[1]:
        more = 31
    if (MADE + more) // 32 != made.output_shape[1]:
        raise ValueError(f"{name} puts out sizes by another rule")
    return channels, more


def main() -> None:
    """Write the tables anew."""
    import keras

    names = [name for name, _ in inspect.getmembers(keras.applications, inspect.isfunction)]
    outputs = {name: put_out(name) for name in names}
    text = TABLE.read_text(encoding="utf-8")
    text = written(text, "APPLICATIONS", {name: counted(name) for name in names})
    text = written(text, "OUTPUTS", {name: told for name, told in outputs.items() if told})
    TABLE.write_text(text, encoding="utf-8")
    subprocess.run(["ruff", "format", "-q", str(TABLE)], check=True)


def written(text: str, table: str, rows: Mapping[str, object]) -> str:
    """Return a module's text with other rows in one of its tables."""
    lines = "".join(f"    {name!r}: {row!r},\n" for name, row in rows.items())
    return re.sub(rf"(?ms)^({table}: [^\n]* = {{\n).*?^}}", rf"\g<1>{lines}}}", text)


if __name__ == "__main__":
    main()
