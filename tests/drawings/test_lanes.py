"""Branches beside rows: lanes go on from row to row, and each input comes into its row."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnscope.drawings.lanes import MOST_LANES, Lanes, laid_out
from tests.work import lines_run

pytestmark = pytest.mark.quick

few = settings(max_examples=25)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[str | None], dict[str, list[str]]]:
    """Draw rows, some of them None, and what each takes in of those before it."""
    rows: list[str | None] = []
    inbound: dict[str, list[str]] = {}
    for number in range(draw(st.integers(1, 40))):
        before = [row for row in rows if row is not None]
        if draw(st.integers(0, 5)) == 0:
            rows.append(None)
            continue
        name = f"row {number}"
        inbound[name] = draw(st.lists(st.sampled_from(before), max_size=4)) if before else []
        rows.append(name)
    return rows, inbound


@few
@given(graphs())
def test_lanes_go_on(graph: tuple[list[str | None], dict[str, list[str]]]) -> None:
    rows = laid_out(*graph).rows
    above: tuple[int, ...] = ()
    for row in rows:
        assert {*row.passing, *row.joining} == {*above, *row.joining}
        assert set(row.joining) <= set(above)
        own = () if row.lane is None else (row.lane,)
        assert {*row.passing} <= set(row.below) <= {*row.passing, *own}
        above = row.below
    assert above == ()


@few
@given(graphs())
def test_each_input_comes_in_by_the_lane_of_its_row(
    graph: tuple[list[str | None], dict[str, list[str]]],
) -> None:
    names, inbound = graph
    lanes = laid_out(names, inbound)
    lane_of = {name: row.lane for name, row in zip(names, lanes.rows, strict=True)}
    for name, row in zip(names, lanes.rows, strict=True):
        if name is not None:
            assert set(row.joining) == {lane_of[source] for source in inbound[name]}


@few
@given(graphs())
def test_no_two_share_a_lane_while_there_are_few(
    graph: tuple[list[str | None], dict[str, list[str]]],
) -> None:
    names, inbound = graph
    lanes = laid_out(names, inbound)
    last = {source: name for name, sources in inbound.items() for source in sources}
    at = {name: index for index, name in enumerate(names) if name is not None}
    for index, row in enumerate(lanes.rows):
        alive = [name for name in at if at[name] <= index < at.get(last.get(name, ""), -1)]
        if len(alive) < MOST_LANES:
            assert len({lanes.rows[at[name]].lane for name in alive}) == len(row.below)


def test_what_is_added_to_stays_straight() -> None:
    names = ["a", "b", "c", "add", "d", "e", "add_1"]
    inbound = {"b": ["a"], "c": ["b"], "add": ["c", "a"], "d": ["add"], "e": ["d"]}
    inbound["add_1"] = ["e", "add"]
    assert [row.lane for row in laid_out(names, inbound).rows] == [0, 1, 1, 0, 1, 1, 0]


def test_rows_without_a_layer_let_lanes_pass() -> None:
    rows = laid_out(["a", None, "b"], {"b": ["a"]}).rows
    assert (rows[1].lane, rows[1].passing, rows[1].below) == (None, (0,), (0,))


def test_what_is_no_row_before_is_left_out() -> None:
    rows = laid_out(["a", "b"], {"a": ["b", "nowhere"], "b": ["b"]}).rows
    assert [row.joining for row in rows] == [(), ()]


@pytest.mark.parametrize("count", [10, 100, 5_000])
def test_very_many_branches_stay_narrow(count: int) -> None:
    names = [f"branch {number}" for number in range(count)]
    lanes = laid_out([*names, "all"], {"all": names})
    assert lanes.count <= MOST_LANES
    assert lanes.width <= 120
    assert len(lanes.rows[-1].joining) == min(count, MOST_LANES)


def test_very_many_rows_in_a_row_stay_in_one_lane() -> None:
    names = [str(number) for number in range(10_000)]
    lanes = laid_out(names, {name: [before] for before, name in pairwise(names)})
    assert lanes.count == 1


def _branches(count: int) -> None:
    names = [str(number) for number in range(count)]
    laid_out([*names, "all"], {"all": names})


def _row(count: int) -> None:
    names = [str(number) for number in range(count)]
    laid_out(names, {name: [before] for before, name in pairwise(names)})


@pytest.mark.parametrize("drawn", [_branches, _row])
def test_twice_the_rows_take_about_twice_the_work(drawn: Callable[[int], None]) -> None:
    assert lines_run(drawn, 2_000) < 2.5 * lines_run(drawn, 1_000)


def _points(text: str) -> list[float]:
    return [float(x) for x in re.findall(r"M([\d.]+) ", text)]


@settings(few, max_examples=5)
@given(graphs())
def test_drawings_are_valid_and_within_their_frame(
    graph: tuple[list[str | None], dict[str, list[str]]],
) -> None:
    lanes: Lanes = laid_out(*graph)
    for index, row in enumerate(lanes.rows):
        found = ET.fromstring(lanes.gutter(index, "k-dense"))  # noqa: S314
        assert all(0 <= x <= lanes.width for x in _points(lanes.gutter(index)))
        assert len(found.findall("circle")) == (row.lane is not None)
        assert bool(lanes.rest(index)) == bool(row.below)
