"""`params_snapshot`, in test runs of its own."""

from __future__ import annotations

import re
import shlex
import sys
from importlib import import_module
from pathlib import Path

import pytest

from rnnscope.api import explain
from tests.files import MNIST, entry, sequential, write_json

pytestmark = pytest.mark.slow

XDIST = ("-n", "2")

ONE = """
def test_gru(params_snapshot):
    assert params_snapshot("model.json").total is not None
"""
MANY = """
import pytest

@pytest.mark.parametrize("model", ["model.json", "./model.json"])
def test_same(params_snapshot, model):
    params_snapshot(model)

class TestNamed:
    def test_two(self, params_snapshot, explain_model):
        params_snapshot(explain_model("model.json", summary=False), "one")
        params_snapshot("mnist_rnn.keras", "other")
"""
NAMES = {"test_same[model.json]", "test_same[.%2Fmodel.json]"}
NAMES |= {"TestNamed.test_two-one", "TestNamed.test_two-other"}


def model(units: int, folder: Path) -> Path:
    layers = (entry("GRU", "gru", units=units), entry("Dense", "dense", units=1))
    return write_json(folder / "model.json", sequential(*layers, shape=(None, 5, 3)))


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """Import what test runs in this process need once, and not for each of them."""
    import_module("rnnscope.snapshots.run")
    assert explain(MNIST, summary=False).total == 21_386


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Return a place where nobody has set CI, with a model."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:hypothesispytest")  # which takes a second
    model(8, pytester.path)
    (pytester.path / "mnist_rnn.keras").write_bytes(MNIST.read_bytes())
    return pytester


def kept(project: pytest.Pytester) -> dict[str, str]:
    """Return the snapshots of the project's tests, by their names."""
    folder = project.path / "__rnnscope__" / "test_models"
    return {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.lock"))}


def test_a_snapshot_is_written_held_and_renewed(project: pytest.Pytester) -> None:
    project.makepyfile(test_models=ONE)
    first = project.runpytest()
    first.assert_outcomes(passed=1)
    first.stdout.fnmatch_lines(
        [
            "*= snapshots of rnnscope =*",
            "written, since there was none:",
            "  __rnnscope__/test_models/test_gru.lock",
        ]
    )
    before = kept(project)
    assert 'source = "test_gru"\n' in before["test_gru"]
    assert str(project.path) not in before["test_gru"]

    again = project.runpytest()
    again.assert_outcomes(passed=1)
    again.stdout.no_fnmatch_line("*snapshots of rnnscope*")

    model(16, project.path)
    changed = project.runpytest()
    changed.assert_outcomes(failed=1)
    changed.stdout.fnmatch_lines(
        [
            '>       assert params_snapshot("model.json").total is not None',
            "E*rnnscope.SnapshotError: gru.units 8 -> 16: gru +696, dense +8; total 1,025",
            "E*that changed since __rnnscope__/test_models/test_gru.lock was written; "
            "if it is meant, renew it: pytest --rnnscope-update test_models.py::test_gru",
            "FAILED test_models.py::test_gru - rnnscope.SnapshotError: gru.units 8 -> 16*",
        ]
    )
    changed.stdout.no_fnmatch_line("*rnnscope/*.py:*")
    assert kept(project) == before

    command = re.findall("renew it: pytest (.*)", str(changed.stdout))[0]
    renewed = project.runpytest(*shlex.split(command))
    renewed.assert_outcomes(passed=1)
    renewed.stdout.fnmatch_lines(["renewed:", "  __rnnscope__/test_models/test_gru.lock"])
    assert "sizes = { gates = 3, units = 16" in kept(project)["test_gru"]


@pytest.mark.parametrize("workers", [(), (*XDIST, "--dist", "loadgroup")])
def test_each_test_and_each_model_has_a_file(
    project: pytest.Pytester, workers: tuple[str, ...]
) -> None:
    project.makepyfile(test_models=MANY)
    written = project.runpytest(*workers)
    written.assert_outcomes(passed=3)
    assert {f"  __rnnscope__/test_models/{name}.lock" for name in NAMES} <= set(written.outlines)
    assert set(kept(project)) == NAMES
    model(16, project.path)
    project.runpytest(*workers).assert_outcomes(failed=3)
    renewed = project.runpytest("--rnnscope-update", *workers)
    renewed.assert_outcomes(passed=3)
    told = str(renewed.stdout).partition("renewed:")[2]
    assert {name: f"{name}.lock" in told for name in NAMES} == {
        name: not name.endswith("other") for name in NAMES
    }
    project.runpytest(*workers).assert_outcomes(passed=3)


@pytest.mark.parametrize(("value", "is_ci"), [("true", True), ("1", True), ("False", False)])
def test_none_is_written_in_ci(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, value: str, is_ci: bool
) -> None:
    monkeypatch.setenv("CI", value)
    project.makepyfile(test_models=ONE)
    result = project.runpytest()
    result.assert_outcomes(failed=int(is_ci), passed=int(not is_ci))
    assert (project.path / "__rnnscope__").exists() is not is_ci
    if is_ci:
        result.stdout.fnmatch_lines(
            "E*rnnscope.SnapshotError: there is no snapshot __rnnscope__/test_models/test_gru.lock "
            "to hold the model against, and where CI is set none is written; write it, and commit "
            "it: pytest --rnnscope-update test_models.py::test_gru"
        )


def test_two_models_of_a_test_need_names(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_models="""
def test_two(params_snapshot):
    params_snapshot("model.json")
    params_snapshot("model.json")
    params_snapshot("mnist_rnn.keras")
"""
    )
    for options in ((), ("--rnnscope-update",), ()):
        result = project.runpytest(*options)
        result.stdout.fnmatch_lines(
            [
                '>       params_snapshot("mnist_rnn.keras")',
                "E*a test with several models gives each a name, as in params_snapshot(*, 'small')",
            ]
        )
        assert 'class = "GRU"' in kept(project)["test_two"]


def test_those_that_no_test_asked_for_are_told_and_left(project: pytest.Pytester) -> None:
    project.makepyfile(test_models=MANY, test_other=ONE, test_gone=ONE)
    project.runpytest().assert_outcomes(passed=5)
    (project.path / "test_gone.py").unlink()
    project.makepyfile(test_models=MANY.replace('"one"', '"two"'))
    left = {
        "  __rnnscope__/test_gone/test_gru.lock",
        "  __rnnscope__/test_models/TestNamed.test_two-one.lock",
    }
    for options in ((), XDIST):
        told = project.runpytest("--rnnscope-update", *options).stdout
        assert left <= set(told.lines)
        assert "test_same" not in str(told).partition("asked for by no test")[2]
    for some in (("test_models.py::TestNamed",), (*XDIST, "-k", "same")):
        told = project.runpytest("--rnnscope-update", *some).stdout
        told.no_fnmatch_line("*asked for by no test*")
    project.runpytest().stdout.no_fnmatch_line("*asked for by no test*")
    assert all((project.path / name.strip()).exists() for name in left)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lock = \n", "it is no TOML: *"),
        ('lock = 1\n[[model]]\nsource = "test_lstm"\n', "it is of 'test_lstm', and not of this *"),
    ],
)
def test_one_that_cannot_be_read_is_told(project: pytest.Pytester, text: str, said: str) -> None:
    path = lock(project, text)
    result = project.runpytest()
    result.stdout.fnmatch_lines(
        f"E*rnnscope.SnapshotError: cannot read __rnnscope__/test_models/test_gru.lock: {said}"
        "write it anew with `pytest --rnnscope-update test_models.py::test_gru`"
    )
    result.stdout.no_fnmatch_line("*rnnscope lock*")
    assert path.read_text() == text
    project.runpytest("--rnnscope-update").assert_outcomes(passed=1)


def test_one_of_a_later_version_is_not_written_over(project: pytest.Pytester) -> None:
    path = lock(project, "lock = 99\n")
    for options in ((), ("--rnnscope-update",)):
        project.runpytest(*options).stdout.fnmatch_lines(
            "E*rnnscope.SnapshotError: cannot read __rnnscope__/test_models/test_gru.lock: it has "
            "`lock = 99`, of a later rnnscope, and this one knows `lock = 1`: upgrade rnnscope, *"
        )
    assert path.read_text() == "lock = 99\n"


def lock(project: pytest.Pytester, text: str) -> Path:
    """Write a test and its snapshot."""
    path = project.path / "__rnnscope__" / "test_models" / "test_gru.lock"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    project.makepyfile(test_models=ONE)
    return path


def test_where_nothing_can_be_written_that_is_told(project: pytest.Pytester) -> None:
    (project.path / "__rnnscope__").touch()
    project.makepyfile(test_models=ONE)
    result = project.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        "E*SnapshotError: there is no snapshot *, and none can be written: *"
    )


def test_witnesses_that_differ_are_kept_as_nothing(project: pytest.Pytester) -> None:
    from tests.files import edited, replaced

    edited(MNIST, project.path / "odd.keras", lambda root: replaced(root, ODD, (10, 10)))
    project.makepyfile(test_models=ONE.replace("model.json", "odd.keras"))
    result = project.runpytest()
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines("E*rnnscope.SnapshotError: the model's counts are not certain: *")
    assert not kept(project)


ODD = "layers/dense/vars/0"

LIVE = """
import sys
import keras
from keras import layers

def build(units=4):
    x = keras.Input((5, 3))
    y = layers.Bidirectional(layers.GRU(units))(x)
    y = layers.BatchNormalization()(layers.Dense(3)(y))
    return keras.Model(x, layers.Dense(2, use_bias=False)(y), name="built")

def others():
    return {name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names - {"rnnscope"}

def test_live(params_snapshot, tmp_path):
    keras.Sequential([keras.Input((3,)), *(layers.Dense(2) for _ in range(OTHERS))])
    before = others()
    model = build()
    params_snapshot(model)
    assert others() == before
    model.save(tmp_path / "model.keras")
    params_snapshot(tmp_path / "model.keras")
    params_snapshot(str(tmp_path / "model.keras"))

def test_frozen(params_snapshot):
    model = build()
    model.layers[2].trainable = FROZEN != "yes"
    params_snapshot(model)
"""


def test_a_live_model_is_the_same_when_saved_and_whatever_was_built_before(
    project: pytest.Pytester,
) -> None:
    run = ("-W", "ignore:__array__ implementation:DeprecationWarning")
    project.makepyfile(test_models=LIVE.replace("OTHERS", "0").replace("FROZEN", "''"))
    project.runpytest_subprocess(*run).assert_outcomes(passed=2)
    before = kept(project)
    project.makepyfile(test_models=LIVE.replace("OTHERS", "3").replace("FROZEN", "'yes'"))
    result = project.runpytest_subprocess(*run)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines("E*SnapshotError: dense frozen")
    assert kept(project) == before
    text = LIVE.replace("OTHERS", "3").replace("FROZEN", "''")
    project.makepyfile(test_models=text)
    renewed = project.runpytest_subprocess("--rnnscope-update", *run)
    renewed.assert_outcomes(passed=2)
    assert kept(project) == before


def test_it_works_in_a_doctest_and_from_another_folder(project: pytest.Pytester) -> None:
    folder = project.mkdir("guides")
    (folder / "guide.txt").write_text(
        ">>> hold = getfixture('params_snapshot')\n>>> hold('model.json').total > 0\nTrue\n"
    )
    glob = ("--doctest-glob=*.txt", "guides")
    project.runpytest(*glob).assert_outcomes(passed=1)
    assert (folder / "__rnnscope__" / "guide.txt" / "guide.txt.lock").exists()
    model(16, project.path)
    result = project.runpytest(*glob)
    result.stdout.fnmatch_lines("*gru.units 8 -> 16*")


@pytest.mark.parametrize("options", [("-O",), ("-W", "error")])
def test_it_holds_whatever_python_is_told(
    project: pytest.Pytester, options: tuple[str, ...]
) -> None:
    project.makepyfile(test_models=ONE)
    run = (sys.executable, *options, "-m", "pytest")
    project.run(*run).assert_outcomes(passed=1)
    model(16, project.path)
    project.run(*run).assert_outcomes(failed=1)
