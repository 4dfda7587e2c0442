"""What the page shows: that its numbers add up, what is told in full, what moves together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rnnscope.pages.explorable import cards, diagrams
from rnnscope.pages.explorable.layer import explorable_layer
from rnnscope.pages.explorable.page import ExplorablePage, explorable_page
from rnnscope.pages.explorable.parts import Card, Fold, Row
from rnnscope.pages.table.choice import Choice
from rnnscope.report.report import Basis, Report
from rnnscope.report.witness import Difference, Witness
from tests.files import (
    MNIST,
    SENTIMENT,
    Config,
    alone,
    entry,
    functional,
    members_of,
    sequential,
    tensor,
    write_json,
)
from tests.pages.table.test_compact import residual

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def mnist() -> ExplorablePage:
    return explorable_page(alone(MNIST))


@pytest.fixture(scope="module")
def sentiment() -> ExplorablePage:
    return explorable_page(alone(SENTIMENT))


def page_of(tmp_path: Path, config: Config, **choice: Any) -> ExplorablePage:
    return explorable_page(alone(write_json(tmp_path / "m.json", config)), Choice(**choice))


def inner() -> Config:
    model = functional(
        entry("InputLayer", "a", batch_shape=[None, 4]),
        entry("Dense", "left", [tensor("a")], units=3),
        entry("Dense", "right", [tensor("a")], units=3),
        entry("Add", "both", [tensor("left"), tensor("right")]),
        inputs=["a"],
        outputs=["both"],
    )
    return {**model, "config": {**model["config"], "name": "inner"}}


def nested() -> Config:
    inside = {**inner(), "name": "inner", "inbound_nodes": [{"args": [tensor("x")], "kwargs": {}}]}
    return functional(
        entry("InputLayer", "x", batch_shape=[None, 4]),
        inside,
        entry("Dense", "one", [tensor("inner")], units=2),
        entry("Dense", "two", [tensor("inner")], units=5),
        outputs=["one", "two"],
    )


def row(page: ExplorablePage, name: str) -> Row:
    return next(each for each in page.rows if each.name == name)


def card(page: ExplorablePage, name: str) -> Card:
    found = row(page, name).card
    assert found is not None
    return found


def test_the_total_is_a_sum_of_layers(mnist: ExplorablePage) -> None:
    assert mnist.total.value == 21_386
    assert [(each.name, each.sum.value) for each in mnist.summed] == [
        ("simple_rnn", 20_096),
        ("dense", 1_290),
    ]


@pytest.mark.parametrize("source", [MNIST, SENTIMENT])
def test_terms_add_up_to_what_a_layer_counts(source: Path) -> None:
    page = explorable_page(alone(source))
    for each in page.cards:
        counted = sum(term.params for term in each.ledger.terms)
        assert counted == each.own.value
        assert counted + sum(c.times * (c.card.params.value or 0) for c in each.children) == (
            each.params.value
        )


def test_a_term_says_its_numbers_one_by_one(mnist: ExplorablePage) -> None:
    kernel = next(t for t in card(mnist, "simple_rnn").ledger.terms if t.weights == ("kernel",))
    assert (kernel.formula, kernel.params) == ("units·input_dim", 3_584)
    assert [(piece.text, piece.name) for piece in kernel.numbers] == [
        ("128", "units"),
        ("·", ""),
        ("28", "input_dim"),
    ]


def test_gates_are_taken_out_of_the_sum(sentiment: ExplorablePage) -> None:
    terms = card(sentiment, "gru").ledger
    assert terms.taken_out == ("gates",)
    assert [term.inside for term in terms.terms] == ["units·units", "units·input_dim", "2·units"]


def test_what_is_said_of_each_witness(mnist: ExplorablePage) -> None:
    assert [(said.state, said.who) for said in mnist.verdicts] == [
        ("agrees", "Derived"),
        ("agrees", "Stored"),
        ("silent", "summary()"),
    ]
    assert mnist.verified[0].startswith("Derived: the weights of 2 layers follow from settings")
    assert len(mnist.verified) == 2


def test_findings_lead_to_their_row(tmp_path: Path) -> None:
    report = alone(write_json(tmp_path / "m.json", nested()))
    differences = (
        Difference("inner.left", "kernel", "(4, 3)", "(4, 9)", "stored"),
        Difference("", "total", "1", "2", "stored"),
    )
    differs = Witness(name="stored", spoke=True, differences=differences)
    page = explorable_page(replace(report, witnesses=(differs,)))
    assert [finding.row for finding in page.findings] == [row(page, "left").number, None]
    assert page.verdicts[1].state == "differs"
    assert row(page, "left").signs == ("✗ stored differs",)


def test_each_axis_says_what_it_does_to_the_count(mnist: ExplorablePage) -> None:
    [given] = mnist.inputs
    assert (given.name, given.names) == ("input_layer", "(batch, timesteps, features)")
    batch, timesteps, features = given.axes
    assert not batch.is_counted
    assert batch.knob is None
    assert timesteps.knob is not None
    assert timesteps.sentences[0].startswith("timesteps doesn't affect the count")
    assert features.is_counted
    assert not {*timesteps.sentences, *features.sentences} & {*mnist.sentences}


def test_the_names_of_a_layer_know_their_knobs(mnist: ExplorablePage) -> None:
    knobs = mnist.recounting.knobs
    units, input_dim = card(mnist, "dense").names
    assert units.knob is not None
    assert knobs[units.knob].name == "dense.units"
    assert input_dim.knob is not None
    assert knobs[input_dim.knob].name == "simple_rnn.units"
    assert mnist.recounting.recount({"dense.units": 12}).total == 20_096 + 129 * 12


def test_every_number_has_a_node_that_gives_it(sentiment: ExplorablePage) -> None:
    values = sentiment.recounting.recount({}).total
    assert values == sentiment.total.value == 13_273
    for each in sentiment.rows:
        assert (each.sum.node is None) is (not each.sum.value)


def test_equal_blocks_are_folded_and_their_sizes_move_together(tmp_path: Path) -> None:
    page = page_of(tmp_path, residual(5))
    [fold] = [line for line in page.diagram.lines if isinstance(line, Fold)]
    assert (fold.times, fold.length) == (5, 5)
    assert fold.sum.value == page.total.value
    assert [each.name for each in page.rows if each.number in fold.rows] == [
        *("b0_up", "b0_norm", "b0_act", "b0_down", "b0_add")
    ]
    assert row(page, "b0_up").names == tuple(f"b{i}_up" for i in range(5))
    knob = next(each for each in page.recounting.knobs if each.name == "b0_up.units")
    assert knob.members == tuple(f"b{i}_up.units" for i in range(5))


def test_rows_add_up_to_the_total_however_they_are_shown(tmp_path: Path) -> None:
    for choice in ({}, {"fold": False}, {"top": 3, "sort": "params"}, {"pattern": "b1*"}):
        page = page_of(tmp_path, residual(5), **choice)
        rows = sum(each.sum.value or 0 for each in page.diagram.rows)
        assert rows + (page.diagram.rest.value or 0) == page.total.value, choice


def test_a_model_inside_opens_as_a_diagram_of_its_own(tmp_path: Path) -> None:
    page = page_of(tmp_path, nested())
    inside = card(page, "inner").inside
    assert inside is not None
    assert [each.name for each in inside.rows] == ["a", "left", "right", "both"]
    assert all("<svg" in each.gutter for each in inside.rows)
    assert sorted(each.name for each in page.rows if each.is_output) == ["both", "one", "two"][1:]
    flat = page_of(tmp_path, nested(), depth=1)
    assert card(flat, "inner").inside is None
    assert flat.total.value == page.total.value


def test_an_input_that_no_layer_stands_for_has_a_row(mnist: ExplorablePage) -> None:
    first = next(mnist.diagram.rows)
    assert (first.name, first.class_name, first.shape) == ("input_layer", "Input", "28 × 28")
    assert first.card is None


def test_a_form_is_told_in_full_once(tmp_path: Path) -> None:
    layers = [entry("Dense", f"d{i}", units=i + 3) for i in range(4)]
    page = page_of(tmp_path, sequential(entry("InputLayer", "x", batch_shape=[None, 8]), *layers))
    told = [card(page, f"d{i}") for i in range(4)]
    assert [each.is_full for each in told] == [True, False, False, False]
    assert len({each.form for each in told}) == 1
    assert all(each.sentences and each.formula and each.pictures for each in told)
    assert not told[1].settings


def test_no_more_forms_are_told_in_full_than_a_page_bears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "FORMS", 1)
    page = page_of(tmp_path, residual(1))
    assert [each.is_full for each in page.cards].count(True) == 1
    assert card(page, "b0_norm").form is None
    assert card(page, "b0_norm").formula


def test_of_very_many_layers_the_rest_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagrams, "ROWS", 3)
    monkeypatch.setattr("rnnscope.pages.explorable.page.BRIEF", 3)
    layers = [entry("Dense", f"d{i}", units=i + 3) for i in range(6)]
    page = page_of(tmp_path, sequential(entry("InputLayer", "x", batch_shape=[None, 8]), *layers))
    assert page.diagram.others == 3
    shown = sum(each.sum.value or 0 for each in page.diagram.rows)
    assert shown + (page.diagram.rest.value or 0) == page.total.value
    assert not card(page, "d1").sentences
    assert card(page, "d1").formula


def test_mistakes_are_told_with_their_numbers(mnist: ExplorablePage) -> None:
    counts = [cause.count for cause in card(mnist, "simple_rnn").mistakes]
    assert 3_712 in counts
    assert 20_096 not in counts
    assert mnist.example == counts[0]
    assert len(counts) <= 5


def test_letters_of_the_equation_have_the_colours_of_their_weights(mnist: ExplorablePage) -> None:
    marks = card(mnist, "simple_rnn").marks
    assert marks["W"] == marks["kernel"]
    assert marks["U"] == marks["recurrent_kernel"] != marks["W"]


def test_a_layer_is_written_as_one_would_write_it(mnist: ExplorablePage) -> None:
    assert card(mnist, "dense").call == "Dense(units=10, use_bias=True, activation='softmax')"


def test_two_directions_are_two_cards_or_one(sentiment: ExplorablePage) -> None:
    [both] = card(sentiment, "bidirectional").children
    assert both.names == ("forward_layer", "backward_layer")
    assert both.card.pictures


def test_one_layer_is_told_in_full_though_it_has_no_weights(sentiment: ExplorablePage) -> None:
    report = alone(SENTIMENT)
    name = next(layer.name for layer in report.layers if layer.params == 0)
    page = explorable_layer(report, name, Choice())
    assert page.card.is_full
    assert page.card.settings


def test_on_the_page_of_one_layer_sizes_of_others_are_not_tied_to_its_own(tmp_path: Path) -> None:
    report = alone(write_json(tmp_path / "m.json", residual(5)))
    whole, one = explorable_page(report), explorable_layer(report, "b3_up", Choice())
    [tied] = [each for each in whole.recounting.knobs if "b3_up.units" in each.members]
    [free] = [each for each in one.recounting.knobs if "b3_up.units" in each.members]
    assert len(tied.members) == 5
    assert free.members == ("b3_up.units",)
    assert (one.total.value, one.card.params.value) == (report.total, report["b3_up"].params)


def test_each_layer_has_its_mistakes_on_its_own_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layers = [entry("Dense", f"d{i}", units=i + 30) for i in range(6)]
    source = sequential(entry("InputLayer", "x", batch_shape=[None, 8]), *layers)
    report = alone(write_json(tmp_path / "m.json", source))
    monkeypatch.setattr("rnnscope.pages.explorable.page.ASKED", 2)
    assert not card(explorable_page(report), "d0").mistakes
    page = explorable_layer(report, "d0", Choice())
    assert page.example == page.card.mistakes[0].count


def test_a_count_that_nobody_knows_is_said_so() -> None:
    report = alone(MNIST)
    unknown = replace(report.layers[1], basis=Basis.UNKNOWN, weights=())
    page = explorable_page(replace(report, layers=(report.layers[0], unknown)))
    assert page.total.value is None
    assert page.total.node is None
    assert page.recounting.total is None
    assert not page.formula
    assert not page.summed


def test_where_no_size_can_be_changed_it_is_said_why(tmp_path: Path, mnist: ExplorablePage) -> None:
    (tmp_path / "mnist.weights.h5").write_bytes(members_of(MNIST)["model.weights.h5"])
    page = explorable_page(alone(tmp_path / "mnist.weights.h5"))
    assert page.notes[-1].startswith("No size can be changed here: none is known")
    assert not mnist.notes


def test_where_the_parameters_are(tmp_path: Path) -> None:
    page = page_of(tmp_path, residual(5))
    assert [(each.class_name, each.layers, each.count.value) for each in page.classes] == [
        ("Dense", 10, 5 * (8 * 16 + 16 + 16 * 8 + 8)),
        ("BatchNormalization", 5, 5 * 64),
    ]
    wide, narrow = page.maps
    assert "#r" in wide
    assert len(narrow) < 20_000


def test_the_whole_as_one_formula(mnist: ExplorablePage) -> None:
    assert mnist.formula.startswith("dense.units·simple_rnn.units + simple_rnn.units·simple_rnn")


def test_a_report_of_nothing() -> None:
    empty = Report(
        name="", class_name="?", source=None, format="live", keras_version=None, layers=()
    )
    page = explorable_page(empty)
    assert page.total.value == 0
    assert not page.rows
