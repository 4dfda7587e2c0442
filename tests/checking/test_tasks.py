"""What is put to each model: of several tables, and of flags."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rnnscope.checking.configuration import found
from rnnscope.checking.models import named
from rnnscope.checking.tasks import Asking, Task, combined, tasks
from rnnscope.expectations import Expectations

pytestmark = pytest.mark.quick

TOML = """\
[[check]]
models = ["a.keras", "app:build"]
total = 5
layers = { dense = 3 }
[[check]]
models = ["*.keras"]
max-params = 9
layers = { gru = "4*units" }
frozen = ["embed*"]
[[check]]
models = ["b.keras"]
max-params = 8
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rnnscope.toml").write_text(TOML)
    (tmp_path / "docs").mkdir()
    for name in ("a.keras", "b.keras", "docs/c.keras"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(*names: str, **flags: int) -> list[Task]:
    return tasks(named(names), Expectations.of(**flags), found(), Asking())


def test_every_table_that_names_a_model_applies(home: Path) -> None:
    first, second, third = asked("a.keras", "b.keras", "docs/c.keras")
    assert first.expectations == (
        Expectations(
            total=5, max_params=9, layers={"dense": 3, "gru": "4*units"}, frozen=("embed*",)
        ),
    )
    gru = Expectations(max_params=9, layers={"gru": "4*units"}, frozen=("embed*",))
    assert second.expectations == (gru, Expectations(max_params=8))  # both have to hold
    assert third.expectations == (Expectations(),)


def test_flags_beat_keys(home: Path) -> None:
    (task,) = asked("b.keras", max_params=7)
    assert task.expectations == (
        Expectations(max_params=7, layers={"gru": "4*units"}, frozen=("embed*",)),
    )
    (task,) = asked("docs/c.keras", total=7)
    assert task.expectations == (Expectations(total=7),)


def test_a_target_that_a_project_names_is_found_where_the_project_is(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home / "docs")
    ours, other = asked("app:build", "app:other")
    assert ours.home == str(home)
    assert other.home == str(home / "docs")


def test_what_differs_is_not_made_one() -> None:
    at = [Expectations(max_macs=5, at={"timesteps": size}) for size in (28, 29)]
    assert combined([*at, at[0]]) == at
    names = [Expectations(layers={"dense": count}) for count in (1, 2)]
    assert combined([*names, Expectations(total=0)]) == [
        Expectations(layers={"dense": 1}, total=0),
        names[1],
    ]
    assert combined([Expectations(total=0), Expectations(total=1)]) == [
        *(Expectations(total=0), Expectations(total=1))
    ]


def test_a_task_is_the_same_in_another_process(home: Path) -> None:
    asking = Asking(imports=("mine",), limits={"seconds": 5.0}, lock="rnnscope.lock", timeout=3)
    for task in tasks(named(["b.keras", "app:build", "-"]), Expectations(), found(), asking):
        assert Task.read(json.loads(json.dumps(task.written()))) == task
