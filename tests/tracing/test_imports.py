"""Models named by their place in Python, and files whose classes the user imports."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import rnnscope
from rnnscope.cli import app
from rnnscope.errors import ImportFailedError, NotBuiltError, UnreadableModelError
from rnnscope.processes import user_code
from rnnscope.readers import imported

MODULE = '''
import keras
from keras import layers

print("imported")


class Thin(layers.Layer):
    """Two thin matrices."""

    def __init__(self, units, rank, **kwargs):
        super().__init__(**kwargs)
        self.units, self.rank = units, rank

    def build(self, input_shape):
        import beside_it  # only now

        self.down = self.add_weight(shape=(input_shape[-1], self.rank), name="down")
        self.up = self.add_weight(shape=(self.rank, self.units), name="up")

    def call(self, x):
        return x @ self.down @ self.up


@keras.saving.register_keras_serializable("mine")
class Twice(layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.parts = [Thin(units, 2), layers.Dense(units)]

    def call(self, x):
        return self.parts[1](self.parts[0](x))


@keras.saving.register_keras_serializable("mine")
class Whole(keras.Model):
    def __init__(self, width=6, **kwargs):
        super().__init__(**kwargs)
        self.width = width
        self.body = Twice(width)
        self.head = layers.Dense(2)
        self.scale = self.add_weight(shape=(width,), name="scale")

    def call(self, x):
        return self.head(self.body(x) * self.scale)


@keras.saving.register_keras_serializable("mine")
class Part(layers.Layer):
    def __init__(self, of=None, **kwargs):
        super().__init__(**kwargs)
        self._of, self._kernel = of, None

    def build(self, input_shape):
        if self._of is not None:
            self._kernel = self._of._kernel
        if self._kernel is None:
            self._kernel = self.add_weight(shape=(input_shape[-1], 12), name="kernel")

    def call(self, x):
        return x @ self._kernel


@keras.saving.register_keras_serializable("mine")
class Sharing(layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.one = Part(name="one")
        self.two = Part(self.one, name="two")
        self.three = Part(self.one, name="three")
        self.head = layers.Dense(2, name="head")

    def call(self, x):
        return self.head(self.one(x) + self.two(x) * self.three(x))


@keras.saving.register_keras_serializable("mine")
class Joined(keras.Model):
    def __init__(self, width, wide=False, **kwargs):
        if wide == "no":
            raise ValueError("not that wide")
        x = keras.Input((4,))
        super().__init__(x, layers.Dense(width, name="last")(Twice(6, name="first")(x)), **kwargs)
        self.config = {"name": self.name, "width": width, "wide": wide}

    def get_config(self):
        return self.config


def joined():
    return Joined(5, name="joined")


def sharing():
    x = keras.Input((3,))
    return keras.Model(x, Sharing(name="sharing")(x))


class Ready(keras.Sequential):
    def __init__(self):
        super().__init__([keras.Input((4,)), Thin(6, rank=3, name="thin")])


def build():
    return keras.Sequential([keras.Input((4,)), Twice(6, name="twice"), Thin(5, 3, name="thin")])


def fails():
    raise ValueError("not today")


def whole():
    model = Whole(name="whole")
    model(keras.ops.zeros((1, 4)))
    return model


model = build()
number = 3
'''


def surroundings() -> tuple[list[str], dict[str, str]]:
    """Return what a host's search path and environment are."""
    return list(sys.path), {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Stand in a directory with a module of the user's."""
    (tmp_path / "my_layers.py").write_text(MODULE, "utf-8")
    (tmp_path / "beside_it.py").write_text("", "utf-8")
    (tmp_path / "broken.py").write_text("import nowhere_at_all\n", "utf-8")
    (tmp_path / "raising.py").write_text("raise SystemExit('no')\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    before = surroundings()
    yield tmp_path
    assert surroundings() == before
    for name in ("my_layers", "beside_it", "broken", "raising"):
        sys.modules.pop(name, None)


def saved(home: Path, maker: str = "build", name: str = "model.keras") -> Path:
    """Save a model of the user's; nothing of its module is imported afterwards."""
    import keras

    with user_code.running():
        (module,) = imported(["my_layers"])
        model = getattr(module, maker)()
    if name.endswith(".json"):
        (home / name).write_text(model.to_json(), "utf-8")
    else:
        model.save(home / name)
    registered = keras.saving.get_custom_objects()
    for known in [each for each in registered if each.startswith("mine>")]:
        del registered[known]
    del sys.modules["my_layers"]
    sys.modules.pop("beside_it", None)
    return home / name


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("thing", ["build", "model", "Ready"])
def test_a_target_is_a_model_in_memory(thing: str) -> None:
    report = rnnscope.explain(f"my_layers:{thing}")
    assert report.verified, report.differences
    assert report["thin"].basis == "traced"
    assert (report.source, report.format) == (f"my_layers:{thing}", "live")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("nowhere:model", "there is no module 'nowhere' in .* or on Python's path"),
        ("my_layers.inner:model", "no module 'my_layers"),
        ("broken:model", "it imports 'nowhere_at_all', which is not there"),
        ("raising:model", "importing it raised SystemExit: no"),
        ("my_layers:modle", "my_layers has no 'modle'"),
        ("my_layers:build.x", "no 'x'"),
        ("my_layers:number", "it is an int, not a keras.Model"),
        ("my_layers:fails", "calling it raised ValueError: not today"),
        ("my_layers:Thin", "calling it raised TypeError: .*units"),
        ("my_layers:keras.Input", "calling it "),
    ],
)
def test_a_target_that_is_none_says_why(target: str, reason: str) -> None:
    with pytest.raises(UnreadableModelError, match=f"cannot read {target}: .*{reason}"):
        rnnscope.explain(target)
    result = CliRunner().invoke(app, ["explain", target])
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.usefixtures("home")
def test_a_class_that_makes_an_unbuilt_model() -> None:
    with pytest.raises(NotBuiltError):
        rnnscope.explain("my_layers:Whole")


@pytest.mark.usefixtures("home")
def test_the_command_line_explains_a_target() -> None:
    result = CliRunner().invoke(app, ["explain", "my_layers:build", "--format", "json"])
    assert result.exit_code == 0, result.stderr
    data = json.loads(result.stdout)  # what the module prints is not in it
    assert data["verified"]
    assert [layer["basis"] for layer in data["layers"]] == ["traced", "traced"]
    result = CliRunner().invoke(app, ["explain", "my_layers:build", "--load"])
    assert result.exit_code == 2
    assert "--load is for files" in result.stderr


def test_a_file_runs_nothing_of_the_users_unless_asked(home: Path) -> None:
    path = saved(home)
    report = rnnscope.explain(path)
    assert [row.basis for row in report.layers] == ["stored", "stored"]
    assert "my_layers" not in sys.modules


@pytest.mark.parametrize("name", ["model.keras", "model.json"])
def test_imported_classes_explain_a_file(home: Path, name: str) -> None:
    path = saved(home, name=name)
    report = rnnscope.explain(path, imports=("my_layers",), summary=True)
    assert [row.basis for row in report.layers] == ["traced", "traced"]
    assert report["twice"].children[0].formula == "2*units + 2*features"
    assert report["thin"].formula == "units*rank + features*rank"
    assert report.verified, (report.differences, report.witnesses)


@pytest.mark.parametrize("name", ["model.keras", "model.json"])
def test_a_weight_that_layers_inside_share_counts_once_everywhere(home: Path, name: str) -> None:
    path = saved(home, "sharing", name=name)
    report = rnnscope.explain(path, imports=("my_layers",), summary=True)
    assert [difference.text for difference in report.differences] == []
    assert (report.total, report["sharing"].layer_params, report.verified) == (62, 62, True)
    assert [row.params for row in report["sharing"].children] == [36, 0, 0, 26]


def test_a_whole_model_of_an_imported_class(home: Path) -> None:
    path = saved(home, "whole")
    before = rnnscope.explain(path)
    report = rnnscope.explain(path, imports=("my_layers",))
    assert report.total == before.total
    assert report.differences == ()
    assert {row.class_name: row.basis for row in report.layers} == {
        "Twice": "traced",
        "Dense": "traced",
        "Whole": "traced",
    }
    assert str(report.layers[-1].own) == "width"


@pytest.mark.parametrize("name", ["model.keras", "model.json"])
def test_a_functional_model_of_an_imported_class_is_made_by_it(home: Path, name: str) -> None:
    path = saved(home, "joined", name)
    report = rnnscope.explain(path, imports=("my_layers",))
    assert [difference.text for difference in report.differences] == []
    assert {row.name: (row.params, row.basis) for row in report.layers} == {
        "first": (62, "traced"),
        "last": (35, "traced"),
    }
    assert str(report["last"].own) == "7*width"


def test_a_config_that_lists_no_layers_says_what_is_missing(home: Path) -> None:
    path = saved(home, "joined", "model.json")
    told = "the config of 'Joined' lists no layers, and there are no weights"
    with pytest.raises(UnreadableModelError, match=f"{told}$"):
        rnnscope.explain(path)
    path.write_text(path.read_text("utf-8").replace('"wide": false', '"wide": "no"'), "utf-8")
    with pytest.raises(UnreadableModelError, match=f"{told}; .*not that wide"):
        rnnscope.explain(path, imports=("my_layers",))


def test_a_class_that_has_changed_is_a_finding(home: Path) -> None:
    path = saved(home)
    (home / "changed.py").write_text(MODULE.replace("(self.rank, self.units)", "(self.rank, 9)"))
    report = rnnscope.explain(path, imports=("changed",))
    assert any("up: config implies (3, 9), file holds (3, 5)" in d.text for d in report.differences)


def test_a_config_names_no_class_but_those_imported(home: Path) -> None:
    path = saved(home, name="model.json")
    text = path.read_text("utf-8").replace(
        '"units": 5',
        '"units": {"class_name": "Popen", '
        '"module": "subprocess", "config": {"args": "true"}, "registered_name": null}',
    )
    path.write_text(text, "utf-8")
    report = rnnscope.explain(path, imports=("my_layers",))
    assert report["thin"].basis == "unknown"
    assert "Popen" in report["thin"].notes[0]


def test_a_module_that_is_not_there(home: Path) -> None:
    path = saved(home)
    with pytest.raises(ImportFailedError, match="cannot import nowhere: there is no module"):
        rnnscope.explain(path, imports=("nowhere",))
    result = CliRunner().invoke(app, ["explain", str(path), "--import", "nowhere"])
    assert result.exit_code == 2
    assert result.stderr.startswith("error: cannot import nowhere:")


def test_the_command_line_imports(home: Path) -> None:
    path = saved(home)
    arguments = ["explain", str(path), "--no-summary", "--import", "my_layers", "--format", "json"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["layers"][1]["basis"] == "traced"
