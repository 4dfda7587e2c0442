"""The witness of Keras: what its own `model.summary()` prints for the model.

Here its answer is compared with the report, layer by layer and weight by
weight; `asking` gets it from a process.  A live model is asked itself, in this
process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rnnscope.errors import said
from rnnscope.matching import matched
from rnnscope.model.parts import Family, Kept, Model, Tensor
from rnnscope.report.report import LayerReport, Report, WeightReport, known_sum
from rnnscope.report.unbuilt import is_unbuilt
from rnnscope.report.witness import Difference, Witness

if TYPE_CHECKING:
    from rnnscope.verify._rebuild import Rebuilt

NAME = "summary"
STORED_ONLY = "each layer with weights is known only by what is stored"
STAND_INS_ONLY = (
    "it could make no layer with weights anew: "
    "it has no such class, or what flows into it is not known"
)
NOT_ASKED = "not asked"
UNBUILT = "the model is not built, and summary() counts 0 for a layer until it is"
COUNTS_ITSELF = "its class overrides count_params()"

_AS_TUPLE = str.maketrans("[]", "()")


def silent(reason: str) -> Witness:
    """Return the witness that could not speak, with its reason."""
    return Witness(name=NAME, spoke=False, reason=reason)


def live(report: Report, model: Model) -> Witness:
    """Ask a live model itself."""
    from rnnscope.verify._observation import observe

    try:
        answer = observe(model.live)
    except ValueError as error:
        return silent(str(error))
    except (Exception, SystemExit) as error:  # noqa: BLE001  # somebody's summary() may raise any
        return silent(f"asking it raised {said(error)}")
    return compared(report, answer, None)


def compared(report: Report, answer: Mapping[str, Any], ours: Rebuilt | None) -> Witness:
    """Compare what Keras said with the report, layer by layer and weight by weight.

    `ours` is what Keras was given, where that was written by us.
    """
    if "error" in answer:
        return silent(answer["error"])
    differences: list[Difference] = []
    covered: set[str] = set()
    stand_ins = ours.stand_ins if ours else frozenset()
    for row, layer in _paired(report.layers, answer["rows"], ours, ()):
        if layer is None:
            if row["weights"] or ours is None:  # of masks Keras makes rows of its own
                differences.append(Difference("", row["name"], "no such layer", "a row", NAME))
        elif layer.path not in stand_ins and layer.basis.is_explained:
            covered.update(inside.path for inside in layer.walk() if inside.path not in stand_ins)
            differences.extend(_row_differences(layer, row))
    differences.extend(_total_differences(report, answer))
    is_bare = is_unbuilt(report) and not any(report.owners())
    if not differences and (is_bare or not report.speaks_of(covered)):
        why = UNBUILT if is_unbuilt(report) else STAND_INS_ONLY
        return silent(STORED_ONLY if ours is None else why)
    return Witness(
        name=NAME,
        spoke=True,
        covered=frozenset(covered),
        differences=tuple(differences),
        text=answer["text"],
        keras=answer["keras"],
        backend=answer["backend"],
    )


def _paired(
    layers: Sequence[LayerReport],
    rows: Sequence[Mapping[str, Any]],
    ours: Rebuilt | None,
    place: tuple[str, ...],
) -> Iterator[tuple[Mapping[str, Any], LayerReport | None]]:
    """Yield each of Keras's rows with the layer it is about."""
    by_path = {layer.path: layer for layer in layers}
    by_name = {layer.name: layer for layer in layers}
    for row in rows:
        here = (*place, row["name"])
        layer = by_path.get(ours.names.get(here, "")) if ours else by_name.get(row["name"])
        yield row, layer
        if layer is not None and layer.is_model:
            yield from _paired(layer.children, row["rows"], ours, here)


def _row_differences(layer: LayerReport, row: Mapping[str, Any]) -> Iterator[Difference]:
    params = row.get("params")
    if params is not None and params != layer.layer_params:
        reason = COUNTS_ITSELF if row.get("counts_itself") else ""
        yield replace(
            _differs(layer, "Param #", f"{layer.layer_params:,}", f"{params:,}"), reason=reason
        )
    shape = row.get("output_shape", "?").translate(_AS_TUPLE)
    if "?" not in (shape, layer.output_text) and not _is_shape(layer, shape):
        yield _differs(layer, "output shape", layer.output_text, shape)
    if not layer.is_model:  # whose layers are compared one by one
        for ours, theirs in _paired_weights(list(layer.all_weights), row["weights"]):
            yield from _weight_differences(layer, ours, theirs)


def _is_shape(layer: LayerReport, shape: str) -> bool:
    """Tell whether Keras shows a layer's shape; where none is printed an open size fits any."""
    if layer.told is None or (layer.told.row.shapes and layer.told.is_fed):
        return shape == layer.output_text
    open_sizes = re.escape(layer.output_text).replace("None", r"(?:None|\d+)")
    return re.fullmatch(open_sizes, shape) is not None


def _paired_weights(
    ours: Sequence[WeightReport], theirs: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[WeightReport | None, Tensor | None]]:
    """Pair weights with those that Keras lists; then yield what it lists beside them."""
    kept = [Kept(_listed(weight), name=weight["name"], index=i) for i, weight in enumerate(theirs)]
    chosen = matched([weight.place for weight in ours], kept, Family.SUMMARY)
    yield from zip(ours, (match.tensor for match in chosen), strict=True)
    paired = {id(match.tensor) for match in chosen}
    yield from ((None, each.tensor) for each in kept if id(each.tensor) not in paired)


def _listed(weight: Mapping[str, Any]) -> Tensor:
    return Tensor(weight["name"], tuple(weight["shape"]), weight["dtype"], weight["trainable"])


def _weight_differences(
    layer: LayerReport, ours: WeightReport | None, theirs: Tensor | None
) -> Iterator[Difference]:
    derived = str(ours.shape) if ours else "no such weight"
    found = str(theirs.shape) if theirs else "no such weight"
    name = ours.name if ours else theirs.path if theirs else ""
    if found != derived:
        yield _differs(layer, name, derived, found)
    elif ours and theirs and ours.trainable not in (None, theirs.trainable):
        yield _differs(layer, f"{name} trainable", str(ours.trainable), str(theirs.trainable))


def _differs(layer: LayerReport, subject: str, derived: str, found: str) -> Difference:
    return Difference(layer.path, subject, derived, found, NAME)


def _total_differences(report: Report, answer: Mapping[str, Any]) -> Iterator[Difference]:
    """Compare the totals; summary() adds the optimizer's variables to its own."""
    found = {
        "total": answer["total"] - answer["optimizer"],
        "trainable": answer["trainable"],
        "non_trainable": answer["non_trainable"],
    }
    for name, ours in _totals(report).items():
        if ours is not None and ours != found[name]:
            subject = name.replace("_", "-") + " params"
            yield Difference("", subject, f"{ours:,}", f"{found[name]:,}", NAME)


def _totals(report: Report) -> dict[str, int | None]:
    """Return what was found, which of a printed summary need not be what stands there."""
    return {
        "total": report.total,
        "trainable": known_sum(layer.trainable for layer in report.layers),
        "non_trainable": known_sum(layer.non_trainable for layer in report.layers),
    }
