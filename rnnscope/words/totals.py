"""What stands beside a model's totals: what is not built, whose model it is, where most are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import prod

from rnnscope.layers import SymbolicShape, formula_of
from rnnscope.report.applications import applications_like
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.trial import changed, tried
from rnnscope.report.unbuilt import waiting
from rnnscope.wording import begun, counted, cut, listed
from rnnscope.words.layers.subject import POOLING, channels_last, numbers

_MOST = 3  # layers that are called several times
_WITH_TOP = "with its top, for 1,000 classes."
_DEEP = 15  # layers, which each model of keras.applications has
_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")
_KILOBYTE = 1_024
_MANY = 8  # layers with weights, from which on a table does not show at once where most are
_FLATTENED = 30  # per cent of all parameters, from which on it is told what Flatten does
_LARGE = 25  # per cent, from which on a layer is named, unless a class has more beside it


def unbuilt(report: Report) -> Iterator[str]:
    """Say which layers have no weights yet, and how they get them."""
    names = [row.path for row in waiting(report)]
    if names and report.printed:
        were = "were" if names[1:] else "was"
        yield (
            f"{listed(names)} {were} not built when the summary was printed: Keras makes weights "
            "when it knows the shape that comes in."
        )
        yield (
            "keras.Input(shape=...) as the first layer, model.build(input_shape), or one call on "
            "data builds the model; then print its summary again."
        )
    elif names:
        have = "have" if names[1:] else "has"
        yield (
            f"{listed(names)} {have} no weights yet: Keras makes them when it knows the shape "
            "that comes in, and nothing says it here."
        )
        yield (
            "keras.Input(shape=...) as the first layer, model.build(input_shape), or one call on "
            "data builds the model; then save it again."
        )


def untaught(report: Report, rows: Iterable[LayerReport]) -> Iterator[str]:
    """Say how a class is made known whose weights only the file tells."""
    names = dict.fromkeys(row.class_name for row in rows if _is_unknown(row))
    if names and report.format != "live":
        is_one = len(names) == 1
        yield (
            f"--import MODULE, the module that defines {listed(names)}, lets "
            f"{'its' if is_one else 'their'} own code say which weights "
            f"{'it makes' if is_one else 'they make'}."
        )


def _is_unknown(row: LayerReport) -> bool:
    config = row.layer.config if row.layer else None
    if config is None or config.printed or config.is_builtin or row.is_model or config.is_operation:
        return False
    if config.reading or row.class_name == "?":  # no file names the class
        return False
    return not row.basis.is_explained and formula_of(config) is None


def application(report: Report) -> Iterator[str]:
    """Say which of Keras's own models has the name and the count of this one, or of one inside."""
    models = [(report.name, report.total)] if len(report) >= _DEEP else []
    models += [(row.name, row.layer_params) for row in report.walk() if row.is_model]
    for name, params in dict.fromkeys(models):
        for function, whole, base in applications_like(name, params):
            top = _WITH_TOP if params == whole else _without_top(whole, base)
            yield f"{cut(name)} has the name and the count of keras.applications.{function} {top}"


def _without_top(whole: int, base: int) -> str:
    more = whole - base
    return f"without its top (include_top=False), which would add {more:,}: {whole:,} in all."


def used_again(report: Report) -> Iterator[str]:
    """Say of a layer that is called several times that its weights are there once."""
    called = [(layer, _calls(layer)) for layer in report.walk() if layer.layer_params]
    for layer, times in [pair for pair in called if pair[1] > 1][:_MOST]:
        yield (
            f"{cut(layer.path)} is called {times} times, always with the same "
            f"{counted(layer.layer_params or 0, 'weight: it counts', 'weights: they count')} once."
        )


def _calls(layer: LayerReport) -> int:
    return len(layer.layer.config.calls) if layer.layer and not layer.shared_with else 0


def in_bytes(report: Report) -> Iterator[str]:
    """Say how many bytes the weights take, and what summary() writes for that."""
    if report.bytes < _KILOBYTE or report.printed:  # which it writes as they are
        return
    yield (
        f"summary() writes the {report.bytes:,} bytes of the weights as {readable(report.bytes)}, "
        "in steps of 1,024."
    )


def readable(size: int) -> str:
    """Write a size as summary() does.

    Source: keras/src/utils/summary_utils.py, readable_memory_size.

    >>> readable(85_544)
    '83.54 KB'
    """
    amount = float(size)
    for unit in _UNITS[:-1]:
        if amount < 1024:
            return f"{amount:.2f} {unit}"
        amount /= 1024
    return f"{amount:.2f} {_UNITS[-1]}"


def behind_flatten(report: Report) -> Iterator[str]:
    """Say of the Dense layer that has much of all parameters how wide Flatten makes its input."""
    dense = max(_dense_layers(report), key=lambda layer: layer.params or 0, default=None)
    total = report.total
    if dense is None or not total or not dense.params:
        return
    flatten = _flatten_before(report, dense)
    if flatten is None or 100 * dense.params < _FLATTENED * total:
        return
    sizes = [size.value for size in flatten.inputs[0][1:] if size.value is not None]
    if len(sizes) < len(flatten.inputs[0]) - 1 or prod(sizes) != dense.inputs[0][-1].value:
        return
    yield (
        f"{begun(_share(dense.params, total))} of the parameters are in {cut(dense.path)}: "
        f"{cut(flatten.path)} puts out {numbers(*sizes)}{_pooled(report, flatten, dense)}."
    )


def _dense_layers(report: Report) -> Iterator[LayerReport]:
    for layer in report.walk():
        if layer.class_name == "Dense" and layer.params and layer.inputs and layer.inputs[0]:
            yield layer


def _flatten_before(report: Report, dense: LayerReport) -> LayerReport | None:
    """Return the Flatten whose output a layer takes, as it is or by layers that leave it so."""
    entering = dense.inputs[0][-1]
    for layer in report.walk():
        shapes = layer.outputs or ()
        is_flatten = layer.class_name == "Flatten" and layer.inputs and shapes
        if is_flatten and shapes[0][-1] == entering and entering.value is not None:
            return layer
    return None


def _pooled(report: Report, flatten: LayerReport, dense: LayerReport) -> str:
    """Say what a pooling in place of Flatten would leave, where channels stand last."""
    shape = flatten.inputs[0]
    channels = channels_last(report, shape)
    count = _would_have(dense, (dense.inputs[0][0], shape[-1])) if channels is not None else None
    if channels is None or count is None:
        return ""
    return (
        f". {POOLING[len(shape)]} would put out {channels:,}, and {cut(dense.path)} would have"
        f" {count:,}"
    )


def _would_have(layer: LayerReport, shape: SymbolicShape) -> int | None:
    found = tried(changed(layer.layer, {}).fed(shape)) if layer.layer else None
    return found.params if found else None


def largest(report: Report) -> Iterator[str]:
    """Name the layers that have most of the parameters of a long model, or their classes."""
    owners = [layer for layer in report.owners() if _own(layer)]
    rows = [layer for layer in report.layers if layer.params]
    total = report.total
    if not total or len(rows) <= _MANY or sum(map(_own, owners)) != total:
        return
    top = sorted(owners, key=_own, reverse=True)[:3]
    classes: Counter[str] = Counter()
    for layer in owners:
        classes[layer.class_name] += _own(layer)
    beside = classes - Counter({top[0].class_name: _own(top[0])})
    is_largest = _own(top[0]) >= max(beside.values(), default=0)
    if is_largest and 100 * _own(top[0]) >= _LARGE * total:
        parts = [
            f"{_own(layer):,} ({_share(_own(layer), total)}) in {cut(layer.path)}" for layer in top
        ]
        yield f"Most parameters: {', '.join(parts)}."
        return
    counts = Counter(layer.class_name for layer in owners)
    parts = [
        f"{number:,} ({_share(number, total)}) in {counted(counts[name], f'{cut(name)} layer')}"
        for name, number in classes.most_common(3)
    ]
    yield f"Most parameters: {', '.join(parts)}."


def only_layer(report: Report) -> Iterator[str]:
    """Name the layer that has most of the parameters of a short model."""
    owners = [layer for layer in report.layers if layer.params]
    if report.total and 1 < len(owners) <= _MANY:
        most = max(owners, key=lambda layer: layer.params or 0)
        if 2 * (most.params or 0) > report.total:
            share = begun(_share(most.params or 0, report.total))
            yield f"{share} of the parameters are in {cut(most.path)}."


def _own(layer: LayerReport) -> int:
    """Return the weights that a layer counts itself, without those of the layers inside it."""
    if layer.shared_with:
        return 0
    return sum(weight.params for weight in layer.weights if not weight.shared_with)


def _share(number: int, total: int) -> str:
    """Write a share in per cent; never as all, or as nothing, what is not quite that."""
    percent = 100 * number / total
    if percent >= 99.5 and number < total:
        return "more than 99 %"
    return f"{percent:.0f} %" if percent >= 1 else "less than 1 %"
