"""The recipe for MkDocs: a new project, made of its blocks alone, in each program that it names."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs.recipes import RECIPES, blocks, ran
from tests.files import MNIST

pytestmark = pytest.mark.slow

TEXT = (RECIPES / "mkdocs.md").read_text("utf-8")
PAGES = re.findall(r"^````markdown\n(.*?)^````$", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (settings,) = blocks("mkdocs", "yaml")
    (tmp_path / "mkdocs.yml").write_text(settings, encoding="utf-8")
    for name in ("docs", "models"):
        (tmp_path / name).mkdir()
    (tmp_path / "docs" / "index.md").write_text("\n".join(PAGES), encoding="utf-8")
    return tmp_path


def test_a_new_project_has_its_reports(project: Path) -> None:
    shutil.copy(MNIST, project / "models" / "mnist.keras")
    _, strict = blocks("mkdocs", "sh")
    ran(*strict.split(), at=project)
    page = (project / "site" / "index.html").read_text("utf-8")
    assert page.count("rnnscope-report") == len(re.findall("```rnnscope", TEXT)) == 4
    assert "20,096" in page


def test_what_is_missing_is_told_as_the_recipe_says(project: Path) -> None:
    _, strict = blocks("mkdocs", "sh")
    (told,) = blocks("mkdocs", "text")
    assert told in ran(*strict.split(), at=project, code=1)


def test_the_same_lines_work_in_the_others(project: Path) -> None:
    shutil.copy(MNIST, project / "models" / "mnist.keras")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write("theme:\n  name: material\n  font: false\n")
    (zensical,) = re.findall(r"`(zensical [^`]+)`", TEXT)
    for line in ("mkdocs build --strict", "properdocs build --strict -f mkdocs.yml", zensical):
        ran(*line.split(), at=project)
        page = project / "site" / "index.html"
        assert "20,096" in page.read_text("utf-8")
        page.unlink()
