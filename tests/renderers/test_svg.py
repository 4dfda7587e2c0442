"""Pictures in files of their own: which there are, and what is said where there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app
from rnnscope.errors import BadArgumentError, NoPictureError, UnknownLayerNameError
from rnnscope.renderers import PICTURES
from rnnscope.renderers.svg import picture
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone, custom, entry, sequential, write_json
from tests.pages.table.test_compact import residual
from tests.renderers.test_golden import added_in_a_picture
from tests.renderers.test_hostile_names import NAMES, hostile

pytestmark = pytest.mark.quick

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


@pytest.fixture(scope="module")
def sentiment() -> Report:
    return alone(SENTIMENT)


def drawn(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314


def title(text: str) -> str:
    return drawn(text).findtext(f"{SVG}title") or ""


def test_the_usual_picture_follows_from_what_is_asked(mnist: Report) -> None:
    assert title(mnist.svg()) == "Where the 21,386 parameters of mnist_rnn are"
    assert title(mnist["simple_rnn"].svg()) == "The pictures of simple_rnn"
    assert title(mnist.svg(why_not=3712)).startswith("Sequential")
    assert "Why not 3,712?" in mnist.svg(why_not=3712)
    assert (
        mnist["simple_rnn"].svg()
        == mnist.svg(layer="simple_rnn")
        == picture(mnist, "", "simple_rnn")
    )


def test_a_model_without_a_name_is_told_as_one(mnist: Report) -> None:
    report = replace(mnist, name="")
    assert title(report.svg()) == "Where the 21,386 parameters of the model are"
    assert title(report.svg("weights")) == "The weights of the model"
    assert "The model: 21,386 parameters" in report.svg()
    assert "<h1>The model</h1>" in report.render("html")


def test_a_layer_of_each_kind(mnist: Report) -> None:
    layer = mnist["simple_rnn"]
    weights, loop = layer.svg("weights"), layer.svg("recurrence")
    assert "Weights to scale" in weights
    assert "Laid out in time" not in weights
    assert "Laid out in time" in loop
    assert "Weights to scale" not in loop
    assert "units·units" in layer.svg("report")
    assert added_in_a_picture(layer.svg("sizes")) == layer.params


def test_a_model_of_each_kind(sentiment: Report) -> None:
    headings = [each.text for each in drawn(sentiment.svg("weights")).findall(f"{SVG}text")]
    assert "bidirectional.forward_layer (LSTM)" in headings
    assert sentiment.svg("recurrence").count("Laid out in time") == 2
    assert added_in_a_picture(sentiment.svg("sizes")) == sentiment.total
    assert added_in_a_picture(sentiment.svg("report")) == sentiment.total


def test_what_is_picked_is_drawn_and_nothing_else(sentiment: Report) -> None:
    weights = sentiment.svg("weights", layer="*g*", only="weights")
    assert title(weights) == "The weights of what is picked of sentiment_bilstm"
    headings = [each.text for each in drawn(weights).findall(f"{SVG}text")]
    assert [each for each in headings if each and each.endswith(")")] == [
        "embedding (Embedding)",
        "gru (GRU)",
    ]
    with pytest.raises(NoPictureError, match="what is picked of sentiment_bilstm has no recurrent"):
        sentiment.svg("recurrence", layer="*dd*")


@pytest.mark.parametrize("view", [{}, {"fold": False}, {"top": 3, "sort": "params"}, {"depth": 1}])
def test_a_map_adds_up(view: dict[str, Any], tmp_path: Path) -> None:
    report = alone(write_json(tmp_path / "m.json", residual(60)))
    assert added_in_a_picture(report.svg("sizes", **view)) == report.total


def test_a_map_of_what_is_in_a_layer_adds_up(sentiment: Report) -> None:
    for layer in sentiment.walk():
        if layer.params:
            assert added_in_a_picture(sentiment.svg("sizes", layer=layer.path)) == layer.params


def test_of_many_layers_the_first_are_drawn_and_it_says_so(tmp_path: Path) -> None:
    report = alone(write_json(tmp_path / "m.json", residual(20)))
    text = report.svg("weights")
    assert text.count("Weights to scale") == 24
    assert "Only the first 24 pictures are drawn" in drawn(text).findtext(f"{SVG}desc", "")


def test_what_cannot_be_drawn_is_said(mnist: Report, tmp_path: Path) -> None:
    with pytest.raises(NoPictureError, match="draw the recurrence: dense has no recurrent layer"):
        mnist["dense"].svg("recurrence")
    with pytest.raises(NoPictureError, match="draw sizes: a question is answered in words"):
        mnist.svg("sizes", why_not=7)
    with pytest.raises(
        BadArgumentError, match="expected one of weights, recurrence, sizes, report"
    ):
        mnist.svg("size")
    with pytest.raises(UnknownLayerNameError):
        picture(mnist, "weights", "dens")
    flat = sequential(entry("Flatten", "flat"), shape=(None, 3))
    nothing = alone(write_json(tmp_path / "flat.json", flat))
    with pytest.raises(NoPictureError, match="draw weights: model has no"):
        nothing.svg("weights")
    with pytest.raises(NoPictureError, match="are: model has none"):
        nothing.svg("sizes")
    assert "0 parameters" in nothing.svg()


def test_counts_that_are_not_known_make_no_map(tmp_path: Path) -> None:
    odd = sequential(custom("Odd", "odd"), entry("Dense", "d", units=2), shape=(None, 3))
    report = alone(write_json(tmp_path / "m.json", odd))
    with pytest.raises(NoPictureError, match="those of model are not known"):
        report.svg("sizes")
    assert "? parameters" in report.svg()


@pytest.mark.parametrize("kind", [*PICTURES, ""])
@pytest.mark.parametrize("name", NAMES)
def test_no_picture_names_an_address_or_runs_anything(name: str, kind: str, tmp_path: Path) -> None:
    report = hostile(tmp_path, NAMES[name])
    for layer in (None, *(row.path for row in report.walk())):
        try:
            text = picture(report, kind, layer)
        except NoPictureError:
            continue
        found = drawn(text)
        tags = {each.tag.removeprefix(SVG) for each in found.iter()}
        assert tags <= {"svg", "title", "desc", "style", "rect", "g", "text", "tspan", "path"}
        assert not [
            key for each in found.iter() for key in each.attrib if "href" in key or key[:2] == "on"
        ]
        style = found.findtext(f"{SVG}style") or ""
        assert not re.search(r"url|@import|//", style)
        assert found.findtext(f"{SVG}title")
        assert (found.get("width"), found.get("height")) == tuple(
            found.get("viewBox", "").split()[2:]
        )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--picture", "weights"], 2, "--picture is for --format svg"),
        (["--format", "svg", "--picture", "tree"], 2, "choose one of"),
        (
            ["--format", "svg", "--layer", "dense", "--picture", "recurrence"],
            2,
            "no recurrent layer",
        ),
        (["--format", "svg", "--picture", "sizes"], 0, "Where the 21,386 parameters"),
        (["--format", "svg", "--set", "simple_rnn.units=64"], 0, "What if"),
    ],
)
def test_on_the_command_line(arguments: list[str], code: int, said: str) -> None:
    run = CliRunner().invoke(app, ["explain", str(MNIST), "--no-summary", *arguments])
    assert run.exit_code == code
    assert said in " ".join(re.sub(r"[│\s]+", " ", run.output).split())


def test_the_name_of_a_file_tells_it(tmp_path: Path) -> None:
    place = tmp_path / "m.svg"
    run = CliRunner().invoke(app, ["explain", str(MNIST), "--no-summary", "-o", str(place)])
    assert run.exit_code == 0, run.output
    assert title(place.read_text("utf-8")).startswith("Where the 21,386")


def test_layers_that_are_drawn_as_one_are_told_apart_from_those_that_are_not_told(
    tmp_path: Path,
) -> None:
    sizes = [entry("InputLayer", "x", batch_shape=[None, 60])]
    sizes += [
        entry("Dense", f"d{units}", units=units, use_bias=False) for units in range(60, 0, -1)
    ]
    text = alone(write_json(tmp_path / "m.json", sequential(*sizes))).svg("sizes")
    said = drawn(text).findtext(f"{SVG}desc") or ""
    assert said.startswith("d60: 3,600 · ")
    rest = sum(units * (units + 1) for units in range(1, 21))
    assert f"; 28 more, each by itself; and 20 others as one: {rest:,} · " in said
