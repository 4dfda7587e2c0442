"""The diffs in CONTRIBUTING.md fit the code as it is, and what they add runs."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from tests.files import MNIST, ROOT, alone

pytestmark = pytest.mark.quick

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DIFFS = re.findall(
    r"^--- (\S+)\n\+\+\+ b/(\S+)\n((?:[-+ @].*\n|\n)+?)(?=---|```)", TEXT, re.MULTILINE
)
NEW = {path: lines for before, path, lines in DIFFS if before == "/dev/null"}
CHANGED = [(path, lines) for before, path, lines in DIFFS if before != "/dev/null"]


def added(lines: str) -> str:
    return "".join(f"{line[1:]}\n" for line in lines.splitlines() if line.startswith("+"))


def test_there_is_one_for_each_thing_that_can_be_added() -> None:
    rooms = [path.split("/")[1] for path in NEW]
    assert rooms == ["renderers", "renderers", "readers", "commands", "verify"]
    assert len(CHANGED) == 8


@pytest.mark.parametrize(("path", "lines"), CHANGED, ids=[path for path, _ in CHANGED])
def test_what_a_diff_stands_on_is_there(path: str, lines: str) -> None:
    there = (ROOT / path).read_text("utf-8").splitlines()
    for line in lines.splitlines():
        if line.startswith("@@"):
            assert any(line[3:] in each for each in there)
        elif not line.startswith("+"):
            assert line[1:] in there


@pytest.mark.parametrize("path", NEW)
def test_a_new_module_is_new_and_runs(tmp_path: Path, path: str) -> None:
    assert not (ROOT / path).exists()
    copy = tmp_path / Path(path).name
    copy.write_text(added(NEW[path]), "utf-8")
    module = runpy.run_path(str(copy))
    if path.endswith("yaml.py"):
        from rnnscope.renderers import Options

        assert "total: 21386" in module["render"](alone(MNIST), Options())
    if path.endswith("tap.py"):
        from rnnscope.expectations.outcome import Outcome
        from rnnscope.renderers import Options

        outcomes = [Outcome(model="a#1.keras", total=3), Outcome(model="b", error="b: it is empty")]
        assert list(module["lines"](outcomes, Options())) == [
            "ok 1 - a\\#1.keras: 3 params\n",
            "not ok 2 - b: it is empty\n",
            "1..2\n",
        ]
