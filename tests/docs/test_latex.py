"""The recipe for LaTeX: its commands, its documents, and what they show."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.docs.recipes import blocks, in_shell, ran
from tests.files import MNIST
from tests.latex import ran as compiled

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder in which the commands of the recipe have run."""
    folder = tmp_path_factory.mktemp("thesis")
    (folder / "models").mkdir()
    shutil.copy(MNIST, folder / "models" / "mnist.keras")
    for command in blocks("latex", "sh"):
        in_shell(command, folder)
    return folder


def test_its_documents(at: Path) -> None:
    whole, table, captioned, marks = blocks("latex", "tex")
    begin, end = whole.split("\\input{report}\n")
    document = at / "thesis.tex"
    document.write_text(f"{begin}\\input{{report}}\n{table}{captioned}{marks}{end}", "utf-8")
    ran("rnnscope", "embed", "thesis.tex", at=at)
    ran("rnnscope", "embed", "--check", "thesis.tex", at=at)
    text = compiled(document).text
    assert "Table 1: The network" in text
    assert text.count("20,096") >= 5
