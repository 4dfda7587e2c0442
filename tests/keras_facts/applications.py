"""Writes rnnscope/keras_facts/applications.py: `python tests/keras_facts/applications.py`.

Every model of keras.applications is made, with its top and without, and nothing is allocated.
"""

from __future__ import annotations

import inspect
import re
import subprocess
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parents[2] / "rnnscope" / "keras_facts" / "applications.py"


def counted(name: str) -> tuple[str, int, int]:
    """Return what the name of a model begins with, and its counts with and without its top."""
    import keras

    make: Any = getattr(keras.applications, name)
    with keras.StatelessScope():
        whole, base = make(weights=None), make(weights=None, include_top=False)
        return re.sub("_224$", "_", whole.name), whole.count_params(), base.count_params()


def main() -> None:
    """Write the table anew."""
    import keras

    functions = inspect.getmembers(keras.applications, inspect.isfunction)
    rows = [f"    {name!r}: {counted(name)!r}," for name, _ in functions]
    text = TABLE.read_text(encoding="utf-8")
    head = text[: text.index("{\n") + 2]
    TABLE.write_text(head + "\n".join(rows) + "\n}\n", encoding="utf-8")
    subprocess.run(["ruff", "format", "-q", str(TABLE)], check=True)


if __name__ == "__main__":
    main()
