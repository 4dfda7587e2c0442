"""What several formats show is laid out once, and harmless for a screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.algebra.expr import Symbol, symbol
from rnnscope.api import explained
from rnnscope.errors import BadArgumentError
from rnnscope.pages.said.verdicts import AGREES, DIFFERS, PENDING, SILENT
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.table.rows import Row
from rnnscope.pages.texts import drawn, drawn_size, visible
from rnnscope.pages.whole.page import RECONCILED, Page, page
from rnnscope.pages.whole.screen_page import screen_page
from rnnscope.report.report import Report
from rnnscope.report.witness import Difference, Witness
from rnnscope.verify.summary import silent
from rnnscope.wording import grouped
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


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    shown = visible(text)
    assert not {unicodedata.category(sign) for sign in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    shown.encode("utf-8")


def test_rows_are_a_tree_and_depth_cuts_it(sentiment: Report) -> None:
    whole = page(sentiment)
    inside = [row for row in whole.rows if row.depth]
    assert [f"{row.branch}{row.label}" for row in inside] == [
        "└─ forward_layer (LSTM)",
        "└─ backward_layer (LSTM)",
    ]
    flat = page(sentiment, Choice(depth=1))
    assert [row.label for row in flat.rows] == [row.label for row in whole.rows if not row.depth]
    assert page(sentiment, Choice(depth=2)) == whole
    assert flat.totals == whole.totals


def titles(laid_out: Page) -> list[str]:
    return [column.title for column in laid_out.columns]


def cell(laid_out: Page, row: Row, title: str) -> tuple[str, ...]:
    return row.cells[titles(laid_out).index(title)]


def test_columns_and_verdicts(sentiment: Report) -> None:
    laid_out = page(sentiment)
    assert titles(laid_out) == ["Output Shape", "Param #", "Formula"]  # the headline has the rest
    asked = page(sentiment, Choice(columns="params,stored"))
    assert {cell(asked, row, "Stored") for row in asked.rows} == {("✓ agrees",)}
    waiting = screen_page(explained(SENTIMENT)[1], Choice(), pending="summary")
    assert waiting.headline == (
        "13,273 parameters",
        f"{AGREES} stored: agrees",
        f"{PENDING} summary(): being asked",
    )


def test_columns_that_are_chosen(sentiment: Report) -> None:
    assert titles(page(sentiment, Choice(columns="name,params,bytes"))) == ["Param #", "Bytes"]
    twice = page(sentiment, Choice(columns="params,bytes,params"))
    assert titles(twice) == ["Param #", "Bytes"]
    added = page(sentiment, Choice(columns="+percent,bytes,params"))
    assert titles(added)[:5] == ["Output Shape", "Param #", "%", "Bytes", "Formula"]
    (row,) = [row for row in added.rows if row.name == "gru"]
    assert (cell(added, row, "%"), cell(added, row, "Bytes")) == (("7.6",), ("4,032",))
    with pytest.raises(BadArgumentError, match="some of name, shape, params"):
        Choice(columns="name,weight")


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
    laid_out = _witnessed(sentiment, agreeing)
    assert laid_out.witnesses == (f"{AGREES} summary(): agrees on every layer and on the totals",)
    assert "summary()" not in titles(laid_out)
    laid_out = _witnessed(sentiment, differing)
    assert laid_out.witnesses == (f"{DIFFERS} Stored: differs in 1 place",)
    assert laid_out.findings == ("gru: bias: config implies (2, 24), file holds (24,)",)
    marks = {row.name: cell(laid_out, row, "Stored") for row in laid_out.rows}
    assert marks["gru"] == (f"{DIFFERS} differs",)
    assert marks["sentiment"] == (f"{AGREES} agrees",)
    laid_out = _witnessed(sentiment, partly)
    assert laid_out.witnesses == (
        f"{AGREES} Stored: agrees where it speaks; it says nothing of gru",
    )
    marks = {row.name: cell(laid_out, row, "Stored") for row in laid_out.rows}
    assert marks["gru"] == (f"{SILENT} not verified",)
    assert _witnessed(sentiment, silent("a\nreason")).witnesses == (
        rf"{SILENT} summary(): not checked (a\nreason)",
    )
    assert _witnessed(sentiment, silent("not asked (--no-summary)")).witnesses == (
        f"{SILENT} summary(): not checked (--no-summary)",
    )


def test_a_screen_says_in_a_row_only_what_the_headline_does_not(sentiment: Report) -> None:
    paths = frozenset(row.path for row in sentiment.walk())
    difference = Difference("gru", "bias", "(2, 24)", "(24,)", "stored")
    differing = Witness(name="stored", spoke=True, covered=paths, differences=(difference,))
    partly = Witness(name="summary", spoke=True, covered=paths - {"sentiment"})
    report = replace(sentiment, witnesses=(differing, partly))
    said = screen_page(report, Choice())
    assert said.headline[1:] == (
        f"{DIFFERS} stored: differs in 1 place",
        f"{AGREES} summary(): agrees where it speaks (see below)",
    )
    remarks = {row.name: row.remarks for row in said.table.rows if row.remarks != ("no weights",)}
    assert {name: each for name, each in remarks.items() if each} == {
        "gru": (f"{DIFFERS} stored differs",),
        "sentiment": (f"{SILENT} summary(): not verified",),
    }
    assert said.witnesses == (
        f"{AGREES} summary(): agrees where it speaks; it says nothing of sentiment",
        f"{DIFFERS} gru: bias: config implies (2, 24), file holds (24,)",
    )


def test_a_screen_hides_nothing_without_a_word(sentiment: Report) -> None:
    brief, whole = (screen_page(sentiment, Choice(everything=all_)) for all_ in (False, True))
    assert brief.hint == "--layer embedding explains one layer in full; --all says everything"
    assert whole.hint == ""
    assert len(brief.sentences) <= 6
    assert whole.sentences[: len(brief.sentences)] == brief.sentences
    assert [parts[0].split(":")[0] for parts in whole.totals][2:4] == ["Total formula", "MACs"]


def test_totals_tell_the_optimizer_apart(sentiment: Report) -> None:
    totals = dict(page(sentiment).totals)
    assert totals["Total params"] == "13,273 (53,092 bytes)"
    assert totals["Trainable params"] == "13,257"
    assert totals["Non-trainable params"] == "16"
    assert totals["Optimizer variables"] == "26,516"
    reconciled = dict(page(sentiment).sections)[RECONCILED]
    assert reconciled[-1].endswith("summary() adds them to its Total: 39,789.")


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    path = tmp_path / "m.keras"
    config = sequential(custom("Odd", "odd"), shape=(None, 3))
    stored = page(alone(write_keras(path, config, {"layers/odd/vars/0": (5, 5)})))
    assert cell(stored, stored.rows[0], "Param #") == ("25",)
    assert cell(stored, stored.rows[0], "Formula") == ("25",)
    assert dict(stored.totals)["Trainable params"] == "?"
    assert stored.notes == ("Nothing says which of the stored weights are trainable.",)
    unknown = page(alone(write_json(path, config)))
    assert cell(unknown, unknown.rows[0], "Param #") == ("?",)
    assert dict(unknown.totals)["Total params"] == "?"
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
    assert cell(laid_out, laid_out.rows[0], "Formula") == ()
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
    texts = [*_texts(page(report)), *_texts(screen_page(report, Choice()))]
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
            if name != "path":  # by which a row is found; it is not shown
                yield from _texts(getattr(value, name))


def test_a_multiplication_has_the_sign_of_the_page() -> None:
    assert drawn("gates*(units*units + 3)", "·") == "gates·(units·units + 3)"
    assert drawn("2*units", "*") == "2*units"


def test_numbers_are_written_as_people_read_them() -> None:
    assert grouped("4*1024 + 1024 + 999 + 1234567") == "4*1,024 + 1,024 + 999 + 1,234,567"


def test_a_sign_within_a_name_stays_as_it_is() -> None:
    one, other = symbol("units", 3, "a*b"), symbol("units", 4, "c")
    size = 2 * one * other - (one + 1) // other

    def qualified(symbol: Symbol) -> str:
        return symbol.qualified

    assert drawn_size(size, qualified, "·") == "2·a*b.units·c.units - ((a*b.units + 1)//c.units)"
    assert drawn_size(size, qualified, "*") == size.qualified()
    assert drawn_size(size - size, qualified, "·") == "0"


def test_where_a_size_came_through_is_said(tmp_path: Path) -> None:
    layers = [entry("Dense", "d", units=3), entry("Dropout", "drop", rate=0.5)]
    config = sequential(*layers, entry("Dense", "last", units=2), shape=(None, 3))
    laid_out = page(alone(write_json(tmp_path / "m.json", config)))
    lines = {row.name: cell(laid_out, row, "Formula")[2:] for row in laid_out.rows}
    assert lines["last"] == ("input_dim = 3 (d.units, through drop)",)
    assert lines["d"] == ("input_dim = 3 (last axis of x)",)


def test_a_size_that_a_file_tells_came_through_nothing(tmp_path: Path) -> None:
    layers = [custom("Odd", "odd"), entry("Dense", "last", units=2)]
    stored = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}
    path = write_keras(tmp_path / "m.keras", sequential(*layers, shape=(None, 4)), stored)
    laid_out = page(alone(path))
    (row,) = [row for row in laid_out.rows if row.name == "last"]
    assert cell(laid_out, row, "Formula")[2:] == ("input_dim = 3 (read from the stored weights)",)


def test_sizes_from_one_place_are_said_in_one_line(tmp_path: Path) -> None:
    x = entry("InputLayer", "x", batch_shape=[None, 5, 8])
    attention = entry("MultiHeadAttention", "m", num_heads=2, key_dim=4)
    attention["inbound_nodes"] = [{"args": [tensor("x"), tensor("x")], "kwargs": {}}]
    config = functional(x, attention, outputs=["m"])
    laid_out = page(alone(write_json(tmp_path / "m.json", config)))
    (row,) = [row for row in laid_out.rows if row.name == "m"]
    assert cell(laid_out, row, "Formula")[2:] == (
        "query_features = value_features = 8 (last axis of x)",
    )
