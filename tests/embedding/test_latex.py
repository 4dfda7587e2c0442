r"""Marks in LaTeX: where one is a mark, where it is text, and where it may not stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.embedding.document import lines_of
from rnnscope.embedding.families import latex
from tests.embedding.documents import ANSWER, drawn, marks, refusal

pytestmark = pytest.mark.quick

BEGIN, END = "% rnnscope-begin m.keras why-not=21000\n", "% rnnscope-end\n"
BOTH = BEGIN + END
TEXT = {
    "verbatim": f"\\begin{{verbatim}}\n{BOTH}\\end{{verbatim}}\n",
    "with a star": f"\\begin{{verbatim*}}\n{BOTH}\\end{{verbatim}}\n{BOTH}\\end{{verbatim*}}\n",
    "lstlisting": f"\\begin{{lstlisting}}[language=TeX]\n{BOTH}\\end{{lstlisting}}\n",
    "minted": f"\\begin{{minted}}{{latex}}\n{BOTH}\\end{{minted}}\n",
    "comment": f"\\begin{{comment}}\n{BOTH}\\end{{comment}}\n",
    "in another": f"\\begin{{verbatim}}\n\\begin{{comment}}\n{BOTH}\\end{{verbatim}}\n",
    "without an end": f"\\begin{{verbatim}}\n{BOTH}",
    "of one's own": f"\\lstnewenvironment{{code}}{{}}{{}}\n\\begin{{code}}\n{BOTH}\\end{{code}}\n",
    "of fancyvrb": "\\DefineVerbatimEnvironment{V}{Verbatim}{}\n"
    f"\\begin{{V}}\n{BOTH}\\end{{V}}\n",
    "of minted": f"\\newminted{{tex}}{{}}\n\\begin{{texcode}}\n{BOTH}\\end{{texcode}}\n",
    "named of minted": f"\\newminted[t]{{tex}}{{}}\n\\begin{{t}}\n{BOTH}\\end{{t}}\n",
    "in a line": f"\\verb|{BEGIN[:-1]}| \\verb*+{BEGIN[:-1]}+\n",
    "in a line of listings": f"\\lstinline[a=b]!{BEGIN[:-1]}! \\lstinline{{{BEGIN[:-1]}}}\n",
    "in a line of minted": f"\\mintinline{{tex}}|{BEGIN[:-1]}|\n",
    "a percent sign": "3 \\% rnnscope-begin m.keras\n",
    "another word": "% see rnnscope-begin m.keras\n",
    "no comment": "rnnscope-begin m.keras\n",
}


@pytest.mark.parametrize("kind", TEXT)
def test_marks_in_code_are_text(kind: str, tmp_path: Path) -> None:
    assert marks(TEXT[kind], "x.tex") == []
    assert drawn(tmp_path, TEXT[kind], "x.tex").text == TEXT[kind]
    assert marks(f"{BOTH}\n{TEXT[kind]}", "x.tex") == [1, 2]


@pytest.mark.parametrize("command", ["\\lstinline[", "\\mintinline[", "\\mintinline{"])
def test_a_line_of_commands_without_an_end_is_not_read_anew_for_each(command: str) -> None:
    """Else this would take minutes."""
    assert marks(f"{command * 100_000}\n{BOTH}", "x.tex") == [2, 3]


PLACES = {
    "alone": ("", ""),
    "in a document": ("\\documentclass{article}\n\\begin{document}\na\n", "b\n\\end{document}\n"),
    "in a float": ("\\begin{figure}\n", "\\end{figure}\n"),
    "behind code": ("\\begin{verbatim}\n%\n\\end{verbatim}\n", "\\begin{verbatim}\n"),
    "behind code in a line": ("\\verb|\\begin{verbatim}| and \\lstinline!\\begin{comment}!\n", ""),
    "behind code in a comment": ("% \\begin{verbatim}\n", "% \\end{verbatim}\n"),
    "behind a name of code": ("\\\\begin{verbatim} \\verb\n", ""),
    "behind two backslashes": ("a \\\\\n", ""),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_block_is_renewed_and_all_else_stays(place: str, tmp_path: Path) -> None:
    before, behind = PLACES[place]
    for end in ("\n", "\r\n"):
        text = f"{before}{BEGIN}old\n{END}{behind}".replace("\n", end)
        new = drawn(tmp_path, text, "x.tex").text
        head, tail = f"{before}{BEGIN}".replace("\n", end), f"{END}{behind}".replace("\n", end)
        assert new.startswith(head)
        assert new.endswith(tail)
        assert ANSWER in new
        assert new.count("\n") == new.count(end)


def test_a_block_is_indented_as_its_marks(tmp_path: Path) -> None:
    text = drawn(tmp_path, f"\t{BEGIN}\t{END}", "x.ltx").text
    assert [line for line in text.splitlines() if line and not line.startswith("\t")] == []
    assert ANSWER in text


def test_more_signs_of_a_comment(tmp_path: Path) -> None:
    assert ANSWER in drawn(tmp_path, f"%%{BEGIN}%%{END}", "x.tex").text


def test_headings_are_below_those_before() -> None:
    text = "".join(
        f"\\{name}{{a}}\n{BEGIN}\\section{{of the report}}\n{END}"
        for name in ("chapter*", "section", "subsection", "subsubsection", "subparagraph")
    )
    found = list(latex.found(lines_of(f"{BOTH}{text}"), "x.tex"))
    assert [each.level for each in found[::2]] == [2, 1, 2, 3, 4, 6]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (BEGIN, 1, "the block has no end"),
        (f"a\n\n{END}", 3, "rnnscope-end ends nothing"),
        (f"{BEGIN}\n{BEGIN}\n{END}", 3, "the block that begins in line 1 has no end yet"),
        (f"a {BOTH}", 1, "a mark stands in a line of its own"),
        (f"{BEGIN}\\begin{{verbatim}}\n{END}", 1, "the block has no end"),
        (f"% rnnscope-begin m.keras format=markdown\n{END}", 1, "format=markdown: in .tex"),
        (f"% rnnscope-start m.keras\n{END}", 1, "rnnscope-start is no mark"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(
    text: str, line: int, problem: str, tmp_path: Path
) -> None:
    assert f"x.tex, line {line}: {problem}" in refusal(tmp_path, text, "x.tex")
