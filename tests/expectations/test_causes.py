"""What a failure says could be the cause: sizes, layers, settings and known mistakes."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

import rnnscope
from rnnscope import ParamsMismatchError, assert_params
from rnnscope.expectations import Expectations, Failure
from rnnscope.expectations.judging import failures
from rnnscope.layers import registry
from rnnscope.mistakes import why_not
from rnnscope.report.report import Report
from tests.expectations.making import explained, made, resized
from tests.files import MNIST, alone, custom, entry, functional, sequential, tensor, write_json
from tests.mistakes.published import PUBLISHED, Published

pytestmark = pytest.mark.quick


def wrong(report: Report, **expected: Any) -> dict[str, Failure]:
    """Return what does not hold, by the layer; that of the model by its subject."""
    found = failures(report, Expectations.of(**expected))
    return {each.path or str(each.subject): each for each in found}


def model(path: Path, *layers: dict[str, Any], shape: tuple[int | None, ...]) -> Report:
    return alone(write_json(path / "m.json", sequential(*layers, shape=shape)))


def counts(report: Report) -> dict[str, int]:
    return {row.path: row.layer_params for row in report.layers if row.layer_params}


@pytest.mark.parametrize("asked", ["all", "layers", "total"])
@pytest.mark.parametrize("seed", range(10))
def test_the_size_that_was_changed_is_named_with_its_old_value(
    tmp_path: Path, seed: int, asked: str
) -> None:
    random = Random(seed)
    shape, layers = made(random)
    before = explained(shape, layers, tmp_path / "before.json")
    other, old, new = resized(random, layers)
    after = explained(shape, other, tmp_path / "after.json")
    expected: dict[str, Any] = {} if asked == "layers" else {"total": before.total}
    expected |= {} if asked == "total" else {"layers": counts(before)}
    found = failures(after, Expectations.of(**expected))
    said = f"{old.size_name} = {old.settings[old.size]:,} (it is {new:,}"
    assert any(said in cause for each in found for cause in each.causes)
    follows = {each.follows for each in found if each.follows}
    assert follows <= {f"because {old.size_name} is {new:,}", f"because of {old.name}"}
    if asked == "all":
        assert follows


@pytest.mark.parametrize("seed", range(6))
def test_what_is_said_of_a_size_is_what_comes_of_it(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    shape, layers = made(random)
    report = explained(shape, layers, tmp_path / "m.json")
    assert report.total is not None
    asked = report.total + random.choice([-24, -1, 12, 100, 1000])
    for failure in failures(report, Expectations.of(total=max(asked, 0))):
        for cause in failure.causes:
            name, sign, rest = cause.removeprefix("With ").partition(" = ")
            if sign and cause.startswith("With "):
                size = int(rest.partition(" ")[0].replace(",", ""))
                assert report.recount({name: size}).total == asked


@pytest.mark.parametrize("seed", range(4))
def test_two_sizes_at_once(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    sizes = random.sample((4, 8, 16, 20, 32, 48), 4)
    other = [sizes[0] + 3, sizes[1] + 5, *sizes[2:]]
    before, after = (
        model(
            tmp_path,
            *(entry("Dense", f"d{i}", units=n) for i, n in enumerate(each)),
            shape=(None, 7),
        )
        for each in (sizes, other)
    )
    found = wrong(after, total=before.total, layers=counts(before))
    pair = [f"d{i}.units = {sizes[i]} (it is {other[i]})" for i in (0, 1)]
    assert found["d0"].causes[0] == f"With {' and '.join(pair)} all 4 would hold."
    because = f"because d0.units is {other[0]} and d1.units is {other[1]}"
    follows = [because, because, f"because d1.units is {other[1]}"]
    assert [found[path].follows for path in ("total", "d1", "d2")] == follows


def test_where_several_sizes_fit_none_is_taken_for_the_cause(tmp_path: Path) -> None:
    report = model(
        tmp_path,
        entry("Dense", "a", units=4, use_bias=False),
        entry("Dense", "b", units=6, use_bias=False),
        shape=(None, 6),
    )
    found = wrong(report, total=36)
    assert found["total"].causes[:2] == (
        "With a.units = 3 (it is 4) it would hold.",
        "With b.units = 3 (it is 6) it would hold.",
    )
    assert not any(each.follows for each in found.values())


def test_what_would_break_what_holds_is_not_said(tmp_path: Path) -> None:
    layers = [entry("Dense", name, units=8) for name in "ab"]
    report = model(tmp_path, *layers, shape=(None, 8))
    found = wrong(report, layers={"a": 72, "b": 40})
    assert not any("a.units" in cause for cause in found["b"].causes)
    assert any("a.units = 4" in cause for cause in wrong(report, layers={"b": 40})["b"].causes)


def test_sizes_that_move_together_are_one(tmp_path: Path) -> None:
    layers = [
        entry("InputLayer", "x", batch_shape=[None, 5]),
        entry("Dense", "a", [tensor("x", (None, 5))], units=8),
        entry("Dense", "b", [tensor("x", (None, 5))], units=8),
        entry("Add", "sum", [tensor("a"), tensor("b")]),
        entry("Dense", "out", [tensor("sum")], units=3),
    ]
    report = alone(write_json(tmp_path / "m.json", functional(*layers, outputs=["out"])))
    total = report.recount({"a.units": 6}).total
    assert wrong(report, total=total)["total"].causes[0] == (
        "With a.units = 6 (it is 8; b.units goes with it) it would hold."
    )


DENSE = entry("Dense", "dense", units=10)


def test_a_layer_too_many(tmp_path: Path) -> None:
    gru, more = (
        entry("GRU", name, units=64, return_sequences=True, reset_after=True)
        for name in ("gru", "gru_1")
    )
    last = entry("GRU", "gru_1", units=32, reset_after=True)
    one = entry("GRU", "gru", units=64, reset_after=True)
    before = model(tmp_path, one, DENSE, shape=(None, 28, 28))
    for after in (
        model(tmp_path, gru, more, DENSE, shape=(None, 28, 28)),
        model(tmp_path, gru, last, DENSE, shape=(None, 28, 28)),
    ):
        found = wrong(after, total=before.total, layers=counts(before))
        assert any(c.startswith("Without gru_1 (GRU) ") for c in found["total"].causes)
        assert found["total"] is next(iter(found.values()))


@pytest.mark.parametrize("inserted", ["BatchNormalization", "MaxPooling2D", "Dense", "Conv2D"])
def test_without_the_layer_that_was_inserted_it_would_hold(tmp_path: Path, inserted: str) -> None:
    settings: dict[str, dict[str, Any]] = {
        "MaxPooling2D": {"pool_size": [2, 2], "strides": [2, 2]},
        "Dense": {"units": 5},
        "Conv2D": {"filters": 7, "kernel_size": [3, 3], "padding": "same"},
    }
    conv = entry("Conv2D", "conv", filters=16, kernel_size=[3, 3])
    rest = [entry("Flatten", "flat"), entry("Dense", "hidden", units=64), DENSE]
    before = model(tmp_path, conv, *rest, shape=(None, 28, 28, 1))
    more = entry(inserted, "more", **settings.get(inserted, {}))
    after = model(tmp_path, conv, more, *rest, shape=(None, 28, 28, 1))
    found = wrong(after, total=before.total, layers=counts(before))
    leading = next(each for each in found.values() if not each.follows)
    assert any(cause.startswith(f"Without more ({inserted})") for cause in leading.causes)


def test_a_pooling_that_is_not_there_any_more(tmp_path: Path) -> None:
    conv = entry("Conv2D", "conv", filters=16, kernel_size=[3, 3])
    pool = entry("MaxPooling2D", "pool", pool_size=[2, 2], strides=[2, 2])
    rest = [entry("Flatten", "flat"), entry("Dense", "hidden", units=64), DENSE]
    before = model(tmp_path, conv, pool, *rest, shape=(None, 28, 28, 1))
    after = model(tmp_path, conv, *rest, shape=(None, 28, 28, 1))
    found = wrong(after, total=before.total, layers=counts(before))
    said = "With a MaxPooling2D (pool_size=2) behind conv both would hold."
    assert said in found["hidden"].causes
    assert found["total"].follows == "because of hidden"
    alone = wrong(after, layers={"hidden": counts(before)["hidden"]}, trainable=after.trainable)
    assert alone["hidden"].causes[0] == (
        "With input_dim = 2,704 (it is 10,816) hidden would have 173,120: 13·13·16, as behind a "
        "pooling by 2."
    )


@pytest.mark.parametrize("units", [6, 7])
def test_one_direction_or_two(tmp_path: Path, units: int) -> None:
    lstm = entry("LSTM", "it", units=units)
    around = entry("Bidirectional", "it", layer=lstm)
    one = model(tmp_path, lstm, DENSE, shape=(None, 5, 3))
    two = model(tmp_path, around, DENSE, shape=(None, 5, 3))
    less = wrong(one, total=two.total, layers=counts(two))
    assert (
        less["it"].causes[0] == "With a Bidirectional around it (there is none) all 3 would hold."
    )
    assert less["dense"].follows == "because no Bidirectional is around it"
    if not units % 2:
        more = wrong(two, total=one.total, layers=counts(one))
        assert more["it"].causes[0] == "With it in one direction (it is in two) all 3 would hold."
        assert not any("one direction is counted" in cause for cause in more["it"].causes)
        assert more["total"].follows == "because it is in two directions"


def test_a_layer_that_is_not_there_any_more(tmp_path: Path) -> None:
    layers = [entry("Dense", f"d{i}", units=4) for i in range(3)]
    before = model(tmp_path, *layers, shape=(None, 4))
    after = model(tmp_path, *layers[:2], shape=(None, 4))
    found = wrong(after, total=before.total, layers=counts(before))
    assert found["d2"].found == "no such layer"
    assert found["total"].follows == "because of d2"


def test_a_setting_of_all_layers_of_a_class(tmp_path: Path) -> None:
    layers = [entry("Dense", f"d{n}", units=n, use_bias=False) for n in (5, 6, 7)]
    report = model(tmp_path, *layers, shape=(None, 11))
    assert report.total is not None
    said = "With use_bias=True (it is False) in all 3 Dense layers, it would hold."
    assert said in wrong(report, total=report.total + 18)["total"].causes
    one = "With use_bias=True (it is False) in d6 it would hold."
    assert one in wrong(report, total=report.total + 6)["total"].causes


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda each: f"{each.number}-{each.layer}")
def test_a_mistake_that_somebody_published_is_named(tmp_path: Path, published: Published) -> None:
    report = alone(write_json(tmp_path / "m.json", published.model))
    number = why_not(report, published.number, published.layer).number
    expected = number if published.layer is None else {published.layer: number}
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(report, expected)
    assert published.thought in " ".join(str(caught.value).split())


def test_what_is_not_known_cannot_be_explained() -> None:
    report = alone(MNIST)
    found = wrong(report, total=21_387)
    assert found["total"].causes == ()


def test_a_formula_that_fails_with_other_sizes_hides_no_failure(tmp_path: Path) -> None:
    @rnnscope.formula("Proud")
    def proud(layer: rnnscope.Layer) -> rnnscope.Parts:
        """A layer that takes one size alone."""
        units = layer.dim("units")
        if int(units) != 5:
            raise RuntimeError("I take 5 alone")
        yield rnnscope.Weight(name="kernel", shape=(layer.features("input_dim"), units))
        yield rnnscope.Output(((*layer.input[:-1], units),))

    try:
        report = model(tmp_path, custom("Proud", "it", units=5), DENSE, shape=(None, 8))
        assert wrong(report, total=30)["total"].sentence == "the model has 100 params, expected 30"
    finally:
        registry._USERS.pop("Proud")


def test_what_one_number_speaks_for_is_not_taken_for_sure(tmp_path: Path) -> None:
    one, other = (
        model(
            tmp_path, entry("GRU", "gru", units=64, use_bias=use_bias), DENSE, shape=(None, 28, 28)
        )
        for use_bias in (True, False)
    )
    found = wrong(other, total=one.total, trainable=one.total, layers=counts(one))
    assert found["gru"].causes[:2] == (
        "With use_bias=True (it is False) in gru all 3 would hold.",
        "With x.features = 30 (it is 28) all 3 would hold.",
    )
    assert (found["total"].follows, found["trainable"].follows) == (
        "because of gru",
        "because of the total",
    )


def test_a_setting_of_several_layers_is_what_the_rest_follows_from(tmp_path: Path) -> None:
    one, other = (
        model(
            tmp_path,
            *(entry("Dense", f"d{i}", units=8 + i, use_bias=use_bias) for i in range(3)),
            shape=(None, 7),
        )
        for use_bias in (True, False)
    )
    found = wrong(other, total=one.total, layers=counts(one))
    said = "With use_bias=True (it is False) in all 3 Dense layers, all 4 would hold."
    assert found["d0"].causes[0] == said
    because = "because use_bias is False in all 3 Dense layers"
    assert [found[path].follows for path in ("total", "d1", "d2")] == [because] * 3
