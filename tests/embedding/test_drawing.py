"""What stands in a block: drawn for a document, and once where several marks ask for the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.embedding import renewed
from tests.counted import calls
from tests.embedding.documents import document, drawn, explained, refusal, with_model
from tests.files import PRINTED

pytestmark = pytest.mark.quick

BLOCK = "<!-- rnnscope-begin m.keras format=text {} -->\n<!-- rnnscope-end -->\n\n"


def test_a_document_has_no_hint_for_a_terminal(tmp_path: Path) -> None:
    text = drawn(tmp_path, BLOCK.format("")).text
    assert "21,386 parameters" in text
    assert "explains one layer" not in text
    assert "--all" not in text


def test_what_marks_ask_for_is_drawn_once(tmp_path: Path) -> None:
    with_model(tmp_path)

    def cost(count: int) -> int:
        path = document(tmp_path, BLOCK.format("why-not=21000") * count)
        return calls(lambda: renewed(path, explained))

    cost(1)  # modules are imported
    one, some, more = cost(1), cost(40), cost(80)
    assert some < 2 * one
    assert more - some < 1.1 * (some - one)


def test_other_marks_are_drawn_apart(tmp_path: Path) -> None:
    text = drawn(tmp_path, BLOCK.format("why-not=1") + "# a\n" + BLOCK.format("why-not=2")).text
    assert "Why not 1?" in text
    assert "Why not 2?" in text


def test_a_document_is_no_model_of_its_own(tmp_path: Path) -> None:
    printed = PRINTED.read_text("utf-8")
    text = f"```\n{printed}```\n\n" + BLOCK.format("").replace("m.keras", "../here/x.md")
    (tmp_path / "here").mkdir()
    assert "line 27: it is this document, and no model" in refusal(tmp_path / "here", text)
