"""Marks in Markdown: where one is a mark, where it is text, and where it may not stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.embedding.documents import ANSWER, BEGIN, END, drawn, marks, refusal

pytestmark = pytest.mark.quick

BOTH = f"{BEGIN}\n{END}\n"
TEXT = {
    "fence": f"```\n{BOTH}```\n",
    "fence in a fence": f"````\n```\n{BOTH}```\n{BOTH}````\n",
    "fence of tildes": f"~~~ md\n```\n{BOTH}~~~\n",
    "fence without an end": f"```\n{BOTH}",
    "fence in a list": f"- a\n\n  ```\n  {BEGIN}\n  {END}\n  ```\n",
    "fence in a quotation": f"> ```\n> {BEGIN}\n> {END}\n> ```\n",
    "indented": f"a\n\n    {BEGIN}\n    {END}\n",
    "inline code": f"a `{BEGIN}` b ``{END}``\n",
    "inline code over lines": f"a `\nb {BEGIN}\n` c\n",
    "escaped": f"a \\{BEGIN} b\n",
    "in a link": f"[a](x '{BEGIN}')\n",
    "pre": f"<pre>\n{BOTH}\n{BOTH}</pre>\n",
    "script": f"<script>\n\n{BOTH}\n</script>\n",
    "textarea": f"<textarea>\n{BOTH}\n</textarea>\n",
    "inside another comment": f"<!-- a\n{BEGIN}\n",
    "cdata": f"<![CDATA[\n{BOTH}]]>\n",
    "another word": "<!-- see rnnscope-begin m.keras -->\n",
}


@pytest.mark.parametrize("kind", TEXT)
def test_marks_in_code_are_text(kind: str, tmp_path: Path) -> None:
    assert marks(TEXT[kind]) == []
    assert drawn(tmp_path, TEXT[kind]).text == TEXT[kind]
    assert marks(f"{BOTH}\n{TEXT[kind]}")[:2] == [1, 2]


PLACES = {
    "alone": ("", ""),
    "behind a paragraph": ("a\n", ""),
    "between paragraphs": ("a\n\n", "\nb\n"),
    "up against text": ("a\n", "b\n"),
    "details": ("<details>\n<summary>a</summary>\n\n", "\n</details>\n"),
    "details without a gap": ("<details>\n", "</details>\n"),
    "a div": ('<div align="center">\n', "</div>\n\nb\n"),
    "behind a table": ("| a | b |\n| --- | --- |\n| 1 | 2 |\n\n", "\nc\n"),
    "behind a fence": ("```\na\n```\n", "```\nb\n```\n"),
    "behind settings": ("---\ntitle: a\n---\n\n", ""),
}


@pytest.mark.parametrize("to", ["markdown", "text", "html-fragment"])
@pytest.mark.parametrize("place", PLACES)
def test_a_block_is_renewed_and_all_else_stays(place: str, to: str, tmp_path: Path) -> None:
    before, behind = PLACES[place]
    begin = BEGIN.replace(" -->", f" format={to} -->")
    result = drawn(tmp_path, f"{before}{begin}\nold\n{END}\n{behind}")
    assert result.text.startswith(f"{before}{begin}\n")
    assert result.text.endswith(f"{END}\n{behind}")
    assert ANSWER in result.text
    assert "old" not in result.text
    assert (result.blocks, len(result.changes)) == (1, 1)


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("> ", "> "),
        ("> > ", "> > "),
        ("  ", "- a\n\n  "),
        ("   > ", "1. a\n\n   > "),
        ("\t", "- a\n\n\t"),
    ],
)
@pytest.mark.parametrize("to", ["markdown", "text", "html-fragment"])
def test_a_block_stays_in_its_list_or_quotation(
    before: str, first: str, to: str, tmp_path: Path
) -> None:
    begin = BEGIN.replace(" -->", f" format={to} -->")
    result = drawn(tmp_path, f"{first}{begin}\n{before}{END}\n\nb\n")
    lines = result.text.splitlines()
    start = next(i for i, line in enumerate(lines) if BEGIN[:20] in line)
    stop = next(i for i, line in enumerate(lines) if END in line)
    assert all(line.startswith(before.rstrip()) for line in lines[start + 1 : stop + 1])
    outermost = [token for token in MarkdownIt().parse(result.text) if token.level == 0]
    assert len([token for token in outermost if token.nesting >= 0]) == 2  # it, and the paragraph


def test_a_comment_may_take_several_lines(tmp_path: Path) -> None:
    text = f"> <!--\n> rnnscope-begin m.keras\n>   why-not=21000\n> -->\n> {END}\n"
    result = drawn(tmp_path, text)
    assert result.text.startswith("> <!--\n> rnnscope-begin m.keras\n>   why-not=21000\n> -->\n>\n")
    assert ANSWER in result.text


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (f"{BEGIN}\n", 1, "the block has no end: no rnnscope-end follows"),
        (f"{BEGIN}\n\n```\n{END}\n", 1, "the block has no end"),
        (f"a\n\n{END}\n", 3, "rnnscope-end ends nothing: no block has begun"),
        (f"{BEGIN}\n{BEGIN}\n{END}\n{END}\n", 2, "the block that begins in line 1 has no end yet"),
        (f"{BEGIN} {END}\n", 1, "a mark stands in a line of its own"),
        (f"{BEGIN} a\n{END}\n", 1, "a mark stands in a line of its own"),
        (f"a {BEGIN}\n{END}\n", 1, "a mark stands in a line of its own"),
        (f"a\nb `c`\nd {BEGIN} e\n", 3, "a mark stands in a line of its own"),
        (f"- {BEGIN}\n  {END}\n", 1, "a mark stands in a line of its own"),
        (f"# {BEGIN}\n", 1, "a mark stands in a line of its own"),
        (f"| a |\n| --- |\n| {BEGIN} |\n", 3, "a mark stands in a line of its own"),
        (f"<div>{BEGIN}\n{END}</div>\n", 1, "a mark stands in a line of its own"),
        (f"<!-- a --> {BEGIN}\n{END}\n", 1, "a mark stands in a line of its own"),
        (f"<div>\n<!-- a --> <!--\nrnnscope-begin m.keras -->\n{END}\n", 2, "a mark stands in a"),
        (f"<!-- rnnscope-begin <!-- a -->\n{END}\n", 1, "-- may not stand in a comment"),
        ("a\n\n<!-- rnnscope-begin m.keras\n", 3, "the comment of the mark has no end: close it"),
        (f"> {BEGIN}\n\n{END}\n", 3, "rnnscope-end is not indented or quoted as the"),
        (f"{BEGIN}\n<!-- rnnscope-end now -->\n", 2, "nothing may stand behind rnnscope-end"),
        ("<!-- rnnscope-beginn m.keras -->\n", 1, "rnnscope-beginn is no mark; did you mean rnns"),
        ("<!-- rnnscope-x m.keras -->\n", 1, "rnnscope-x is no mark; "),
        (f"a\n\n<!-- rnnscope-begin m.keras depth=x -->\n{END}\n", 3, "depth is a whole number"),
        (f"<!-- rnnscope-begin n.keras -->\n{END}\n", 1, ""),
        (f"<!-- rnnscope-begin m.keras format=latex -->\n{END}\n", 1, "format=latex: in .md there"),
        (f"<!-- rnnscope-begin m.keras only=all -->\n{END}\n", 1, "only"),
        (f"<!-- rnnscope-begin m.keras layer=gru -->\n{END}\n", 1, "no layer"),
        (f"<!-- rnnscope-begin m.keras columns=x -->\n{END}\n", 1, "columns"),
        (f"<!-- rnnscope-begin /m.keras -->\n{END}\n", 1, "/m.keras is no path that leads from"),
        (f"<!-- rnnscope-begin - -->\n{END}\n", 1, "- is no path that leads from the document"),
        (f"<!-- rnnscope-begin /dev/stdin -->\n{END}\n", 1, "/dev/stdin is no path that leads"),
        (f"<!-- rnnscope-begin os:abort -->\n{END}\n", 1, "os:abort runs code: list it in embed-"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(
    text: str, line: int, problem: str, tmp_path: Path
) -> None:
    for end in ("\n", "\r\n", "\r"):
        said = refusal(tmp_path, text.replace("\n", end))
        assert f"x.md, line {line}: {problem}" in said
        assert (tmp_path / "x.md").read_bytes().decode() == text.replace("\n", end)


@pytest.mark.parametrize(
    ("before", "level"),
    [
        ("", 2),
        ("# a\n\n", 2),
        ("# a\n\n## b\n\n", 3),
        ("# a\n\n### b\n\n## c\n", 3),
        ("###### a\n", 6),
        ("a\n===\n", 2),
        ("a\n---\n", 3),
        ("---\na: 1\n---\n", 2),
        ("---\na: 1\n---\n# b\n\n### c\n", 4),
        ("# a\n\n> ### b\n\n", 2),
        ("# a\n\n```\n### b\n```\n\n", 2),
    ],
)
def test_headings_are_one_level_below_the_one_before(
    before: str, level: int, tmp_path: Path
) -> None:
    block = f"<!-- rnnscope-begin m.keras -->\n{END}\n"
    text = drawn(tmp_path, f"{before}{block}\n{block}").text
    heads = [line for line in text.splitlines() if line.endswith("# Totals")]
    assert heads == [f"{'#' * level} Totals"] * 2
