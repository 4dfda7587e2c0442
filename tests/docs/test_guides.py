"""What the guides show runs as it stands; their commands are held when the site is built."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.recipes import ran
from tests.files import ROOT

pytestmark = pytest.mark.slow

GUIDES = ROOT / "docs" / "guides"


def block(guide: str, language: str, start: str = "") -> str:
    """Return the one block of a guide in this language that begins so."""
    text = (GUIDES / f"{guide}.md").read_text("utf-8")
    (found,) = re.findall(rf"```{language}\n({re.escape(start)}.*?)```", text, re.DOTALL)
    return str(found)


def test_the_configuration_that_is_shown_holds(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(block("ci", "toml"), "utf-8")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    assert ran("rnnscope", "check", at=tmp_path).splitlines()[-1] == "Both models held."


def test_the_formula_shown_is_the_one_in_the_example() -> None:
    example = (ROOT / "examples" / "custom_layer.py").read_text("utf-8")
    assert block("own-layers", "python", "@rnnscope.formula") in example


def test_the_pytest_example_passes(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    text = block("tests", "python", "def test_size")
    pytester.makepyfile(text.replace("examples/", f"{ROOT.as_posix()}/examples/"))
    options = ("-p", "no:cacheprovider", "--rnnscope-update")
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=2)
