"""Marks in reStructuredText: comments that are not indented."""

from __future__ import annotations

from pathlib import Path

import pytest
from docutils.core import publish_doctree
from docutils.nodes import block_quote, comment, literal_block, paragraph

from rnnscope.errors import BadMarkError
from tests.embedding.documents import ANSWER, drawn, marks, refusal

pytestmark = pytest.mark.quick

BEGIN, END = ".. rnnscope-begin m.keras why-not=21000\n", ".. rnnscope-end\n"


def test_a_block_is_a_literal_one_between_two_comments(tmp_path: Path) -> None:
    text = drawn(tmp_path, f"a\n\n{BEGIN}\nold\n\n{END}\nb\n", "x.rst").text
    assert text.startswith(f"a\n\n{BEGIN}\n::\n\n    Why not 21,000?\n")
    assert text.endswith(f"\n\n{END}\nb\n")
    kinds = [type(node) for node in publish_doctree(text).children]
    assert kinds == [paragraph, comment, literal_block, comment, paragraph]


def test_a_comment_may_take_several_lines(tmp_path: Path) -> None:
    begin = ".. rnnscope-begin m.keras\n   why-not=21000\n"
    text = drawn(tmp_path, f"{begin}{END}", "x.rst").text
    assert text.startswith(f"{begin}\n::\n\n    Why not")
    assert ANSWER in text


@pytest.mark.parametrize(
    "text",
    [
        f"::\n\n  {BEGIN}\n  {END}",
        f".. code-block:: rst\n\n   {BEGIN}\n   {END}",
        f".. note::\n\n   a::\n\n     b\n\n     {BEGIN}\n     {END}",
        f"* a::\n\n      {BEGIN}\n      {END}",
        f".. a comment\n\n   {BEGIN}\n   {END}",
        f"..\n   {BEGIN}\n",
        f".. |a| raw:: html\n\n\t{BEGIN}\n",
        f"a ``{BEGIN[:-1]}``\n",
        "..rnnscope-begin m.keras\n",
    ],
)
def test_what_is_indented_is_text(text: str, tmp_path: Path) -> None:
    assert marks(text, "x.rst") == []
    assert drawn(tmp_path, text, "x.rst").text == text


@pytest.mark.parametrize("before", ["a", "a::", "* a", "======\na", "a\n.. b", "a\n.. b\n.. c::"])
def test_a_mark_that_docutils_takes_for_text_is_refused(before: str, tmp_path: Path) -> None:
    text = f"{before}\n{BEGIN}\n{END}"
    line = text.count("\n") - 2
    with pytest.raises(BadMarkError, match=f"line {line}: the mark would be part of the text"):
        drawn(tmp_path, text, "x.rst")
    text = f"{BEGIN}\n{END}a\n"
    with pytest.raises(BadMarkError, match=r"line 3: .* put an empty line behind it"):
        drawn(tmp_path, text, "x.rst")


@pytest.mark.parametrize(
    "before", ["A\n===\n", ".. a comment\n", ".. note:: a\n   b\n\n", ".. _a:\n.. b\n", ""]
)
def test_what_may_stand_before_a_mark(before: str, tmp_path: Path) -> None:
    text = f"{before}{BEGIN}\n{END}.. another\n"
    assert len(marks(text, "x.rst")) == 2
    assert "system_message" not in publish_doctree(text).pformat()


def test_code_without_an_indent_is_text(tmp_path: Path) -> None:
    text = f"a::\n\n{BEGIN}\nb\n"
    assert marks(text, "x.rst") == []
    assert drawn(tmp_path, text, "x.rst").text == text


def test_what_docutils_would_drop_is_refused(tmp_path: Path) -> None:
    text = f"{BEGIN}\n{END}\n\n   a quotation\n"
    with pytest.raises(BadMarkError, match="line 6: it is indented, and so part of the com"):
        drawn(tmp_path, text, "x.rst")
    text = drawn(tmp_path, text.replace("\n   a", "..\n\n   a"), "x.rst").text
    assert isinstance(publish_doctree(text).children[-1], block_quote)


@pytest.mark.parametrize(
    "before", [".. note::\n\n   a\n\n", "* a\n\n", "a\n\n   b\n\n", "::\n\n   a\n\nb\n\n"]
)
def test_an_indented_mark_that_is_no_code_is_told(before: str, tmp_path: Path) -> None:
    text = f"{before}   {BEGIN}\n   {END}"
    line = before.count("\n") + 1
    with pytest.raises(BadMarkError, match=f"line {line}: the mark is indented"):
        drawn(tmp_path, text, "x.rst")
    assert "rnnscope-begin" in publish_doctree(text).pformat()


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (BEGIN, 1, "the block has no end"),
        (f"a\n\n{END}", 3, "rnnscope-end ends nothing"),
        (f"{BEGIN}\n{BEGIN}\n{END}", 3, "the block that begins in line 1 has no end yet"),
        (f".. rnnscope-begin m.keras format=markdown\n\n{END}", 1, "format=markdown: in .rst"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(
    text: str, line: int, problem: str, tmp_path: Path
) -> None:
    assert f"x.rst, line {line}: {problem}" in refusal(tmp_path, text, "x.rst")
