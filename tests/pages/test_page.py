"""What several formats show is laid out once, and harmless for a screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnnscope.algebra.expr import Symbol, symbol
from rnnscope.api import explained
from rnnscope.pages.page import (
    AGREES,
    DIFFERS,
    PENDING,
    SILENT,
    Page,
    drawn,
    drawn_size,
    page,
    visible,
)
from rnnscope.report.report import Report
from rnnscope.report.witness import Difference, Witness
from rnnscope.verify.summary import silent
from tests.files import (
    SENTIMENT,
    alone,
    custom,
    entry,
    functional,
    sequential,
    tensor,
    write_json,
    write_keras,
)

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def sentiment() -> Report:
    return alone(SENTIMENT)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("dense", "dense"),
        ("größe 模型 é", "größe 模型 é"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\nb\rc\td\0", r"a\nb\rc\td\x00"),
        ("\u202eabc\u2066", r"\u202eabc\u2066"),
        ("\u200b\ufeff\u2028\u2029\x85", r"\u200b\ufeff\u2028\u2029\x85"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("[red]`|<b>=", "[red]`|<b>="),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@settings(deadline=None)
@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode("utf-8")


def test_rows_are_a_tree_and_depth_cuts_it(sentiment: Report) -> None:
    whole = page(sentiment)
    inside = [row for row in whole.rows if row.depth]
    assert [row.indented for row in inside] == [
        "└─ forward_layer (LSTM)",
        "└─ backward_layer (LSTM)",
    ]
    flat = page(sentiment, 1)
    assert [row.label for row in flat.rows] == [row.label for row in whole.rows if not row.depth]
    assert page(sentiment, 2) == whole
    assert flat.totals == whole.totals


def test_columns_and_verdicts(sentiment: Report) -> None:
    assert page(sentiment).columns == (
        *("Layer (type)", "Output Shape", "Param #", "Formula"),
        "Stored",
    )
    waiting = page(explained(SENTIMENT)[1], pending="summary")
    assert waiting.columns[-1] == "summary()"
    assert {row.verdicts for row in waiting.rows} == {(AGREES, PENDING)}


def _witnessed(report: Report, *witnesses: Witness) -> Page:
    return page(replace(report, witnesses=witnesses))


def test_what_witnesses_say_in_words(sentiment: Report) -> None:
    paths = frozenset(row.path for row in sentiment.walk())
    agreeing = Witness(name="summary", spoke=True, covered=paths)
    differing = Witness(
        name="stored",
        spoke=True,
        covered=paths,
        differences=(Difference("gru", "bias", "(2, 24)", "(24,)", "stored"),),
    )
    partly = Witness(name="stored", spoke=True, covered=paths - {"gru"})
    assert _witnessed(sentiment, agreeing).witnesses == (
        f"{AGREES} summary(): agrees on every layer and on the totals",
    )
    laid_out = _witnessed(sentiment, differing)
    assert laid_out.witnesses == (f"{DIFFERS} Stored: differs, in 1 point",)
    assert laid_out.findings == ("gru: bias: config implies (2, 24), file holds (24,)",)
    marks = {row.label: row.verdicts[0] for row in laid_out.rows}
    assert marks["gru (GRU)"] == DIFFERS
    assert marks["sentiment (Dense)"] == AGREES
    laid_out = _witnessed(sentiment, partly)
    assert laid_out.witnesses == (
        f"{AGREES} Stored: agrees where it speaks; it says nothing of gru",
    )
    assert _witnessed(sentiment, silent("a\nreason")).witnesses == (
        rf"{SILENT} summary(): not heard: a\nreason",
    )


def test_totals_tell_the_optimizer_apart(sentiment: Report) -> None:
    totals = dict(page(sentiment).totals)
    assert totals["Total params"] == "13,273 (53,092 bytes)"
    assert totals["Trainable params"] == "13,257"
    assert totals["Non-trainable params"] == "16"
    assert totals["Optimizer variables"] == "26,516"
    assert page(sentiment).reconciliation[-1].endswith("summary() adds them to its Total: 39,789.")


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    config = sequential(custom("Odd", "odd"), shape=(None, 3))
    stored = page(alone(write_keras(path, config, {"layers/odd/vars/0": (5, 5)})))
    assert stored.rows[0].params == "25"
    assert stored.rows[0].formula == ("25",)
    assert dict(stored.totals)["Trainable params"] == "?"
    assert stored.notes == ("Nothing says which of the stored weights are trainable.",)
    unknown = page(alone(write_json(path, config)))
    assert (unknown.rows[0].params, dict(unknown.totals)["Total params"]) == ("?", "?")
    assert unknown.notes == ("The total is not known, since the count of odd is not.",)


def test_shared_layers_say_where_they_are_counted(tmp_path: Path) -> None:
    shared = {**entry("Dense", "d", units=3), "shared_object_id": 7}
    one, two = sequential(shared, name="one"), sequential(shared, name="two")
    laid_out = page(alone(write_json(tmp_path / "m", sequential(one, two, shape=(None, 3)))))
    remarks = {row.label: row.remarks for row in laid_out.rows if row.depth}
    assert remarks["d (Dense)"] == ("counted at one.d, which has the same weights",)


def test_a_model_of_many_layers_is_no_long_sum(tmp_path: Path) -> None:
    inner = sequential(*(entry("Dense", f"d{i}", units=3) for i in range(5)), name="inner")
    laid_out = page(alone(write_json(tmp_path / "m", sequential(inner, shape=(None, 3)))))
    assert laid_out.rows[0].formula == ()
    assert laid_out.rows[0].remarks == ("the sum of its 5 layers",)


def test_names_are_made_visible_everywhere(tmp_path: Path) -> None:
    bad = "\x1b[31m\n"
    x = entry("InputLayer", f"x{bad}", batch_shape=[None, 3])
    layer = entry("Dense", f"d{bad}", [tensor(f"x{bad}")], units=2)
    odd = custom(f"Odd{bad}", f"odd{bad}", [tensor(f"d{bad}")])
    config = functional(
        x, layer, odd, inputs=[f"x{bad}"], outputs=[f"odd{bad}"], name=f"model{bad}"
    )
    path = write_json(tmp_path / f"m{bad}.json", config)
    report = alone(path).with_witness(silent(f"reason{bad}"))
    texts = list(_texts(page(report)))
    assert len(texts) > 20
    assert all(visible(text) == text for text in texts)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for name in value.__dataclass_fields__:
            yield from _texts(getattr(value, name))


def test_a_multiplication_has_the_sign_of_the_page() -> None:
    assert drawn("gates*(units*units + 3)", "·") == "gates·(units·units + 3)"
    assert drawn("2*units", "*") == "2*units"


def test_a_sign_within_a_name_stays_as_it_is() -> None:
    one, other = symbol("units", 3, "a*b"), symbol("units", 4, "c")
    size = 2 * one * other - (one + 1) // other

    def qualified(symbol: Symbol) -> str:
        return symbol.qualified

    assert drawn_size(size, qualified, "·") == "2·a*b.units·c.units - ((a*b.units + 1)//c.units)"
    assert drawn_size(size, qualified, "*") == size.qualified()
    assert drawn_size(size - size, qualified, "·") == "0"
