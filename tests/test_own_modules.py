"""What has a leading underscore is its package's own: no other package imports it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.files import ROOT

pytestmark = pytest.mark.quick

PLACES = ("rnnscope", "tests", "docs", "examples")


def imports(code: str) -> Iterator[str]:
    """Yield the full name of everything that a module imports, wherever in it that is."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package(path: Path) -> str:
    """Return the package that a module is in; the tests of one are taken for a part of it."""
    inside = path.parent.relative_to(ROOT).parts
    return ".".join(("rnnscope", *inside[1:]) if inside[0] == "tests" else inside)


def owner(name: str) -> str | None:
    """Return the package or module whose own something is, if it is anybody's."""
    parts = name.split(".")
    own = [i for i, part in enumerate(parts) if part.startswith("_") and part[:2] != "__"]
    return ".".join(parts[: own[0]]) if own and parts[0] == "rnnscope" else None


def taken(path: Path, code: str) -> list[str]:
    """Return what a module imports of another package's own."""
    here = package(path)
    owned = ((name, owner(name)) for name in imports(code))
    return [name for name, of in owned if of and not f"{here}.".startswith(f"{of}.")]


@pytest.mark.parametrize("place", PLACES)
def test_no_module_imports_another_packages_own(place: str) -> None:
    modules = sorted((ROOT / place).rglob("*.py"))
    assert modules
    assert {
        str(path.relative_to(ROOT)): names
        for path in modules
        if (names := taken(path, path.read_text("utf-8")))
    } == {}


@pytest.mark.parametrize(
    ("path", "code", "names"),
    [
        ("rnnscope/cli.py", "from rnnscope.pages._rows import a", ["rnnscope.pages._rows.a"]),
        ("rnnscope/cli.py", "from rnnscope.pages import _rows", ["rnnscope.pages._rows"]),
        ("rnnscope/cli.py", "def f():\n import rnnscope.pages._rows", ["rnnscope.pages._rows"]),
        ("rnnscope/pages2/a.py", "from rnnscope.pages import _rows", ["rnnscope.pages._rows"]),
        ("tests/test_cli.py", "from rnnscope.pages.page import _row", ["rnnscope.pages.page._row"]),
        ("tests/report/test_it.py", "import rnnscope.pages._rows", ["rnnscope.pages._rows"]),
        ("tests/pages/test_it.py", "import rnnscope.pages._rows", []),
        ("rnnscope/pages/page.py", "from rnnscope.pages._rows import a", []),
        ("rnnscope/pages/tables/a.py", "from rnnscope.pages._rows import a", []),
        ("rnnscope/cli.py", "from rnnscope.__main__ import main", []),
        ("rnnscope/cli.py", "from keras._tf_keras import keras", []),
    ],
)
def test_whose_own_a_module_is(path: str, code: str, names: list[str]) -> None:
    assert taken(ROOT / path, code) == names
