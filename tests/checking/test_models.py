"""From names to models: files, directories, patterns, targets, and what is none of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rnnscope.checking.configuration import found
from rnnscope.checking.models import Named, named, of_project
from tests.files import MNIST

pytestmark = pytest.mark.quick


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def touch(home: Path, *names: str) -> None:
    for name in names:
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"class_name": "Sequential"}' if path.suffix == ".json" else "x")


def names(*given: str) -> list[str]:
    models = named(given)
    assert not any(model.problem for model in models), models
    return [model.name for model in models]


def test_files_and_targets_are_taken_as_they_are_named(home: Path) -> None:
    touch(home, "a.keras", "b.h5", "odd:name", "notes.txt")
    given = ("b.h5", "./a.keras", "app.models:build", "odd:name", "notes.txt", "missing.keras")
    models = named(given)
    assert [model.name for model in models] == list(given)
    assert [model.name for model in models if model.is_target] == ["app.models:build"]
    assert not any(model.problem for model in models)  # reading it says why there is none


def test_each_model_is_taken_once(home: Path) -> None:
    touch(home, "a.keras", "b.keras")
    (home / "link.keras").symlink_to(home / "a.keras")
    assert names("a.keras", "./a.keras", str(home / "a.keras"), "*.keras", "app:m", "app:m") == [
        *("a.keras", "b.keras", "link.keras", "app:m")
    ]


def test_a_directory_is_all_models_in_it(home: Path) -> None:
    touch(home, "m/b.keras", "m/a.H5", "m/sub/c.hdf5", "m/arch.json", "m/README.md", "m/.x/d.keras")
    touch(home, "m/.hidden.keras", "m/saved/saved_model.pb", "m/saved/keras_metadata.pb")
    touch(home, "m/saved/variables/x.h5", "m/odd.keras/inside.keras")
    (home / "m/package.json").write_text('{"name": "x"}')
    (home / "m/model.yaml").write_text("backend: tensorflow\nclass_name: Sequential\n")
    expected = ["m/a.H5", "m/arch.json", "m/b.keras", "m/model.yaml", "m/odd.keras"]
    expected += ["m/saved", "m/sub/c.hdf5"]
    assert names("m") == expected
    assert names("m/") == expected
    assert names("m/**") == expected
    assert names("m/*") == expected[:-1]  # what is right in it
    assert names("m/saved") == ["m/saved"]
    assert names(".")[0] == "m/a.H5"


def test_a_link_out_of_a_directory_is_told_and_one_within_is_met_already(home: Path) -> None:
    touch(home, "m/a.keras", "outside/secret.keras")
    (home / "m/b.keras").symlink_to(home / "outside/secret.keras")
    (home / "m/again.keras").symlink_to(home / "m/a.keras")
    (home / "m/gone.keras").symlink_to(home / "m/nowhere.keras")
    (home / "m/loop.keras").symlink_to(home / "m/loop.keras")
    (home / "m/dir").symlink_to(home / "outside", target_is_directory=True)
    models = named(["m"])
    assert [(model.name, bool(model.problem)) for model in models] == [
        ("m/a.keras", False),
        ("m/b.keras", True),
        ("m/gone.keras", True),
        ("m/loop.keras", True),
    ]
    assert models[1].problem == (
        "it is a link out of the directory, or to nowhere, and not followed: name it by itself"
    )
    assert names("m/b.keras") == ["m/b.keras"]  # somebody names it


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("*.keras", "no file matches '*.keras'"),
        ("empty/**", "no model matches 'empty/**'"),
        ("empty", "'empty' is a directory without a model: .keras, .h5, .hdf5, or a directory"),
    ],
)
def test_what_matches_nothing_is_a_problem(home: Path, name: str, problem: str) -> None:
    touch(home, "empty/notes.txt")
    (model,) = named([name])
    assert model.name == name
    assert model.problem.startswith(problem)


def test_a_file_named_like_a_pattern_is_itself(home: Path) -> None:
    touch(home, "[1].keras", "1.keras")
    assert names("[1].keras") == ["[1].keras"]


def test_a_project_names_models_from_where_its_file_is(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(home, "models/a.keras", "models/b.keras", "docs/x")
    (home / "rnnscope.toml").write_text(
        '[[check]]\nmodels = ["models/*.keras", "app:build"]\n[[check]]\nmodels = [\n"a.keras",\n'
        '"*.h5", "models/a.keras", "docs"]\n'
    )
    monkeypatch.chdir(home / "docs")
    project = found()
    assert project is not None
    models = of_project(project)
    where = "../rnnscope.toml, line"
    assert [(model.name, model.problem.partition(": .keras")[0]) for model in models] == [
        ("../models/a.keras", ""),
        ("../models/b.keras", ""),
        ("app:build", ""),
        ("../a.keras", f"{where} 5: models: there is no file 'a.keras'"),
        ("../*.h5", f"{where} 6: models: no file matches '*.h5'"),
        (".", f"{where} 6: models: 'docs' is a directory without a model"),
    ]
    assert models[2] == Named("app:build", home, is_target=True)


def test_a_model_is_known_by_any_of_its_names(home: Path) -> None:
    os.symlink(MNIST, home / "link.keras")  # noqa: PTH211
    (link,) = named(["link.keras"])
    assert link.real_place == str(MNIST)
    assert link.place == str(home / "link.keras")


def test_names_may_be_any_bytes(home: Path) -> None:
    (home / "m").mkdir()
    (home / os.fsdecode(b"m/\xff\x1b.keras")).touch()
    assert names("m") == ["m/\udcff\x1b.keras"]
    assert names("m/*.keras") == ["m/\udcff\x1b.keras"]


def test_a_current_directory_that_is_gone_is_no_end(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = home / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert found() is None
    assert names(str(MNIST)) == [str(MNIST)]
