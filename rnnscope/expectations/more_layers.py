"""One layer more, or one behind each of a class, by which what was expected would hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from rnnscope.expectations.changes import Change
from rnnscope.expectations.remaking import Remaking
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.model.parts import LayerConfig
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.report import Report
from rnnscope.report.trial import changed, tried
from rnnscope.untrusted.limits import spend
from rnnscope.wording import cut, listed, shown, with_article

_NAMED = 3  # places of a layer that are told
_LIKE = " like "
_MOST_AXES = 3  # of an image or a volume
_NORMALIZATION = "BatchNormalization"
_WINDOW = 2  # of a pooling


@dataclass(frozen=True, slots=True)
class _More:
    """A layer that would be more, right behind one that there is.

    `kind` says which, and `row` is the layer that it would stand behind; `front` is that one
    where it would be another itself, such as one that hands on all its steps.
    """

    kind: str
    row: LayerReport
    layer: Layer
    front: Layer | None = None


_Places: TypeAlias = dict[tuple[str, frozenset[int]], list[LayerReport]]


def more_layers(report: Report, remaking: Remaking) -> Iterator[Change]:
    """Yield a layer more by which it would hold; nothing says that it was there."""
    places: _Places = defaultdict(list)
    groups: dict[tuple[str, str], list[_More]] = defaultdict(list)
    for more in _all(report):
        spend()
        groups[more.kind, more.row.class_name].append(more)
        solves = _solves(remaking, [more])
        if solves:
            places[more.kind, solves].append(more.row)
    for (kind, solves), rows in places.items():
        names = [cut(row.path) for row in rows]
        where = f"one of {listed(names, _NAMED)}" if names[1:] else names[0]
        words = f"{kind} right behind it," if _LIKE in kind else f"{kind} behind {where}"
        yield _change(rows[0], words, solves)
    for (kind, class_name), each in groups.items():
        solves = _solves(remaking, each) if each[1:] and _LIKE not in kind else frozenset()
        if solves:
            every = "both" if len(each) == 2 else f"each of the {len(each):,}"
            yield _change(each[0].row, f"{kind} behind {every} {cut(class_name)} layers,", solves)


def _change(row: LayerReport, words: str, solves: frozenset[int]) -> Change:
    because = "because a layer is missing"  # which nothing shows, so it is never said
    return Change(
        layer=row.path, words=f"with {words}", because=because, is_open=True, solves=solves
    )


def _solves(remaking: Remaking, more: list[_More]) -> frozenset[int]:
    trials = [trial for each in more if (trial := tried(each.layer)) is not None]
    if len(trials) < len(more):
        return frozenset()
    params = sum(trial.params or 0 for trial in trials)
    ends = zip(more, trials, strict=True)
    is_even = all(remaking.is_even(each.row, trial.outputs) for each, trial in ends)
    if is_even and not remaking.could_solve(None, params):
        return frozenset()
    fronts = {each.row.name: each.front.config for each in more if each.front is not None}
    layers = {each.row.name: each.layer.config for each in more}
    return remaking.replaced(fronts).with_more(layers).solves


def _all(report: Report) -> Iterator[_More]:
    standing = {row.class_name: row.layer.config for row in report.layers if row.layer}
    for row in report.layers:
        layer = row.layer
        if layer is None or not row.params or not _has_one_output(row):
            continue
        if not row.class_name.endswith("Normalization"):
            yield from _like_it(row, layer)
            for kind, config in _normalizations(standing):
                yield _More(kind, row, _reading(layer, row.outputs or (), config))
        for kind, config in _poolings(row, standing):
            yield _More(kind, row, _reading(layer, row.outputs or (), config))


def _has_one_output(row: LayerReport) -> bool:
    is_one = len(row.outputs or ()) == 1 and not row.calls and not row.shared_with
    return is_one and row.basis.is_by_formula and not row.is_model


def _reading(layer: Layer, shapes: Sequence[SymbolicShape], config: LayerConfig) -> Layer:
    """Return a layer of a config that reads some shapes."""
    return replace(changed(layer, {}), config=config, inputs=tuple(shapes), named={}, options={})


def _like_it(row: LayerReport, layer: Layer) -> Iterator[_More]:
    """Yield another layer as one; before a recurrent one it has to hand on all its steps."""
    kind = f"one more layer{_LIKE}{cut(row.path)} ({cut(row.class_name)})"
    front = None
    if layer.config.settings.get("return_sequences") is False:
        front = changed(layer, {"return_sequences": True})
    trial = tried(front) if front is not None else None
    shapes = row.outputs or () if trial is None else trial.outputs
    if not any(layer.config.wrapped):  # whose weights would be the ones that there are
        yield _More(kind, row, _reading(layer, shapes, layer.config), front)


def _normalizations(standing: Mapping[str, LayerConfig]) -> Iterator[tuple[str, LayerConfig]]:
    for class_name in (_NORMALIZATION, "LayerNormalization"):
        known = standing.get(class_name)
        if known is not None or class_name == _NORMALIZATION:
            yield with_article(class_name), known or _new(class_name, {})


def _poolings(
    row: LayerReport, standing: Mapping[str, LayerConfig]
) -> Iterator[tuple[str, LayerConfig]]:
    axes = len(row.outputs[0]) - 2 if row.outputs else 0
    if row.class_name.startswith("Conv") and 0 < axes <= _MOST_AXES:
        class_name = f"MaxPooling{axes}D"
        settings = {"pool_size": [_WINDOW] * axes, "strides": [_WINDOW] * axes}
        known = standing.get(class_name) or _new(class_name, settings)
        size = known.settings.get("pool_size")
        yield f"{with_article(class_name)} (pool_size={shown(_one(size))})", known


def _one(size: object) -> object:
    is_square = isinstance(size, list | tuple) and len({*size}) == 1
    return size[0] if is_square and isinstance(size, list | tuple) else size


def _new(class_name: str, settings: Mapping[str, object]) -> LayerConfig:
    return LayerConfig(class_name=class_name, name="more", module="keras.layers", settings=settings)
