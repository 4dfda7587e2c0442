"""Models that code makes, as it is and as it was: in processes of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnscope.checking.code_at_revision import made_at_revision
from rnnscope.checking.relocated import Relocated
from rnnscope.checking.target_process import made
from rnnscope.cli import app
from rnnscope.errors import RevisionError, RnnscopeError
from rnnscope.states import lock_text
from rnnscope.untrusted.limits import applied
from tests.checking.repositories import Work, work

pytestmark = pytest.mark.slow

NETS = """
import sys

import keras

from app import sizes

print("this is no answer", sys.stdin.read())


def build():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(sizes.UNITS)])
"""

ALONE = NETS.replace("from app import sizes", "class sizes:\n    UNITS = 1")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Work:
    """A package whose model had 4 units, and has 5 since then."""
    made = work(tmp_path / "project")
    package = made.top / "app"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "nets.py").write_text(NETS)
    for units in (4, 5):
        (package / "sizes.py").write_text(f"UNITS = {units}\n")
        made.commit()
    monkeypatch.chdir(made.top)
    return made


def totals(target: str, revision: str) -> tuple[int | None, int | None]:
    now = made(target, light=True)
    return made_at_revision(target, now, revision, light=True).state.total, now.state.total


def said(target: str, revision: str) -> str:
    with pytest.raises(RnnscopeError) as error:
        totals(target, revision)
    return str(error.value)


def test_the_code_of_then_makes_the_model_of_then(project: Work) -> None:
    assert totals("app.nets:build", "HEAD~1") == (16, 20)
    (project.top / "app" / "sizes.py").write_text("UNITS = 6\n")
    assert totals("app.nets:build", "HEAD") == (20, 24)
    assert project.git("status", "--porcelain", "--untracked-files=no") == " M app/sizes.py\n"


def test_as_a_user_asks_for_it(project: Work) -> None:
    grew = "dense.units 4 -> 5: dense +4; total 20\n"
    ran = CliRunner().invoke(app, ["diff", "app.nets:build", "--against", "HEAD~1", "--light"])
    assert ran.stdout.startswith(grew)
    lock = lock_text.written([made("app.nets:build", light=True).state])
    (project.top / "rnnscope.lock").write_text(lock)
    (project.top / "app" / "sizes.py").write_text("UNITS = 6\n")
    ran = CliRunner().invoke(app, ["diff", "rnnscope.lock", "app.nets:build", "--light"])
    assert ran.stdout.startswith("dense.units 5 -> 6: dense +4; total 24\n")
    (project.top / "wider.py").write_text(ALONE.replace("UNITS = 1", "UNITS = 7"))
    ran = CliRunner().invoke(app, ["diff", "app.nets:build", "wider:build", "--light"])
    assert ran.stdout.startswith("dense.units 6 -> 7: dense +4; total 28\n")
    limits = ["--light", "--limit", "path_characters=1"]
    ran = CliRunner().invoke(app, ["diff", "app.nets:build", "wider:build", *limits])
    assert (ran.exit_code, ran.stdout) == (2, "")


def test_each_process_counts_names_anew(project: Work) -> None:
    names = {
        layer.path for _ in range(2) for layer in made("app.nets:build", light=True).state.layers
    }
    assert "dense" in names
    assert "dense_1" not in names


def test_code_is_found_from_elsewhere(
    project: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(project.top))
    assert totals("app.nets:build", "HEAD~1") == (16, 20)


def test_code_that_was_elsewhere_then_is_found_there(project: Work) -> None:
    (project.top / "app" / "nets.py").rename(project.top / "nets.py")
    (project.top / "app" / "nets.py").write_text("from nets import build\n")
    project.commit()
    assert totals("app.nets:build", "HEAD~1") == (20, 20)
    assert "there is no module 'nets'" in said("nets:build", "HEAD~1")


def test_code_that_puts_itself_on_the_path_is_not_that_of_now(project: Work) -> None:
    own = f"import sys\nsys.path.insert(0, {str(project.top)!r})\n"
    (project.top / "script.py").write_text(f"{own}from app.nets import build\n")
    project.commit()
    assert totals("script:build", "HEAD") == (20, 20)
    (project.top / "app" / "sizes.py").write_text("UNITS = 6\n")
    assert totals("script:build", "HEAD") == (20, 24)


def test_what_was_imported_as_it_is_now_is_refused(project: Work) -> None:
    own = f"""
import importlib.util, sys
spec = importlib.util.spec_from_file_location("sizes", {str(project.top / "app" / "sizes.py")!r})
sizes = sys.modules["sizes"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sizes)
from app.nets import build
"""
    (project.top / "script.py").write_text(own)
    project.commit()
    sentence = said("script:build", "HEAD")
    assert f"sizes was imported from {project.top}/app/sizes.py, which is as it is now" in sentence


def test_an_installed_module_is_of_no_revision(
    project: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = project.top / ".venv" / "lib" / "site-packages"
    site.mkdir(parents=True)
    (site / "installed.py").write_text(ALONE)
    monkeypatch.syspath_prepend(str(site))
    sentence = said("installed:build", "HEAD")
    assert f"installed was imported from {site}/installed.py" in sentence
    assert "which is not of the repository" in sentence


def test_a_module_in_no_repository_has_no_revisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "alone.py").write_text(ALONE)
    monkeypatch.chdir(tmp_path)
    assert "it is in no git repository" in said("alone:build", "HEAD")


def test_the_code_of_then_may_fail(project: Work) -> None:
    nets = project.top / "app" / "nets.py"
    for wrong, reason in (
        ("def build(): raise ValueError('no units')", "calling it raised ValueError: no units"),
        ("import not_installed", "it imports 'not_installed', which is not there"),
        ("build = 1", "it is an int, not a keras.Model"),
        ("def build():\n  import os; os._exit(3)", "gave no answer: it ended with exit code 3"),
        ("raise KeyboardInterrupt", "making it raised KeyboardInterrupt"),
        ("class B(BaseException): pass\nraise B('x')", "importing it raised B: x"),
    ):
        nets.write_text(f"{wrong}\n")
        project.commit()
        nets.write_text(NETS)
        sentence = said("app.nets:build", "HEAD")
        assert sentence.startswith("cannot read app.nets:build at HEAD: ")
        assert reason in sentence


def test_the_code_of_now_may_fail(project: Work) -> None:
    assert said("app.nets:none", "HEAD").startswith("cannot read app.nets:none: app.nets has no")
    assert "has no revision 'x'" in said("app.nets:build", "x")
    with applied({"stream_bytes": 10}), pytest.raises(RevisionError, match="beyond the limit"):
        totals("app.nets:build", "HEAD")


EDITABLE = """
import sys
from importlib.machinery import PathFinder

class Finder:
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return PathFinder.find_spec(name, [{src!r}]) if name == "app" else None

sys.path[:] = [p for p in sys.path if p]
sys.meta_path.append(Finder)
sys.path.insert(0, {rnnscope!r})
from rnnscope.checking.relocated import Relocated
code = Relocated({now!r}, {then!r})
with code.importing():
    from app.sizes import UNITS
print(UNITS, list(code.strays()))
"""


@pytest.mark.parametrize("was", ["package", "package, linked", "module", "nowhere"])
def test_an_installation_that_can_be_edited_leads_to_the_code_of_then(
    project: Work, tmp_path: Path, was: str
) -> None:
    then = tmp_path / "then"
    if was.startswith("package"):
        (then / "app").mkdir(parents=True)
        (then / "app" / "__init__.py").write_text("")
        (then / "app" / "sizes.py").write_text("UNITS = 7\n")
    elif was == "module":
        then.mkdir()
        (then / "app.py").write_text("")
    src = project.top
    if was.endswith("linked"):  # as setuptools' strict mode does
        src = project.top / "build" / "editable"
        (src / "app").mkdir(parents=True)
        for name in ("__init__.py", "sizes.py"):
            (src / "app" / name).symlink_to(project.top / "app" / name)
    names = {"src": str(src), "now": str(project.top), "then": str(then)}
    code = EDITABLE.format(**names, rnnscope=str(Path(__file__).parents[2]))
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False
    )
    if was.startswith("package"):
        assert ran.stdout == "7 []\n", ran.stderr
    elif was == "module":
        assert "'app' is not a package" in ran.stderr
    else:
        assert "No module named 'app'" in ran.stderr


def test_our_own_repository_has_this_program_as_it_is(tmp_path: Path) -> None:
    code = Relocated(str(Path(__file__).parents[2]), str(tmp_path))
    assert code.find_spec("rnnscope.report") is None
    assert not list(code.strays()) or all("rnnscope" not in name for name, _ in code.strays())


def test_the_environment_in_a_work_tree_is_not_of_it(tmp_path: Path) -> None:
    code = Relocated(str(Path(sys.prefix).parent), str(tmp_path))
    assert not code.has(pytest.__file__)
    assert code.has(str(Path(sys.prefix).parent / "app.py"))
