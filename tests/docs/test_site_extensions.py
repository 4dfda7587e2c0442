"""What the site's own extensions do with a page."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="of the group docs")

import consoles
import docstrings
import outside
import rooms
from docutils import nodes
from math_as_mathml import drawn

from tests.files import ROOT

pytestmark = pytest.mark.quick

SHOWN = "$ rnnscope --version\nrnnscope {}\n"


def test_a_command_is_held_to_what_it_prints() -> None:
    from rnnscope import __version__

    assert consoles.differing(SHOWN.format(__version__)) == ""
    assert f"+rnnscope {__version__}" in consoles.differing(SHOWN.format("9.9"))
    assert consoles.differing("$ ls\nnothing\n") == ""


def test_links_to_documents_outside_lead_to_their_pages() -> None:
    site = ROOT / "docs"

    def led(text: str, folder: Path = ROOT) -> str:
        return outside.led(text, site, folder)

    assert led("[a](CONTRIBUTING.md#tests)") == "[a](/contributing.md#tests)"
    assert led("[a](docs/architecture.md)") == "[a](/architecture.md)"
    assert led("[a](LICENSE)") == "[a](/../LICENSE)"
    assert led("[a](../CHANGELOG.md)", site) == "[a](/changelog.md)"
    for untouched in ("[a](https://example.org/x.md)", "[a](#here)", "[a](gone.md)"):
        assert led(untouched) == untouched


def test_what_is_raised_becomes_fields() -> None:
    lines = ["Do it.", "", "Raises:", "    ValueError: it is none,", "        or two.", ""]
    assert list(docstrings.fields(lines)) == [
        "Do it.",
        "",
        ":raises ValueError: it is none,",
        "        or two.",
        "",
    ]


def test_rooms_stand_above_what_they_import() -> None:
    plan = rooms.Plan.of([("a", "b"), ("b", "c"), ("a", "c")])
    assert [[room for room in floor if isinstance(room, str)] for floor in plan.floors] == [
        ["a"],
        ["b"],
        ["c"],
    ]
    assert ("a", "c", 1) in plan.floors[1]  # the arrow goes past b
    assert plan.x["b"] != plan.x["a", "c", 1]
    picture = rooms.svg([("a", "b")])
    assert picture.count("<rect") == 2
    assert picture.count("<path") == 1


def test_math_is_drawn_or_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    node = nodes.math("", "")
    assert "<msub>" in drawn(node, "h_t", as_block=False)
    assert drawn(node, r"\nonsense <", as_block=False) == r"<code>\nonsense &lt;</code>"
