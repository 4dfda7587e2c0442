"""A layer with another word or class in its place, of the few that there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rnnscope.expectations.changes import Change
from rnnscope.expectations.remaking import Remaking
from rnnscope.layers import Layer
from rnnscope.model.parts import LayerConfig
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.report import Report
from rnnscope.report.trial import changed, tried
from rnnscope.untrusted.limits import spend
from rnnscope.wording import cut, listed, shown, with_article

_RECURRENT = ("SimpleRNN", "LSTM", "GRU")
_PADDINGS = ("valid", "same")
_GROUPS = (1, 2, 4, 8, 16, 32)
_SUMMED = ("sum", "ave", "mul")  # of one count and one shape
_INSIDE = ("layer", "backward_layer")


@dataclass(frozen=True, slots=True)
class _Other:
    """A layer as it would be: `what` it would have, `now` what it has, or is where `is_class`."""

    row: LayerReport
    layer: Layer
    what: str
    now: str
    is_class: bool = False


# With how many it would have more, and whether nothing that flows on would be another.
_Tried: TypeAlias = tuple[_Other, int, bool]


def other_classes(report: Report, remaking: Remaking) -> Iterator[Change]:
    """Yield the layers by which it would hold if they were others: another word, another class."""
    groups: dict[tuple[str, str, str], list[_Tried]] = defaultdict(list)
    for row in report.layers:
        now = tried(row.layer) if row.layer is not None and _is_plain(row) else None
        for other in _others(row, row.layer) if now is not None and row.layer is not None else ():
            spend()
            then = tried(other.layer)
            if now is None or then is None or then.params is None or now.params is None:
                continue
            is_even = remaking.is_even(row, then.outputs)
            groups[row.class_name, other.what, other.now].append(
                (other, then.params - now.params, is_even)
            )
    for (_, what, _), each in groups.items():
        for one in each:
            yield from _change(remaking, [one])
        if each[1:] and not what.startswith("return_sequences"):
            yield from _change(remaking, each)


def _could_solve(remaking: Remaking, each: Sequence[_Tried]) -> bool:
    """Tell whether anything could hold with other layers, before the whole model is made again."""
    if not all(is_even for _, _, is_even in each):
        return True
    if remaking.could_solve(None, sum(more for _, more, _ in each)):
        return True
    return any(remaking.could_solve(other.row, more) for other, more, _ in each)


def _change(remaking: Remaking, each: Sequence[_Tried]) -> Iterator[Change]:
    others = [other for other, _, _ in each]
    if not _could_solve(remaking, each):
        return
    made = remaking.replaced({other.row.name: other.layer.config for other in others})
    solves = made.solves
    if solves:
        words, because = _told(others)
        yield Change(layer=others[0].row.path, words=words, because=because, solves=solves)


def _told(others: Sequence[_Other]) -> tuple[str, str]:
    """Say what would be otherwise, and of what as it is the rest is a consequence."""
    first, path = others[0], cut(others[0].row.path)
    every = "both" if len(others) == 2 else f"all {len(others):,}"
    where = f"{every} {cut(first.row.class_name)} layers" if others[1:] else path
    if not first.is_class:
        end = "," if others[1:] else ""
        return f"with {first.what} in {where}{end}", f"because {first.now} in {where}"
    known, names = first.now, listed(cut(other.row.path) for other in others)
    is_around = known != first.row.class_name
    if others[1:]:
        end = f"in the place of the {known} in each of {names},"
        verb = "have" if is_around else "are"
        return f"with {first.what} {end}", f"because {names} {verb} {known}"
    of = f"the {known} in {path}" if is_around else f"{path} ({known})"
    verb = "has" if is_around else "is"
    return (
        f"with {first.what} in the place of {of}",
        f"because {path} {verb} {with_article(known)}",
    )


def _is_plain(row: LayerReport) -> bool:
    return row.basis.is_by_formula and not row.is_model and not row.shared_with


def _others(row: LayerReport, layer: Layer) -> Iterator[_Other]:
    settings = layer.config.settings
    for key, words, given in _other_words(layer):
        other = " or ".join(shown(word) for word in words)
        now = shown(_short(settings.get(key)))
        yield _Other(row, changed(layer, given), f"{key}={other} (it is {now})", f"{key} is {now}")
    known = _class_inside(layer)
    is_all = (_inside(layer) or layer.config).settings.get("return_sequences")
    if known in _RECURRENT and isinstance(is_all, bool):
        what = f"return_sequences={not is_all} (it is {is_all})"
        with_steps = _with(layer, {"return_sequences": not is_all})
        yield _Other(row, with_steps, what, f"return_sequences is {is_all}")
    for name, of_other in _other_classes(layer):
        yield _Other(row, of_other, with_article(name), known, is_class=True)


_Words: TypeAlias = tuple[str, tuple[object, ...], Mapping[str, Any]]


def _other_words(layer: Layer) -> Iterator[_Words]:
    """Yield settings of few values, each with others, and what would be set for the first."""
    settings = layer.config.settings
    if settings.get("padding") in _PADDINGS:
        other = next(word for word in _PADDINGS if word != settings["padding"])
        yield "padding", (other,), {"padding": other}
    if "kernel_size" in settings:
        yield from _of_convolution(settings)
    if layer.class_name == "PReLU" and not settings.get("shared_axes") and layer.inputs:
        places = list(range(1, len(layer.input) - 1))
        yield from [("shared_axes", (places,), {"shared_axes": places})] if places else []
    if layer.class_name == "Bidirectional":
        mode = settings.get("merge_mode")
        others = ("concat",) if mode in _SUMMED else _SUMMED if mode == "concat" else ()
        if others:
            yield "merge_mode", others, {"merge_mode": others[0]}


def _of_convolution(settings: Mapping[str, Any]) -> Iterator[_Words]:
    strides, groups = settings.get("strides"), settings.get("groups")
    if _short(strides) in (1, 2):
        other = 3 - _short(strides)
        axes = len(strides) if isinstance(strides, list | tuple) else 0
        yield "strides", (other,), {"strides": [other] * axes or other}
    if isinstance(groups, int):
        for number in _GROUPS:
            if number != groups:
                yield "groups", (number,), {"groups": number}


def _short(value: object) -> Any:
    """Return the one number of a setting that has it for each axis."""
    items = value if isinstance(value, list | tuple) else ()
    return items[0] if items and all(item == items[0] for item in items) else value


def _other_classes(layer: Layer) -> Iterator[tuple[str, Layer]]:
    known, axes = _class_inside(layer), len(layer.input) - 2 if layer.inputs else 0
    if known in _RECURRENT:
        for name in _RECURRENT:
            if name != known:
                # Without it a GRU of a file of Keras 2 could be one of either kind.
                yield name, _with(layer, {"reset_after": True} if name == "GRU" else {}, name)
    elif known == "Flatten" and axes in (1, 2, 3):
        yield f"GlobalAveragePooling{axes}D", changed(layer, {}, f"GlobalAveragePooling{axes}D")
    elif known.startswith(("GlobalAveragePooling", "GlobalMaxPooling")):
        yield "Flatten", changed(layer, {}, "Flatten")


def _class_inside(layer: Layer) -> str:
    inside = _inside(layer)
    return layer.class_name if inside is None else inside.class_name


def _inside(layer: Layer) -> LayerConfig | None:
    """Return the layer of a Bidirectional; None of any other."""
    inside = layer.config.settings.get("layer") if layer.class_name == "Bidirectional" else None
    return inside if isinstance(inside, LayerConfig) else None


def _with(layer: Layer, settings: Mapping[str, Any], class_name: str = "") -> Layer:
    """Return a layer, or both of a Bidirectional, with other settings, or of another class."""
    if _inside(layer) is None:
        return changed(layer, settings, class_name)
    return changed(
        layer,
        {
            key: _changed(config, settings, class_name)
            for key in _INSIDE
            if isinstance(config := layer.config.settings.get(key), LayerConfig)
        },
    )


def _changed(config: LayerConfig, settings: Mapping[str, Any], class_name: str) -> LayerConfig:
    name = class_name or config.class_name
    return replace(config, class_name=name, settings={**config.settings, **settings})
