"""The one question all tests of formulas ask: is it what Keras made?

A layer is put into a real model and read back in every way there is: from the
saved file, from its JSON, and from memory.  Each time every row is compared
with Keras's own object, weight by weight.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import keras

from rnnscope.algebra.open_sizes import open_sizes
from rnnscope.derivation import explain_model
from rnnscope.matching import pairs
from rnnscope.model.parts import Tensor
from rnnscope.readers import read
from rnnscope.report.compute import macs_at, macs_formula, macs_numbers
from rnnscope.report.report import LayerReport, Report, WeightReport
from tests.layers import recounting
from tests.pages.explorable.true_pictures import check_pictures
from tests.verify.same_process import SameProcess

# Layers and functions that do not tell what they multiply: each is somebody's own, or fixed.
UNTOLD = frozenset(("Lambda", "MelSpectrogram"))


def explained_model(folder: Path, model: Any) -> Report:
    """Explain a model from its file, from its JSON and in memory; check each row against Keras."""
    model.save(folder / "model.keras")
    report = _explained(folder / "model.keras", model)
    recounting.check(report)
    for row in report.layers:
        _check_stored(row)
        check_pictures(row)
    _check_heard(report, folder / "model.keras")
    (folder / "model.json").write_text(model.to_json(), encoding="utf-8")
    _explained(folder / "model.json", model)
    bare = _without_shapes(json.loads(model.to_json()))
    (folder / "bare.json").write_text(json.dumps(bare), encoding="utf-8")
    _check_worked_out(explain_model(read(folder / "bare.json")), model)
    _explained_live(model)
    return report


def explained(
    folder: Path,
    layer: Any,
    *shapes: tuple[int | None, ...],
    call: Callable[..., Any] | None = None,
    dtypes: Sequence[str] | None = None,
    batch: int | None = None,
) -> LayerReport:
    """Explain one layer, in a Functional model and, if it is made for one, in a Sequential.

    Each shape is that of an input without its batch axis; `batch` gives it a
    size.  `call` is how the layer is called, where it is not on its inputs.
    """
    types = dtypes or ["float32"] * len(shapes)
    inputs = [
        keras.Input(shape, batch_size=batch, dtype=dtype)
        for shape, dtype in zip(shapes, types, strict=True)
    ]
    outputs = call(layer, *inputs) if call else layer(*inputs)
    row = explained_model(folder, keras.Model(inputs, outputs))[layer.name]
    if call is None and len(inputs) == 1 and isinstance(outputs, keras.KerasTensor):
        again = _explained_live(keras.Sequential([inputs[0], layer]))[layer.name]
        assert (again.params, again.formula) == (row.params, row.formula)
    return row


def _without_shapes(data: Any) -> Any:
    """Return a config without the shapes on record, which files of Keras 2 do not have either."""
    if isinstance(data, list):
        return [_without_shapes(each) for each in data]
    if not isinstance(data, dict):
        return data
    left_out = {"build_config"} | ({"shape"} if "keras_history" in data else set())
    return {key: _without_shapes(value) for key, value in data.items() if key not in left_out}


def _check_worked_out(report: Report, model: Any) -> None:
    """Compare the output shapes that are worked out from the inputs of the model alone."""
    shown = model.layers if isinstance(model, keras.Sequential) else model.operations
    for row, operation in zip(report.layers, shown, strict=True):
        if row.outputs is not None:
            assert _shapes_of(row) == _shapes_put_out(operation)
            weights = getattr(operation, "weights", [])
            assert row.params in (None, sum(math.prod(w.shape) for w in weights))


def _explained(source: object, model: Any) -> Report:
    report = explain_model(read(source))
    _check(report, model)
    return report


def _check_heard(report: Report, path: Path) -> None:
    """Ask for the summary, in the light Keras and here: they say the same to the letter."""
    witness = SameProcess().rebuilt(report, read(path))
    assert not witness.differences, witness.differences


def _explained_live(model: Any) -> Report:
    report = _explained(model, model)
    for row in report.layers:
        _check_live(row)
    return report


def _check(report: Report, model: Any) -> None:
    """Compare every row, and the totals, with the objects they are about."""
    shown = model.layers if isinstance(model, keras.Sequential) else model.operations
    assert [row.name for row in report.layers] == [operation.name for operation in shown]
    for row, operation in zip(report.layers, shown, strict=True):
        _check_row(row, operation)
    assert report.total == model.count_params()
    assert report.trainable == sum(math.prod(w.shape) for w in model.trainable_weights)


def _check_row(row: LayerReport, operation: Any) -> None:
    weights = getattr(operation, "weights", [])
    assert [_of_report(weight) for weight in row.all_weights] == [
        (weight.name, tuple(weight.shape), weight.dtype, weight.trainable) for weight in weights
    ], row.notes
    for ours, theirs in zip(row.all_weights, weights, strict=True):
        assert f"/{theirs.path}".endswith(f"/{ours.name}")
    assert row.params == sum(math.prod(weight.shape) for weight in weights)
    assert row.basis == ("derived" if weights else "none"), row.notes
    assert _shapes_of(row) == _shapes_put_out(operation)
    _check_text(row)


def _of_report(weight: WeightReport) -> tuple[str, tuple[int, ...], str, bool | None]:
    return weight.name.rpartition("/")[2], weight.shape, weight.dtype, weight.trainable


def _shapes_of(row: LayerReport) -> list[tuple[int | None, ...]]:
    assert row.outputs is not None, row.notes
    return [tuple(size.value for size in shape) for shape in row.outputs]


def _shapes_put_out(operation: Any) -> list[tuple[int | None, ...]]:
    outputs = operation._inbound_nodes[-1].outputs
    return [tuple(tensor.shape) for tensor in outputs]


def _check_text(row: LayerReport) -> None:
    """Work out the formula as it is written: with its names, and with its numbers."""
    for part in row.walk():
        assert eval(part.numbers, {}) == part.params  # noqa: S307
        if not part.children:
            sizes = {symbol.name: symbol.value for symbol in part.symbols}
            assert eval(part.formula, {}, sizes) == part.params  # noqa: S307
        _check_multiply_adds(part)


def _check_multiply_adds(row: LayerReport) -> None:
    """Work the multiply-adds out as they are written; what is not known is known not to be."""
    if row.macs is None:
        configs = [part.layer.config for part in row.walk() if part.layer]
        is_told = not any(each.is_operation or each.settings.get("lora_rank") for each in configs)
        assert not (is_told and UNTOLD.isdisjoint(each.class_name for each in configs)), row.path
        return
    sizes = dict.fromkeys((symbol.name for symbol in open_sizes(row.macs)), 7)
    names = {symbol.name: symbol.value or 7 for symbol in row.macs.symbols}
    expected = row.macs.value if row.macs.value is not None else None
    if expected is not None:
        assert eval(macs_numbers(row), {}) == expected  # noqa: S307
    if expected is not None and not row.children:
        assert eval(macs_formula(row), {}, names) == expected  # noqa: S307
    assert macs_at(row.macs, sizes) is not None


def _check_stored(row: LayerReport) -> None:
    """Find every weight in the file where the row says it is, and nothing more there."""
    if row.store is None:
        assert not list(row.all_weights)
        return
    stored = list(_stored(row))
    weights = [weight for part in row.walk() for weight in part.weights]
    assert [tensor and tensor.shape for tensor in stored] == [
        weight.shape if weight.index >= 0 else None for weight in weights
    ]
    assert {tensor.path for tensor in stored if tensor} == {t.path for t in row.store.tensors()}


def _stored(row: LayerReport) -> Iterator[Tensor | None]:
    if row.store is not None:
        yield from (tensor for _, tensor in pairs(row.weights, row.store))
    for child in row.children:
        yield from _stored(child)


def _check_live(row: LayerReport) -> None:
    """Find every weight of a layer in memory, in Keras's order."""
    if row.store is not None:
        weights = [weight.shape for weight in row.all_weights]
        assert [tensor.shape for tensor in row.store.tensors()] == weights
