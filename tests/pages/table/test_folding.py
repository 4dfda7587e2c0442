"""Blocks of equal layers, as numbers: what is found, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.pages.table.folding import Block, blocks, prefix
from tests.work import lines_run

pytestmark = pytest.mark.quick


def folded(text: str, names: list[str] | None = None, bare: str = "") -> list[tuple[str, int]]:
    numbers = [ord(sign) for sign in text]
    found = blocks(numbers, names or [""] * len(text), [sign not in bare for sign in text])
    return [(text[each.start : each.start + each.length], each.count) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("a", [("a", 1)]),
        ("abc", [("a", 1), ("b", 1), ("c", 1)]),
        ("aaa", [("a", 1), ("a", 1), ("a", 1)]),  # three rows in place of two
        ("aaaa", [("a", 4)]),
        ("ababab", [("ab", 3)]),
        ("xabcabcy", [("x", 1), ("abc", 2), ("y", 1)]),
        ("aaaabaaaab", [("aaaab", 2)]),
        ("aabaab", [("aab", 2)]),
    ],
)
def test_what_is_found(text: str, found: list[tuple[str, int]]) -> None:
    assert folded(text) == found


def test_layers_without_weights_make_no_block_alone() -> None:
    assert folded("rrrrr", bare="r") == [("r", 1)] * 5
    assert folded("arrarrarr", bare="r") == [("arr", 3)]


def test_a_block_begins_where_the_names_change() -> None:
    # The last layer of what comes before is like the last of each block.
    names = ["one_x", "one_z", *(f"{n}_{k}" for n in ("two", "six", "ten") for k in "abz")]
    assert folded("xzabzabzabz", names) == [("x", 1), ("z", 1), ("abz", 3)]
    assert folded("xzabzabzabz") == [("x", 1), ("zab", 3), ("z", 1)]


def test_what_names_begin_with() -> None:
    names = ["conv2_block2_1_conv", "conv2_block2_2_bn", "dense_1", "dense"]
    assert prefix(names, Block(0, 2)) == "conv2_block2"
    assert prefix(names, Block(0, 3)) == ""
    assert prefix(names, Block(2, 2)) == ""
    assert prefix(names, Block(0, 1)) == "conv2_block2_1"


@given(st.text("abc", max_size=60))
def test_nothing_is_lost_and_only_equal_blocks_are_folded(text: str) -> None:
    assert "".join(block * count for block, count in folded(text)) == text


@pytest.mark.parametrize("part", ["a", "ab", "a" * 99 + "b"])
def test_twice_the_layers_take_about_twice_the_work(part: str) -> None:
    half = part * (2_000 // len(part))
    assert len(folded(half)) < 10
    assert lines_run(folded, half * 2) < 2.5 * lines_run(folded, half)
