"""Rows of whose entry under `Connected to` only the beginning is left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rnnscope.model.parts import Model, Shape
from rnnscope.model.printed import Connection, PrintedRow, PrintedShape, PrintedSummary
from rnnscope.readers.printed.joined.graph import config_of
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import Told
from rnnscope.solving import NOTHING, explained_summary
from rnnscope.words.printed.row_verdicts import row_sentences
from tests.solving.pasted import verdict

pytestmark = pytest.mark.quick


def row(name: str, class_name: str, shape: Shape, params: int, entry: str = "") -> PrintedRow:
    """Return a row that takes what is named so, as Keras 3 prints it: cut off with `…`."""
    layer, is_cut = entry.rstrip("…"), entry.endswith("…")
    numbers = {} if is_cut else {"node": 0, "tensor": 0}
    taken = Connection(layer=layer, is_cut=is_cut, **numbers) if entry else None
    return PrintedRow(
        line=1,
        name=name,
        class_name=class_name,
        shapes=(PrintedShape(sizes=shape),),
        params=params,
        connections=(taken,) if taken else (),
    )


def explained(*rows: PrintedRow) -> Report:
    total = sum(each.params or 0 for each in rows)
    printed = PrintedSummary(rows=rows, line=0, generation=3, total=total)
    model = Model(config=config_of(printed), source=None, format="printed", printed=printed)
    return explained_summary(model, NOTHING)[1]


ABOVE = (
    row("input", "InputLayer", (None, 20, 20, 256), 0),
    row("up_sampling2d", "UpSampling2D", (None, 40, 40, 256), 0, "input"),
    row("conv2d_transpose", "Conv2DTranspose", (None, 20, 20, 128), 295_040, "input"),
    row("up_sampling2d_1", "UpSampling2D", (None, 40, 40, 128), 0, "conv2d_transpose"),
)


def test_an_entry_that_is_cut_off_may_mean_each_row_that_is_named_so() -> None:
    report = explained(*ABOVE, row("c", "Conv2D", (None, 40, 40, 128), 32_896, "up_sampling2d…"))
    told = verdict(report, "c")
    assert told.told is Told.ASSUMED
    assert "entry" in told.assumed
    assert told.fits[0].input_shapes == ((None, 40, 40, 256),)
    beside = [(fit.settings["kernel_size"], fit.input_shapes) for fit in told.fits[1:]]
    assert ([1, 2], ((None, 40, 40, 128),)) in beside
    said = " ".join(row_sentences(report["c"]))
    assert "that what flows in, whose name is cut off, is a row above named up_sampling2d…" in said


def test_a_row_whose_whole_name_is_a_cut_entry_is_not_preferred() -> None:
    """55 is 5*10 + 5 with `dense`, and 5*11 without a bias with `dense_1`."""
    report = explained(
        row("input", "InputLayer", (None, 3), 0),
        row("dense", "Dense", (None, 11), 44, "input"),
        row("dense_1", "Dense", (None, 10), 40, "input"),
        row("d", "Dense", (None, 5), 55, "dense…"),
    )
    told = verdict(report, "d")
    assert told.told is Told.ASSUMED
    assert [fit.settings["use_bias"] for fit in told.fits] == [True, False]
    assert [fit.input_shapes[0] for fit in told.fits] == [(None, 10), (None, 11)]


def test_rows_whose_entries_are_cut_off_alike_need_not_take_the_same() -> None:
    report = explained(
        row("a", "Dense", (None, 5), 55, "some…"),
        row("b", "Dense", (None, 5), 60, "some…"),
        row("c", "Dense", (None, 4), 48, "some…"),
    )
    for name, sizes in (("a", [10, 11]), ("b", [11, 12]), ("c", [11, 12])):
        told = verdict(report, name)
        assert [fit.input_shapes[0][-1] for fit in told.fits] == sizes


def test_rows_that_take_what_has_no_row_are_no_chain() -> None:
    """As in an excerpt: what stands before a row is not what its entry names."""
    report = explained(
        row("a", "Dense", (None, 5), 55, "not_here"), row("b", "Dense", (None, 5), 60, "nor_this")
    )
    told = verdict(report, "b")
    assert [fit.input_shapes[0][-1] for fit in told.fits] == [11, 12]


def test_one_of_several_entries_that_is_cut_off_is_no_entry_less() -> None:
    """An attention was said to have no setting, and a state was taken for the sequence."""
    above = (
        row("input", "InputLayer", (None, 15, 64), 0),
        row("long", "Dropout", (None, 15, 64), 0, "input"),
        row("long_2", "Dense", (None, 15, 32), 2_080, "input"),
    )
    cut = Connection(layer="lon", is_cut=True)
    whole = Connection(layer="input", node=0, tensor=0)
    rows = (
        replace(row("m", "MultiHeadAttention", (None, 15, 64), 33_216), connections=(whole, cut)),
        replace(row("r", "LSTM", (None, 20), 6_800), connections=(cut, whole)),
    )
    report = explained(*above, *rows)
    attention, lstm = report["m"].told, report["r"].told
    assert attention is not None
    assert attention.told is Told.ONE_OF
    assert lstm is not None
    assert lstm.told is not Told.DETERMINED
    assert not lstm.is_fed


def test_settings_of_a_layer_without_weights_are_not_one_by_that() -> None:
    above = (
        row("x", "InputLayer", (None, None, 32), 0),
        row("norm_1", "LayerNormalization", (None, None, 32), 64, "x"),
        row("norm_2", "LayerNormalization", (None, None, 32), 64, "norm_1"),
    )
    pool = row("pool", "GlobalAveragePooling1D", (None, 32), 0, "norm_…")
    told = verdict(explained(*above, pool), "pool")
    formats = [fit.settings["data_format"] for fit in told.fits]
    assert formats == ["channels_last", "channels_first"]
    assert "data_format" in told.assumed


def test_an_upsampling_is_assumed_to_make_more_of_what_flows_in() -> None:
    up = row("up", "UpSampling2D", (None, 40, 40, 128), 0, "c…")
    above = (
        row("x", "InputLayer", (None, 20, 20, 128), 0),
        row("c_1", "Activation", (None, 20, 20, 128), 0, "x"),
        row("c_2", "Conv2DTranspose", (None, 40, 40, 128), 147_584, "c_1"),
    )
    told = verdict(explained(*above, up), "up")
    assert [fit.settings["size"] for fit in told.fits][:2] == [[2, 2], [1, 1]]
    assert (told.told, "size" in told.assumed) == (Told.ASSUMED, True)
