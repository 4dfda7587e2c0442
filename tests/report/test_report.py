"""The report: a frozen tree, its sums, and how it draws itself."""

from __future__ import annotations

import dataclasses
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from rnnscope.algebra.expr import as_expr, symbol
from rnnscope.errors import UnknownLayerNameError
from rnnscope.report.report import Basis, LayerReport, Report, WeightReport, weakest
from rnnscope.report.witness import Difference, Witness
from tests.files import (
    MNIST,
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


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


@pytest.fixture(scope="module")
def sentiment() -> Report:
    return alone(SENTIMENT)


def test_totals(sentiment: Report) -> None:
    assert (sentiment.total, sentiment.trainable, sentiment.non_trainable) == (13_273, 13_257, 16)
    assert (sentiment.optimizer, sentiment.compiled, sentiment.bytes) == (26_516, True, 53_092)
    for sums in ("params", "trainable", "non_trainable"):
        total = sentiment.total if sums == "params" else getattr(sentiment, sums)
        assert sum(getattr(row, sums) for row in sentiment.layers) == total


def test_a_composite_layer_is_the_sum_of_its_parts(sentiment: Report) -> None:
    row = sentiment["bidirectional"]
    assert row.formula == "forward_layer + backward_layer"
    assert row.numbers == "2112 + 2112"
    assert [child.path for child in row.walk()] == [
        *("bidirectional", "bidirectional.forward_layer", "bidirectional.backward_layer")
    ]
    assert row.count.value == row.params == 4224
    assert len(list(row.all_weights)) == 6
    assert (row.input_shape, row.output_shape) == ((None, None, 16), (None, None, 32))


def test_layers_are_found_by_path_and_by_name(sentiment: Report) -> None:
    assert sentiment["bidirectional.forward_layer"] is sentiment["forward_layer"]
    with pytest.raises(UnknownLayerNameError, match="did you mean 'forward_layer'"):
        sentiment["forward"]
    with pytest.raises(UnknownLayerNameError, match="the model has no layers"):
        replace(sentiment, layers=())["gru"]


def test_a_path_goes_before_a_name(tmp_path: Path) -> None:
    inner = sequential(entry("Dense", "d", units=4), name="inner")
    report = alone(
        write_json(
            tmp_path / "m.json",
            sequential(inner, entry("Dense", "d", units=3), shape=(None, 6)),
        )
    )
    assert report["d"].params == 15
    assert report["inner.d"].params == 28


def test_it_is_frozen(mnist: Report) -> None:
    for frozen in (mnist, mnist.layers[0], mnist.layers[0].weights[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            frozen.name = "other"  # type: ignore[misc]


def test_a_witness_is_added_or_replaced(mnist: Report) -> None:
    other = Witness(name="summary", spoke=True, covered=frozenset({"dense"}))
    heard = mnist.with_witness(other)
    assert heard.witness("summary") is other
    assert [witness.name for witness in heard.witnesses] == ["stored", "summary"]
    assert mnist.witness("summary") is not other
    assert mnist.witness("nobody") is None


DIFFERENCE = Difference("dense", "bias", "(10,)", "(11,)", "stored")
EVERY_PATH = frozenset({"simple_rnn", "dense"})


@pytest.mark.parametrize(
    ("witnesses", "verified"),
    [
        ([], False),
        ([Witness(name="stored", spoke=False, reason="no")], False),
        ([Witness(name="stored", spoke=True)], False),
        ([Witness(name="stored", spoke=True, covered=frozenset({"dense"}))], False),
        ([Witness(name="stored", spoke=True, covered=EVERY_PATH)], True),
        (
            [
                Witness(name="stored", spoke=True, covered=frozenset({"dense"})),
                Witness(name="summary", spoke=True, covered=frozenset({"simple_rnn"})),
            ],
            True,
        ),
        (
            [
                Witness(name="stored", spoke=True, covered=EVERY_PATH, differences=(DIFFERENCE,)),
                Witness(name="summary", spoke=True, covered=EVERY_PATH),
            ],
            False,
        ),
        (
            [
                Witness(name="stored", spoke=True, covered=EVERY_PATH),
                Witness(name="summary", spoke=False, reason="timed out"),
            ],
            True,
        ),
    ],
    ids=[
        *("nobody", "silent", "spoke of nothing", "of one layer", "of all", "each of one"),
        *("one differs", "one is silent"),
    ],
)
def test_verified(mnist: Report, witnesses: list[Witness], verified: bool) -> None:
    assert replace(mnist, witnesses=tuple(witnesses)).verified is verified


def test_a_model_with_a_layer_nobody_spoke_of_is_not_verified(tmp_path: Path) -> None:
    config = sequential(entry("Dense", "d", units=2), custom("Odd", "odd"), shape=(None, 3))
    tensors = {
        "layers/dense/vars/0": (3, 2),
        "layers/dense/vars/1": (2,),
        "layers/odd/vars/0": (5, 5),
    }
    report = alone(write_keras(tmp_path / "m.keras", config, tensors))
    witness = report.witness("stored")
    assert witness is not None
    assert witness.agrees
    assert not report.verified
    assert json.loads(report.to_json())["verified"] is False


def test_verdicts_of_a_layer_include_those_inside_it() -> None:
    inside = Difference("outer.inner", "bias", "1", "2", "stored")
    witness = Witness(
        name="stored",
        spoke=True,
        covered=frozenset({"outer", "outer.inner", "outer2", "out"}),
        differences=(inside,),
    )
    paths = (("outer", "outer.inner"), ("outer.inner",), ("outer2",), ("other",))
    assert [witness.verdict(*each) for each in paths] == ["differs", "differs", "agrees", "silent"]


def test_a_layer_is_not_blamed_for_one_whose_name_begins_with_its_own(tmp_path: Path) -> None:
    config = sequential(
        entry("Dense", "a", units=2), entry("Dense", "a.b", units=3), shape=(None, 5)
    )
    tensors = {
        "layers/dense/vars/0": (5, 2),
        "layers/dense/vars/1": (2,),
        "layers/dense_1/vars/0": (2, 3),
        "layers/dense_1/vars/1": (4,),
    }
    report = alone(write_keras(tmp_path / "m.keras", config, tensors))
    witness = report.witness("stored")
    assert witness is not None
    verdicts = [witness.verdict(*layer.paths) for layer in report.layers]
    assert verdicts == ["agrees", "differs"]


def test_words_of_a_difference() -> None:
    assert DIFFERENCE.text == "dense: bias: config implies (10,), file holds (11,)"
    total = Difference("", "total params", "1", "2", "summary")
    assert total.text == "total params: config implies 1, summary() shows 2"


@pytest.mark.parametrize(
    ("dtype", "bytes_each"),
    [("float32", 4), ("float16", 2), ("bfloat16", 2), ("int8", 1), ("float64", 8), ("odd", 4)],
)
def test_bytes(dtype: str, bytes_each: int) -> None:
    weight = WeightReport(
        name="w", symbolic_shape=(symbol("units", 3), symbol("n", 5)), dtype=dtype, trainable=True
    )
    assert (weight.params, weight.bytes) == (15, 15 * bytes_each)


@pytest.mark.parametrize(
    ("bases", "whole"),
    [
        (["derived", "none"], "derived"),
        (["none"], "none"),
        ([], "none"),
        (["derived", "stored", "none"], "stored"),
        (["derived", "unknown", "stored"], "unknown"),
    ],
)
def test_the_weakest_part_decides(bases: list[str], whole: str) -> None:
    assert weakest(bases) == whole  # type: ignore[arg-type]


def test_several_outputs_are_a_tuple_of_shapes(tmp_path: Path) -> None:
    config = functional(
        entry("InputLayer", "x", batch_shape=[None, 5, 3]),
        entry("LSTM", "l", [tensor("x", [None, 5, 3])], units=2, return_state=True),
        outputs=["l"],
    )
    row = alone(write_json(tmp_path / "m.json", config))["l"]
    assert row.output_text == "((None, 2), (None, 2), (None, 2))"
    assert row.output_shape == [(None, 2)] * 3


def test_a_layer_counted_elsewhere_counts_nothing_here() -> None:
    weight = WeightReport(
        name="kernel", symbolic_shape=(symbol("units", 3),), dtype="float32", trainable=True
    )
    row = LayerReport(
        name="d", path="two.d", class_name="Dense", basis=Basis.DERIVED, weights=(weight,)
    )
    again = replace(row, shared_with="one.d")
    assert (row.params, row.trainable, row.layer_params) == (3, 3, 3)
    assert (again.params, again.trainable, again.layer_params) == (0, 0, 3)
    outer = replace(row, name="two", path="two", weights=(), children=(again,), is_model=True)
    assert outer.params == 0


def test_it_draws_itself(mnist: Report) -> None:
    assert "20,096" in str(mnist)
    assert not str(mnist).endswith("\n")
    assert str(mnist) + "\n" == mnist.render()
    assert mnist.to_markdown() == mnist.render("markdown")
    assert "<br>" not in mnist._repr_markdown_()  # which Pandoc drops
    assert mnist._repr_html_() == mnist.render("html-fragment")
    assert json.loads(mnist.to_json())["params"]["total"] == 21_386
    assert "Weights" in mnist.render(layer="dense")
    with pytest.raises(KeyError):
        mnist.render("docx")
    with pytest.raises(TypeError):
        mnist.render("text", colour=True)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_rich_prints_it_as_wide_as_the_console(mnist: Report, encoding: str) -> None:
    from rich.console import Console

    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=out, width=200)
    console.print(mnist)
    out.seek(0)
    text = out.read()
    assert "20,096" in text
    assert ("units·units" if encoding == "utf-8" else "units*units") in text


def test_a_weight_that_a_layer_has_with_one_inside_is_one_of_its_weights_once() -> None:
    def weight(name: str, shared_with: str | None = None) -> WeightReport:
        shape = (as_expr(3),)
        return WeightReport(
            name=name,
            symbolic_shape=shape,
            dtype="float32",
            trainable=True,
            shared_with=shared_with,
        )

    def layer(
        name: str, *weights: WeightReport, children: tuple[LayerReport, ...] = ()
    ) -> LayerReport:
        path = name if name == "whole" else f"whole.{name}"
        return LayerReport(
            name=name,
            path=path,
            class_name="L",
            basis=Basis.TRACED,
            weights=weights,
            children=children,
        )

    def count(*weights: WeightReport, inside: tuple[LayerReport, ...]) -> int:
        return len(list(layer("whole", *weights, children=inside).all_weights))

    owner, user = layer("a", weight("k")), layer("b", weight("k", "whole.a"))
    assert count(inside=(owner, user)) == 1
    assert count(inside=(owner, user, layer("c", weight("k", "whole.a")))) == 1
    assert count(weight("k", "whole.a"), inside=(owner,)) == 1  # as SpectralNormalization has it
    assert count(weight("k", "whole.a"), inside=(owner, user)) == 1
    assert count(inside=(layer("a", weight("k"), weight("k")), layer("b", weight("k")))) == 3
