"""Any text is itself in LaTeX: how each sign is written, and that no other becomes one."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.renderers.latex import escape

pytestmark = pytest.mark.quick

SHOWN = {
    "dense_1": r"dense\_1",
    r"\input{/etc/passwd}": r"\textbackslash{}input\{/etc/passwd\}",
    "^^M": r"\textasciicircum{}\textasciicircum{}M",
    "50 % of $x_1^2$ & #1": r"50 \% of \$x\_1\textasciicircum{}2\$ \& \#1",
    "a--b---c": "a-{}-b-{}-{}-c",
    "a,,b": "a,{},b",
    "``a''": r"\textasciigrave{}\textasciigrave{}a'{}'",
    "it's 'x' ''": r"it's \textquoteleft{}x' \textquoteleft{}{}'",
    '"a': r"\texttt{\char34}a",
    "<a>|~": r"\textless{}a\textgreater{}\textbar{}\textasciitilde{}",
    "[a]*": "{[}a{]}*",
    "*a*": "{}*a*",
    "  a  b ": r"\ \ a \ b\ ",
    "a\nb\tc": r"a\textbackslash{}nb\textbackslash{}tc",
    "2·3 × 4²": r"2\(\cdot\)3 \(\times\) 4\({}^2\)",
    "✓ – ✗ …": r"\checkmark{} \textendash{} \(\boldsymbol{\times}\) \dots{}",
    "αΩ": r"\(\alpha\)\(\Omega\)",
    "é ü ñ ï Ç": r"\'{e} \"{u} \~{n} \"{\i} \c{C}",
    "ß": r"\ss{}",
    "模": r"\rnnscopeU{27169}{6A21}",
    "\U0001f600": r"\rnnscopeU{128512}{1F600}",
    "\u202e": r"\textbackslash{}u202e",
}


@pytest.mark.parametrize("text", SHOWN)
def test_how_a_text_is_written(text: str) -> None:
    assert escape(text) == SHOWN[text]


def test_a_long_word_goes_on_behind_a_sign_in_it_or_anywhere() -> None:
    assert escape("conv4_block6_out", 10) == r"conv4\_\allowbreak{}block6\_\allowbreak{}out"
    assert escape("a" * 9, 6).split(r"\allowbreak{}") == ["aaa", "aaa", "aaa"]
    assert escape("dense_1 dense_2", 7) == r"dense\_1 dense\_2"


COMMANDS = re.compile(
    r"\\(?:text(?:backslash|asciicircum|asciitilde|asciigrave|quotesingle|quotedbl(?:left|right)"
    r"|quote(?:left|right)|less|greater|bar|endash|emdash|copyright)\{\}|texttt\{\\char34\}"
    r"|rnnscopeU\{\d+\}\{[0-9A-F]+\}|(?:checkmark|dots|allowbreak|[A-Za-z]{1,2})\{\}"
    r"|[`'^~=u.\"Hvdc]\{(?:\\i|[A-Za-z])\}|\([^()]*\\?[^()]*\\\)|[ &%$#_{}])"
)


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\\{}$&#^_%~<>|\"'`-,[]*.·")))
def test_nothing_is_left_that_could_be_more_than_a_sign(text: str) -> None:
    written = escape(text)
    assert written.isascii()
    assert "\n" not in written
    left = COMMANDS.sub("", written).replace("{[}", "").replace("{]}", "").replace("{}", "")
    assert not set(left) & set('\\{}$&#^_%~<>|"`[]')
    assert not re.search(r"--|,,|''|[?!]`", written)
    assert not written.startswith(("*", "["))
