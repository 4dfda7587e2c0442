"""The drawing of the rooms: made from the imports, and what the page says of the rooms."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.files import ROOT

pytest.importorskip("grimp", reason="of the group lint; .ci/run has it")
pytest.importorskip("networkx", reason="of the group lint; .ci/run has it")

if TYPE_CHECKING:
    from docs import draw_architecture
else:
    draw_architecture = pytest.importorskip("docs.draw_architecture")

House = draw_architecture.House
THREE = ("p.top.one", "p.top.two", "p.middle", "p.ground")


def test_a_house_without_circles_is_drawn_from_the_top_down() -> None:
    house = House.of(
        THREE,
        [
            ("p.top.one", "p.top.two"),
            ("p.top.one", "p.middle"),
            ("p.top.two", "p.ground"),
            ("p.middle", "p.ground"),
        ],
    )
    assert house.circles == []
    assert house.floors() == [["top"], ["middle"], ["ground"]]
    assert house.figures() == "3 rooms on 3 floors, 3 arrows between rooms, no circle."
    assert re.findall(r"(\w+) --> (\w+)", house.drawing()) == [
        ("middle", "ground"),
        ("top", "middle"),  # and so from top to ground
    ]


@pytest.mark.parametrize(
    ("imports", "circles"),
    [
        pytest.param(
            [("p.top.one", "p.top.two"), ("p.top.two", "p.top.one")],
            [["p.top.one", "p.top.two"]],
            id="of modules in one room",
        ),
        pytest.param(
            [("p.top.one", "p.ground"), ("p.ground", "p.top.two")],
            [["ground", "top"]],
            id="of rooms, though not of modules",
        ),
        pytest.param(
            [("p.top.one", "p.middle"), ("p.middle", "p.ground"), ("p.ground", "p.top.one")],
            [["ground", "middle", "top"], ["p.ground", "p.middle", "p.top.one"]],
            id="of three",
        ),
    ],
)
def test_circles_are_found(imports: list[tuple[str, str]], circles: list[list[str]]) -> None:
    assert House.of(THREE, imports).circles == circles


def test_the_page_keeps_what_stands_around_the_drawing() -> None:
    house = House.of(THREE, [("p.middle", "p.ground")])
    begin, end = draw_architecture.BEGIN, draw_architecture.END
    drawn = draw_architecture.page(f"before\n{begin}old{end}\nafter\n", house)
    assert drawn.startswith(f"before\n{begin}\n\n```mermaid\nflowchart TD\n")
    assert drawn.endswith(f"no circle.\n\n{end}\nafter\n")
    assert draw_architecture.page(drawn, house) == drawn
    with pytest.raises(ValueError, match="needs the marks"):
        draw_architecture.page("no marks", house)


def test_the_page_is_what_the_code_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert draw_architecture.main(["--check"]) == 0, capsys.readouterr().out


def test_the_page_says_of_every_room_what_it_is_for_from_the_ground_up() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contract, *_ = settings["tool"]["importlinter"]["contracts"]
    floors = [floor.split(" | ") for floor in contract["layers"]]
    told = re.findall(r"^\| `(\w+)` \|", draw_architecture.PAGE.read_text("utf-8"), re.MULTILINE)
    height = {room: -i for i, floor in enumerate(floors) for room in floor}
    assert sorted(told) == sorted(height)
    assert [height[room] for room in told] == sorted(height[room] for room in told)
