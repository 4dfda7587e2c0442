"""JSON from anybody: what is refused before it is parsed, and what is read."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.untrusted.json_text import parse
from rnnscope.untrusted.limits import applied

pytestmark = pytest.mark.quick

SOMETHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.text(st.characters(codec="utf-8")),
    lambda inside: (
        st.lists(inside) | st.dictionaries(st.text(st.characters(codec="utf-8")), inside)
    ),
    max_leaves=20,
)


@given(SOMETHING, st.booleans())
def test_what_json_writes_is_read(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    assert parse(text) == parse(text.encode()) == value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings(encoding: str) -> None:
    assert parse('{"é": [1]}'.encode(encoding)) == {"é": [1]}


@given(st.integers(0, 60), st.text('[]{}"\\,a', max_size=20))
def test_nesting_is_counted_outside_of_texts(depth: int, text: str) -> None:
    data = "[" * depth + json.dumps(text) + "]" * depth
    with applied({"json_nesting": 30}):
        if depth > 30:
            with pytest.raises(ValueError, match="beyond the limit json_nesting of 30"):
                parse(data)
        else:
            assert json.dumps(parse(data)) == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe\x00", "it is no text"),
        (b'{"a": "\xed\xa0\x80"}', "it is no text"),
        ('{"a": "\ud800"}', "it is no text"),
        ('{"a": "\\udfff"}', "a lone surrogate"),
        ("-" + "1" * 20, "a number of 20 digits, beyond the limit json_digits of 19"),
        ("[1", "Expecting"),
        ("", "Expecting value"),
    ],
)
def test_refusals(data: bytes | str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse(data)


def test_odd_values_that_are_read() -> None:
    assert parse('{"a": 1, "a": 2}') == {"a": 2}
    assert math.isnan(parse("NaN"))
    assert parse("[-Infinity, 1e999]") == [-math.inf, math.inf]
    assert parse('"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


@pytest.mark.parametrize(
    "part", ['"\\"', '\\"', '"', "[", "{", "[]", '"\\\\"', "\\", ",", '["', "]"]
)
def test_any_text_of_a_megabyte_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match=r"it |Expecting|Invalid|Unterminated|Extra"):
        parse(part * (2**20 // len(part)))
