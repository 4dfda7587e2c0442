"""Marks in HTML: comments as a browser reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.embedding.documents import ANSWER, BEGIN, END, drawn, marks, refusal

pytestmark = pytest.mark.quick

BOTH = f"{BEGIN}\n{END}\n"
TEXT = {
    "script": f"<script>\n{BOTH}</script>",
    "style": f"<STYLE>\n{BOTH}</style >",
    "textarea": f"<p><textarea rows=2>\n{BOTH}</textarea>",
    "title": f"<title>{BOTH}</title>",
    "script without an end": f"<script>\n{BOTH}",
    "script with something like its end": f"<script>\n</scripts>\n{BOTH}</script>",
    "attribute": f'<p title="\n{BOTH}">',
    "attribute with other quotes": f"<p title = '\n{BOTH}'>",
    "attribute without an end": f'<p title="\n{BOTH}',
    "escaped": BOTH.replace("<", "&lt;"),
    "cdata": f"<svg><![CDATA[\n{BOTH}]]></svg>",
    "inside another comment": f"<!-- a\n{BEGIN}\n",
    "another word": "<!-- see rnnscope-begin m.keras -->\n",
}


@pytest.mark.parametrize("kind", TEXT)
def test_marks_in_what_is_no_comment_are_text(kind: str, tmp_path: Path) -> None:
    assert marks(TEXT[kind], "x.html") == []
    assert drawn(tmp_path, TEXT[kind], "x.html").text == TEXT[kind]
    assert marks(f"<p>\n{BOTH}\n{TEXT[kind]}", "x.html") == [2, 3]


@pytest.mark.parametrize("to", ["html-fragment", "text"])
@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("", ""),
        ("<!doctype html>\n<body>\n  ", "\n</body>"),
        ("<details>\n", "</details>\n"),
        ("<p it's>\n", ""),
        ("<!-->\n", "<!--->\n"),
        ("<!-- a --!>\n", ""),
        ("<pre>a</pre>\n", "<pre>b"),
        ("<a b='<!--'>\n", "-->"),
        ("1 < 2 <3\n", ""),
    ],
)
def test_a_block_is_renewed_and_all_else_stays(
    before: str, behind: str, to: str, tmp_path: Path
) -> None:
    begin = BEGIN.replace(" -->", f" format={to} -->")
    result = drawn(tmp_path, f"{before}{begin}\nold\n  {END}\n{behind}", "x.html")
    assert result.text.startswith(f"{before}{begin}\n<")
    assert result.text.endswith(f">\n  {END}\n{behind}")
    assert ANSWER in result.text


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (f"<p>\n{BEGIN}\n", 2, "the block has no end"),
        (f"{BEGIN}<p>\n{END}\n", 1, "a mark stands in a line of its own"),
        (f"<p>{BEGIN}\n{END}\n", 1, "a mark stands in a line of its own"),
        (f"{BEGIN}{END}\n", 1, "a mark stands in a line of its own"),
        (f"<p>\n<pre class=a>\n{BEGIN}\n{END}</pre>\n", 3, "a mark cannot stand in <pre>"),
        (f"{BEGIN}\n\n<!-- rnnscope-end\n", 3, "the comment of the mark has no end"),
        (f"<!-- rnnscope-begin m.keras format=markdown -->\n{END}", 1, "format=markdown: in .html"),
    ],
)
def test_what_cannot_be_is_told_with_its_line(
    text: str, line: int, problem: str, tmp_path: Path
) -> None:
    for end in ("\n", "\r\n", "\r"):
        said = refusal(tmp_path, text.replace("\n", end), "x.html")
        assert f"x.html, line {line}: {problem}" in said
