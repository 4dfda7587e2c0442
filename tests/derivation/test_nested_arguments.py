"""Arguments in lists, tuples and dicts: each tensor goes where Keras puts it."""

from __future__ import annotations

from collections import OrderedDict, namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers, ops

from rnnscope.api import explain
from tests.files import alone

pytestmark = pytest.mark.filterwarnings(
    "ignore:When providing:UserWarning", "ignore:The structure", "ignore:Layer .inner"
)


def z_and_a() -> tuple[Any, Any]:
    return keras.Input((3,), name="z"), keras.Input((5,), name="a")


def inner(
    given: Callable[[Any, Any], Any], put: Callable[[Any, Any], Any] = lambda u, v: [u, v]
) -> Any:
    """Return a model whose inputs and outputs are nested as told."""
    z, a = z_and_a()
    return keras.Model(given(z, a), put(layers.Dense(2)(z), layers.Dense(7)(a)), name="inner")


def by_name(z: Any, a: Any) -> dict[str, Any]:
    return {"z": z, "a": a}


def in_a_list(z: Any, a: Any) -> list[Any]:
    return [z, a]


def called(model: Any, how: Callable[[Any, Any], Any]) -> Any:
    p, q = keras.Input((3,), name="p"), keras.Input((5,), name="q")
    return keras.Model([p, q], model(how(p, q)))


def dict_outputs(pick: Callable[[Any], Any], put: Callable[[Any, Any], Any] = by_name) -> Any:
    p, q = keras.Input((3,), name="p"), keras.Input((5,), name="q")
    return keras.Model([p, q], pick(inner(by_name, put)(by_name(p, q))))


def dicts_in_a_list() -> Any:
    z, a = z_and_a()
    t = keras.Input((4,), name="t")
    ends = [layers.Dense(2)(z), layers.Dense(7)(a), layers.Dense(3)(t)]
    model = keras.Model([{"z": z, "a": a}, t], ends, name="inner")
    p, q, r = keras.Input((3,)), keras.Input((5,)), keras.Input((4,))
    return keras.Model([p, q, r], model([{"a": q, "z": p}, r]))


def dict_in_a_dict() -> Any:
    middle = keras.Model(
        {"u": (x := keras.Input((3,), name="u")), "b": (y := keras.Input((5,), name="b"))},
        inner(by_name)({"a": y, "z": x}),
        name="middle",
    )
    p, q = keras.Input((3,)), keras.Input((5,))
    return keras.Model([p, q], middle({"u": p, "b": q}))


def called_twice() -> Any:
    model = inner(by_name, by_name)
    p, q = keras.Input((3,)), keras.Input((5,))
    first, second = model({"z": p, "a": q}), model({"a": q, "z": p})
    return keras.Model([p, q], layers.Dense(1)(layers.Concatenate()([first["z"], second["a"]])))


def keyword(layer: Any, *shapes: Any, **names: Any) -> Any:
    inputs = [keras.Input(shape) for shape in shapes]
    given = {
        key: [inputs[i] for i in at] if isinstance(at, list) else inputs[at]
        for key, at in names.items()
    }
    return keras.Model(inputs, layers.Dense(1)(layer(**given)))


MODELS: dict[str, Callable[[], Any]] = {
    "a dict": lambda: called(inner(by_name), by_name),
    "a dict in order": lambda: called(inner(by_name), lambda p, q: {"a": q, "z": p}),
    "a dict for a list": lambda: called(inner(in_a_list), by_name),
    "a sorted list for a dict": lambda: called(inner(by_name), lambda p, q: [q, p]),
    "a tuple": lambda: called(inner(lambda z, a: (z, a)), lambda p, q: (p, q)),
    "more keys than inputs": lambda: called(inner(by_name), lambda p, q: {"z": p, "m": p, "a": q}),
    "keys that are other inputs' names": lambda: called(
        inner(lambda z, a: {"z": a, "a": z}), lambda p, q: {"z": q, "a": p}
    ),
    "dicts in a list": dicts_in_a_list,
    "a dict in a dict": dict_in_a_dict,
    "twice": called_twice,
    "by keyword": lambda: (
        lambda p, q: keras.Model([p, q], inner(by_name)(inputs={"z": p, "a": q}))
    )(keras.Input((3,)), keras.Input((5,))),
    "one output of a dict": lambda: dict_outputs(lambda o: layers.Dense(3)(o["z"])),
    "each output of a dict": lambda: dict_outputs(
        lambda o: [layers.Dense(3)(o["z"]), layers.Dense(4)(o["a"])]
    ),
    "a list in a dict of outputs": lambda: dict_outputs(
        lambda o: layers.Dense(3)(o["z"][1]), lambda u, v: {"z": [v, u], "a": v}
    ),
    "a dict at the end": lambda: dict_outputs(lambda o: o),
    "a query after a value": lambda: keyword(
        layers.MultiHeadAttention(2, 4), (7, 6), (5, 8), value=0, query=1
    ),
    "a mask before a sequence": lambda: keyword(layers.LSTM(4), (5,), (5, 3), mask=0, sequences=1),
    "states before a sequence": lambda: keyword(
        layers.LSTM(4), (4,), (4,), (5, 3), initial_state=[0, 1], sequences=2
    ),
    "a list by keyword": lambda: keyword(layers.Concatenate(), (3,), (5,), inputs=[0, 1]),
}


@pytest.mark.parametrize("of", MODELS.values(), ids=MODELS)
def test_counts_and_shapes_are_keras_s(of: Callable[[], Any], tmp_path: Path) -> None:
    model = of()
    live = alone(model)
    assert [difference.text for difference in live.differences] == []
    assert (live.total, live.verified) == (model.count_params(), True)
    assert {row.basis for row in live.walk()} <= {"derived", "none"}
    for name in ("model.keras", "model.h5"):
        model.save(tmp_path / name)
        report = explain(tmp_path / name, summary=False)
        assert [difference.text for difference in report.differences] == []
        assert report.total == model.count_params()
        assert shapes(report) == shapes(live)
    (tmp_path / "model.json").write_text(model.to_json(), encoding="utf-8")
    report = explain(tmp_path / "model.json", summary=False)
    assert (report.total, shapes(report)) == (model.count_params(), shapes(live))


def shapes(report: Any) -> dict[str, Any]:
    return {row.path: (row.input_shape, row.output_shape, row.params) for row in report.walk()}


@pytest.mark.parametrize("name", ["a dict in a dict", "each output of a dict"])
def test_keras_agrees_where_it_builds_the_model_anew(name: str, tmp_path: Path) -> None:
    model = MODELS[name]()
    model.save(tmp_path / "model.keras")
    report = explain(tmp_path / "model.keras", summary=True)
    assert (report.total, report.verified) == (model.count_params(), True)
    witness = report.witness("summary")
    assert witness is not None
    assert witness.spoke
    assert report.speaks_of(witness.covered)


Both = namedtuple("Both", ["z", "a"])


class Several(layers.Layer):
    """Gives its outputs as a dict with whole numbers as keys, or as a named tuple."""

    def __init__(self, named: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.named = named

    def call(self, x: Any) -> Any:
        if self.named:
            return Both(z=x, a=x[:, :2])
        return {10: x, 9: x[:, :2]}


class Sum(layers.Layer):
    """Takes a named tuple, with a Dense for each of its fields."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.first, self.second = layers.Dense(3), layers.Dense(3)

    def build(self, shapes: Any) -> None:
        self.first.build(shapes.z)
        self.second.build(shapes.a)

    def call(self, both: Any) -> Any:
        return self.first(both.z) + self.second(both.a)


def test_what_only_a_live_model_has() -> None:
    x = keras.Input((6,))
    numbered = keras.Model(x, layers.Dense(1)(Several()(x)[9]))
    z, a = z_and_a()
    named = keras.Model([z, a], layers.Dense(1)(Sum()(Both(z=z, a=a))))
    picked = keras.Model(x, layers.Dense(1)(Several(named=True)(x).a))
    ordered = inner(lambda z, a: OrderedDict(z=z, a=a))
    taken = called(ordered, lambda p, q: OrderedDict(z=p, a=q))
    for model in (numbered, named, picked, taken):
        report = alone(model)
        assert [difference.text for difference in report.differences] == []
        assert (report.total, report.verified) == (model.count_params(), True)


def test_a_mask_of_several_inputs_flows_as_keras_has_it() -> None:
    x, y = keras.Input((4,), dtype="int32"), keras.Input((4,), dtype="int32")
    u, v = keras.Input((4, 3), name="u"), keras.Input((4, 6), name="v")
    model = keras.Model({"v": v, "u": u}, layers.LSTM(2)(u) + layers.LSTM(2)(v), name="inner")
    table, other = layers.Embedding(9, 3, mask_zero=True), layers.Embedding(9, 6, mask_zero=True)
    whole = keras.Model([x, y], ops.tanh(model({"u": table(x), "v": other(y)})))
    report = alone(whole)
    assert (report.total, report.verified) == (whole.count_params(), True)


@keras.saving.register_keras_serializable("rnnscope_tests")
class Own(keras.Model):
    """A Functional model of a class of its own, whose config does not show its layers."""

    def __init__(self, **kwargs: Any) -> None:
        x = keras.Input((3,), name="x")
        super().__init__(inputs=x, outputs=layers.Dense(3)(x), **kwargs)

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name}


ENDS: dict[str, Callable[[Any, Any], Any]] = {
    "once": lambda own, x: own(x),
    "before another": lambda own, x: layers.Dense(1)(own(x)),
    "an end and not": lambda own, x: [own(x), layers.Dense(1)(own(x))],
    "twice in a row": lambda own, x: own(own(x)),
    "twice, both ends": lambda own, x: [own(x), own(own(x))],
    "the second is the end": lambda own, x: [layers.Dense(1)(own(x)), own(x)],
    "an end and taken": lambda own, x: (lambda y: [y, layers.Dense(1)(y)])(own(x)),
}


@pytest.mark.parametrize("joined", ENDS.values(), ids=ENDS)
def test_a_functional_model_of_another_class_may_stand_at_the_end(
    joined: Callable[[Any, Any], Any], tmp_path: Path
) -> None:
    x = keras.Input((3,))
    model = keras.Model(x, joined(Own(name="own"), x))
    model.save(tmp_path / "model.keras")
    report = explain(tmp_path / "model.keras", summary=False)
    assert [difference.text for difference in report.differences] == []
    assert report.total == model.count_params()
