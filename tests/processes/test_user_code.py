"""The user's own code: found in the current directory while it runs, and no longer."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from rnnscope.errors import ImportFailedError
from rnnscope.processes import user_code
from rnnscope.readers import imported

MODULE = """
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "vendor"))
os.environ["MINE"] = "set"
os.environ["OTHER"] = "changed"
os.environ.pop("GONE", None)
print("not for the report")

def later():
    import string_theory, vendored
    return os.environ.get("MINE"), os.environ["OTHER"], "GONE" in os.environ, vendored.NUMBER
"""
NAMES = ("mine_of_the_user", "string_theory", "vendored", "tabulate")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/vendored.py").write_text("NUMBER = 5\n")
    (tmp_path / "mine_of_the_user.py").write_text(MODULE)
    (tmp_path / "string_theory.py").write_text("")
    (tmp_path / "tabulate.py").write_text("raise SystemExit('a trap')\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OTHER", "given")
    monkeypatch.setenv("GONE", "not yet")
    for name in NAMES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield tmp_path
    for name in NAMES:
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("home")
def test_the_directory_is_asked_while_it_runs_and_behind_all_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, before = sys.path, (list(sys.path), dict(os.environ))
    (module,) = imported(["mine_of_the_user"])
    assert (sys.path, dict(os.environ)) == before
    assert sys.path is path
    assert capsys.readouterr().out == ""
    with pytest.raises(ModuleNotFoundError):
        import string_theory  # type: ignore[import-not-found]  # noqa: F401
    with user_code.running():  # as its own code left it
        assert module.later() == ("set", "changed", False, 5)
        import tabulate

        assert tabulate.__file__.endswith("tabulate/__init__.py")  # which is installed
    assert (sys.path, dict(os.environ)) == before


def test_what_is_changed_is_put_back_after_an_error_too(home: Path) -> None:
    before = list(sys.path), dict(os.environ)
    (home / "mine_of_the_user.py").write_text(MODULE + "sys.path = []\nraise ValueError('no')")
    with pytest.raises(ImportFailedError, match="importing it raised ValueError: no"):
        imported(["mine_of_the_user"])
    assert (sys.path, dict(os.environ)) == before


@pytest.mark.usefixtures("home")
def test_a_host_that_has_changed_its_path_since_then_has_its_own() -> None:
    imported(["mine_of_the_user"])
    sys.path.insert(0, "/somewhere/else")
    try:
        with user_code.running():
            assert sys.path[0] == "/somewhere/else"
            assert not any("vendor" in each for each in sys.path)
    finally:
        sys.path.remove("/somewhere/else")


@pytest.mark.usefixtures("home")
def test_what_is_asked_for_by_name_is_found_and_what_an_installed_module_tries_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "site-packages"
    installed.mkdir()
    (installed / "trying.py").write_text("""
import importlib, pickle
def static():
    import string_theory
def by_name():
    return importlib.import_module("string_theory")
def unpickled():
    return pickle._loads(b"cstring_theory\\nNAME\\n.")
""")
    (tmp_path / "string_theory.py").write_text("NAME = 'mine'\n")
    monkeypatch.syspath_prepend(str(installed))
    import trying  # type: ignore[import-not-found]

    with user_code.running():
        with pytest.raises(ModuleNotFoundError):
            trying.static()
        assert trying.unpickled() == "mine"
        del sys.modules["string_theory"]
        assert trying.by_name().NAME == "mine"
        assert trying.static() is None  # it is there now
    del sys.modules["trying"]


@pytest.mark.usefixtures("home")
def test_one_thread_at_a_time() -> None:
    before = list(sys.path), dict(os.environ)
    inside = []

    def run(number: int) -> int:
        with user_code.running(), user_code.running():
            inside.append(number)
            sleep(0.01)
            found = len(inside)
            inside.remove(number)
            return found

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(run, range(16))) == {1}
    assert (sys.path, dict(os.environ)) == before


def test_a_directory_that_was_deleted_is_no_place_for_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    before = list(sys.path)
    (module,) = imported(["colorsys"])
    assert module.__name__ == "colorsys"
    with pytest.raises(ImportFailedError, match="no module 'nowhere_at_all' on Python's path"):
        imported(["nowhere_at_all"])
    assert sys.path == before
    monkeypatch.undo()
