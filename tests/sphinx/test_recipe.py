"""The recipe as it stands, in a project that knows nothing of rnnscope."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from rnnscope.sphinx.models import VALUES
from tests.files import MNIST, ROOT, SENTIMENT
from tests.sphinx.sites import Built, build

RECIPE = (ROOT / "docs" / "recipes" / "sphinx.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return the blocks of the recipe in a language."""
    fence = rf"^(`{{3,4}}){language}\n(.*?)^\1$"
    return [text for _, text in re.findall(fence, RECIPE, re.DOTALL | re.MULTILINE)]


def project(at: Path) -> Path:
    """Begin a project as Sphinx itself does, and put two models into it."""
    command = [sys.executable, "-m", "sphinx.cmd.quickstart", "-q", "-p", "Mine", "-a", "Me", "."]
    subprocess.run(command, cwd=at, check=True, capture_output=True, timeout=60)
    (at / "models").mkdir()
    shutil.copy(MNIST, at / "models" / "mnist.keras")
    shutil.copy(SENTIMENT, at / "models" / "sentiment.keras")
    return at


def test_its_steps_make_a_site(tmp_path: Path) -> None:
    at = project(tmp_path)
    extension, settings = blocks("python")
    first, layer, references = blocks("rst")
    with (at / "conf.py").open("a", encoding="utf-8") as file:
        file.write(f"{extension}extensions.append('myst_parser')\n{settings}")
    page = f"Mine\n====\n\n{first}\n{layer}\n{references}\n.. toctree::\n\n   more\n"
    (at / "index.rst").write_text(page, "utf-8")
    bilstm = blocks("markdown")[0].replace("mnist", "sentiment")
    (at / "more.md").write_text(f"# More\n\n{bilstm}", "utf-8")
    result = build(at)
    assert result.warnings == ()
    assert_shown(result)


def assert_shown(result: Built) -> None:
    index = result.text("index.html")
    assert "21,386 parameters" in index
    assert "rnnscope-picture" in index
    assert index.count("#rnnscope-models-mnist.keras-simple_rnn") == 2
    assert 'more.html#rnnscope-models-sentiment.keras-bidirectional.forward_layer"' in index
    assert "13,273 parameters" in result.text("more.html")


def test_its_settings_are_what_is_there_without_them() -> None:
    said: dict[str, Any] = {}
    exec(blocks("python")[1], said)  # noqa: S102  # what we wrote ourselves
    assert {value.name: value.default for value in VALUES} == {
        name: value for name, value in said.items() if name.startswith("rnnscope_")
    }


def test_its_options_are_those_of_the_directive() -> None:
    from rnnscope.sphinx.directive import RnnscopeDirective
    from rnnscope.sphinx.parts import FORMATS

    rows = re.findall(r"^\| (`.*?) \| (.*) \|$", RECIPE, re.MULTILINE)
    named = re.findall("`(.*?)`", " ".join(names for names, _ in rows))
    assert {*named} == {*(RnnscopeDirective.option_spec or {})}
    formats = dict(rows)["`format`"]
    assert {*re.findall("`(.*?)`", formats)} == {*FORMATS}
