"""Documents for the tests: text is written as it stands, and its blocks drawn anew."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from rnnscope.embedding import Renewed, renewed
from rnnscope.embedding.document import lines_of
from rnnscope.embedding.drawing import Explain
from rnnscope.embedding.families import family_of
from rnnscope.errors import BadMarkError
from rnnscope.readers.given import Given
from rnnscope.report.report import Report
from tests.files import MNIST, alone

BEGIN, END = "<!-- rnnscope-begin m.keras why-not=21000 -->", "<!-- rnnscope-end -->"
ANSWER = "The model has 21,386 parameters."
LINES = 3  # of that answer


@cache
def _mnist() -> Report:
    return alone(MNIST)


def explained(given: Given) -> Report:
    """Explain a model; that of `with_model`, which is always the same, once."""
    return _mnist() if Path(given.value).name == "m.keras" else alone(given)


def with_model(directory: Path) -> Path:
    """Put a model into a directory that documents are made in."""
    shutil.copy(MNIST, directory / "m.keras")
    return directory


def document(directory: Path, text: str | bytes, name: str = "x.md") -> Path:
    """Write a document, byte for byte."""
    path = directory / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def drawn(directory: Path, text: str, name: str = "x.md", explain: Explain = explained) -> Renewed:
    """Renew a document in a directory with a model, and see that it then stays as it is."""
    path = document(with_model(directory), text, name)
    result = renewed(path, explain)
    path.write_bytes(result.text.encode())
    assert not renewed(path, explain).changes
    return result


def refusal(directory: Path, text: str, name: str = "x.md") -> str:
    """Return why a document is refused."""
    with pytest.raises(BadMarkError) as caught:
        drawn(directory, text, name)
    return str(caught.value)


def marks(text: str, name: str = "x.md") -> list[int]:
    """Return in which lines a document has marks."""
    path = Path(name)
    return [found.line + 1 for found in family_of(path).found(lines_of(text), name)]
