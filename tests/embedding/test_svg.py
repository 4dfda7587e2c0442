"""Pictures that carry their marks: the whole file is renewed, and stays XML."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from rnnscope.embedding import renewed
from rnnscope.errors import BadMarkError
from rnnscope.report.report import Report
from tests.embedding.documents import document, drawn, marks
from tests.embedding.test_hostile_names import ALL
from tests.renderers.test_hostile_names import hostile

pytestmark = pytest.mark.quick

END = "<!-- rnnscope-end -->"


def begin(asked: str = "") -> str:
    return f"<!-- rnnscope-begin m.keras {asked} -->"


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("", "Where the 21,386 parameters of mnist_rnn are"),
        ("layer=simple_rnn", "The pictures of simple_rnn"),
        ("layer=simple_rnn picture=recurrence", "The recurrence of simple_rnn"),
        ("picture=weights", "The weights of mnist_rnn"),
        ("picture=report", "Sequential 'mnist_rnn' in m.keras, Keras 3.15.1"),
        ("format=badge", "params: 21,386 verified"),
        ("format=badge layer=dense", "dense params: 1,290 verified"),
    ],
)
@pytest.mark.parametrize("head", ["", '<?xml version="1.0" encoding="UTF-8"?>\n'])
def test_a_picture_is_renewed(asked: str, title: str, head: str, tmp_path: Path) -> None:
    text = drawn(tmp_path, f"{head}{begin(asked)}\n{END}\n", "x.svg").text
    assert text.startswith(f"{head}{begin(asked)}\n<svg ")
    found = ET.fromstring(text)  # noqa: S314
    assert (found.tag, found[0].text) == ("{http://www.w3.org/2000/svg}svg", title)


def test_a_picture_inside_one_of_somebody_else(tmp_path: Path) -> None:
    around = "<svg xmlns='http://www.w3.org/2000/svg'>\n<title>a</title>\n{}\n{}\n</svg>\n"
    text = drawn(tmp_path, around.format(begin(), END), "x.svg").text
    assert [each.tag.rpartition("}")[2] for each in ET.fromstring(text)] == ["title", "svg"]  # noqa: S314


def test_several_pictures_inside_one_of_somebody_else(tmp_path: Path) -> None:
    blocks = f"{begin()}\n{END}\n<g>\n{begin('format=badge')}\n{END}\n</g>"
    text = drawn(tmp_path, f"<svg>\n<g/>\n{blocks}\n</svg>\n", "x.svg").text
    assert len(ET.fromstring(text)) == 3  # noqa: S314
    assert drawn(tmp_path, text, "x.svg").text == text


def test_marks_in_what_is_no_comment_are_text() -> None:
    both = f"{begin()}\n{END}\n"
    assert marks(f"<svg><![CDATA[\n{both}]]></svg>", "x.svg") == []
    assert marks(f"<svg>{both.replace('<', '&lt;')}</svg>", "x.svg") == []
    assert marks(f"<svg a='>'>\n{both}</svg>", "x.svg") == [2, 3]
    assert marks(f"<!DOCTYPE svg [<!ENTITY a '<b>'>]>\n{both}", "x.svg") == [2, 3]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"<svg>{begin()}\n{END}", "x.svg, line 1: a mark stands in a line of its own"),
        ("\n<!-- rnnscope-begin m.keras", "x.svg, line 2: the comment of the mark has no end"),
        (f"{begin()}\n{END}\n{begin()}\n{END}", "x.svg, line 3: an SVG is one picture"),
        (f"<svg>\n</svg>\n{begin()}\n{END}", "x.svg, line 3: an SVG is one picture, and there"),
        (f"{begin()}\n<svg/>\n{END}\n<g/>", "x.svg, line 1: an SVG is one picture, and there"),
        (f"{begin('picture=sum')}\n{END}", "expected one of weights, recurrence, sizes, report"),
        (f"{begin('format=badge picture=sizes')}\n{END}", "picture is for format=svg"),
        (f"{begin('layer=dense picture=recurrence')}\n{END}", "dense has no recurrent layer"),
        (f"{begin('format=text')}\n{END}", "format=text: in .svg there are svg, badge"),
    ],
)
def test_what_cannot_be_drawn_is_told(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(BadMarkError, match=problem):
        drawn(tmp_path, text, "x.svg")


@pytest.mark.parametrize("name", ["x.md", "x.rst"])
def test_a_document_names_a_picture_and_does_not_hold_it(name: str, tmp_path: Path) -> None:
    marked = {
        "x.md": f"{begin('format=svg')}\n{END}\n",
        "x.rst": ".. rnnscope-begin m.keras format=svg\n\n.. rnnscope-end\n",
    }
    with pytest.raises(BadMarkError, match=r"put these marks into an \.svg, and show that in"):
        drawn(tmp_path, marked[name], name)


@pytest.mark.parametrize("asked", ["", "layer=odd*", "picture=report", "why-not=7", "format=badge"])
@pytest.mark.parametrize("kind", ALL)
def test_names_end_no_picture(kind: str, asked: str, tmp_path: Path) -> None:
    report: Report = hostile(tmp_path, ALL[kind])
    path = document(tmp_path, f"{begin(asked)}\n{END}\n", "x.svg")
    result = renewed(path, lambda _: report)
    path.write_text(result.text, "utf-8")
    assert not renewed(path, lambda _: report).changes
    found = ET.fromstring(result.text)  # noqa: S314
    tags = {each.tag.rpartition("}")[2] for each in found.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "g", "text", "tspan", "path"}
    names = {name for each in found.iter() for name in each.attrib}
    assert not [name for name in names if name.startswith("on") or "href" in name]
