"""Writes the list of which module of rnnscope/layers has the formula of which class.

`python tests/layers/renew.py` imports every module there, and asks where each formula came from.
"""

from __future__ import annotations

import sys
import textwrap
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from rnnscope.layers import registry  # noqa: E402

FOLDER = ROOT / "rnnscope" / "layers"
LIST = FOLDER / "_modules.py"
INDENT = " " * 8
COMMAND = "python tests/layers/renew.py"
HEAD = f'''"""Which module has the formula of which class: imported where a model has the class.

Written by `{COMMAND}` from the `@formula` of each function; do not edit.
"""

from __future__ import annotations

MODULES = {{
'''


def main() -> None:
    """Write the list."""
    LIST.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return the list as it is written, from the formulas as they are."""
    for path in sorted(FOLDER.rglob("*.py")):
        import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ours = [*registry._OURS.items(), *registry._OTHERS.items()]
    modules: dict[str, list[str]] = {}
    for name, known in sorted(ours):
        module = known.function.__module__.removeprefix("rnnscope.layers.")
        modules.setdefault(module, []).append(name)
    rows = (
        f'    "{module}": """\n{_filled(names)}\n    """,\n' for module, names in modules.items()
    )
    return f"{HEAD}{''.join(sorted(rows))}}}\n"


def _filled(names: list[str]) -> str:
    return textwrap.fill(" ".join(names), 96, initial_indent=INDENT, subsequent_indent=INDENT)


if __name__ == "__main__":
    main()
