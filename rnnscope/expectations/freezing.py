"""Layers that should be frozen, and are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rnnscope.errors import AmbiguousLayerNameError, UnknownLayerNameError
from rnnscope.expectations.failure import Failure, Subject
from rnnscope.expectations.names import Named, is_glob
from rnnscope.report.report import LayerReport
from rnnscope.wording import cut, listed, shown


def not_frozen(named: Named, name: str) -> Iterator[Failure]:
    """Yield the layers of a name or a glob of which something is trained, or nobody knows.

    A layer without weights is not frozen; among those that a glob fits they are passed over.
    """
    try:
        rows = named.of(name)
    except (UnknownLayerNameError, AmbiguousLayerNameError) as error:
        number = "several layers" if isinstance(error, AmbiguousLayerNameError) else "no such layer"
        yield _failure(name, number, str(error))
        return
    owning = [row for row in rows if row.layer_params != 0]
    if not owning:
        fitting = f"none of the layers that {shown(name)} fits has weights"
        told = fitting if is_glob(name) else f"{cut(rows[0].path)} has no weights"
        yield _failure(name, "no weights", f"{told}, so nothing is frozen there")
    for row in owning:
        yield from _trained(row, named)


def _trained(row: LayerReport, named: Named) -> Iterator[Failure]:
    weights = list(row.all_weights)
    trained = [weight for weight in weights if weight.trainable]
    unknown = [weight for weight in weights if weight.trainable is None]
    params = sum(weight.params for weight in trained)
    if trained:
        names = listed(dict.fromkeys(weight.name for weight in trained))
        of = f" of its {row.layer_params:,}" if row.layer_params != params else ""
        yield replace(
            _failure(row.path, "trained", f"{cut(row.path)} is trained, expected frozen"),
            difference=f"{params:,}{of} params are trained: {names}",
            causes=(_remedy(row, named),),
        )
    elif unknown or not row.is_known:
        why = "nothing says which of its weights are trained"
        yield _failure(row.path, "not known", f"{cut(row.path)} may be trained: {why}")


def _remedy(row: LayerReport, named: Named) -> str:
    """Say what would freeze a layer: in Python, where it stands in models alone."""
    *around, _ = parts = row.path.split(".")
    models = {each.path for each in named.rows if each.is_model}
    if all(".".join(around[: i + 1]) in models for i in range(len(around))):
        layers = "".join(f".get_layer({shown(each)})" for each in parts)
        return f"It would hold after model{layers}.trainable = False."
    return f"It would hold with trainable = False of {cut(row.path)}."


def _failure(path: str, found: str, sentence: str) -> Failure:
    return Failure(
        subject=Subject.FROZEN,
        path=path,
        expected="frozen",
        found=found,
        sentence=sentence,
    )
