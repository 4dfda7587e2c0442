"""The notebook of the recipe: its cells, and `report.show()`, beside a model."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from tests.files import MNIST, ROOT

RECIPE = ROOT / "docs" / "recipes" / "notebooks.md"
NAME = "n.ipynb"


def of_the_recipe(language: str) -> list[str]:
    """Return the blocks of the recipe that are in a language."""
    text = RECIPE.read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def notebook(at: Path) -> Path:
    """Write the notebook into a directory, without outputs."""
    (at / "models").mkdir(parents=True)
    shutil.copy(MNIST, at / "models" / "mnist.keras")
    cells = [_cell("markdown", "# A model", 0)]
    sources = [*of_the_recipe("python"), "report.show()"]
    cells += [_cell("code", source, i) for i, source in enumerate(sources, 1)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    whole = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    path = at / NAME
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def _cell(kind: str, source: str, number: int) -> dict[str, Any]:
    more: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": f"c{number}", "metadata": {}, "source": source, **more}
