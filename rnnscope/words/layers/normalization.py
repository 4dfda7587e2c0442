"""Normalizations: which numbers are kept for each feature, and which of them are trained."""

from __future__ import annotations

from math import prod

from rnnscope.layers.roles import Role
from rnnscope.report.report import WeightReport
from rnnscope.wording import counted, each_of, listed
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import Subject, UnsaidError, worked_out


def _features(weights: list[WeightReport]) -> int:
    if not weights:
        raise UnsaidError
    return prod(weights[0].shape)


def _names(weights: list[WeightReport]) -> str:
    return listed([weight.name for weight in weights], most=8)


@words("BatchNormalization")
def batch_normalization(it: Subject) -> Sentences:
    """Say which numbers each feature has, and why some are not trained."""
    weights = list(it.row.weights)
    features = _features(weights)
    learned = [weight for weight in weights if weight.name in ("gamma", "beta")]
    observed = [weight for weight in weights if weight not in learned]
    yield (
        f"{counted(len(weights), 'number')} for {each_of(features, 'feature')}: {_names(weights)},"
        f" {worked_out(len(weights), features)}."
    )
    if it.setting("trainable", True) is False:
        yield (
            f"trainable=False: all {it.params:,} are non-trainable, and the layer always uses its"
            f" {_names(observed)}, which do not change any more."
        )
        return
    counts = worked_out(len(observed), features)
    yield (
        f"{_names(observed)} follow the means and variances of the batches in training; the"
        f" optimizer does not change them. So {counts} are non-trainable."
    )
    if learned:
        yield (
            f"{_names(learned)} are trained: {worked_out(len(learned), features)}."
            if learned[1:]
            else f"{_names(learned)} is trained: {features:,}."
        )


@words("LayerNormalization", "RMSNormalization", "GroupNormalization")
def normalization(it: Subject) -> Sentences:
    """Say that only scale and shift are kept, and whose statistics are used."""
    weights = list(it.row.weights)
    features = _features(weights)
    count = f": {worked_out(len(weights), features)}" if weights[1:] else ""
    yield f"{_names(weights)}, one number for {each_of(features, 'feature')}{count}."
    yield (
        "Mean and variance are worked out anew for each example. Nothing of them is kept, so there"
        " are no non-trainable weights as BatchNormalization has them."
        if it.name != "RMSNormalization"
        else "The root mean square is worked out anew for each example, and not kept."
    )
    if it.name == "GroupNormalization":
        yield "groups says which features share their statistics; it is not in the count."


@words("Normalization")
def preprocessing(it: Subject) -> Sentences:
    """Say where the statistics come from."""
    weights = list(it.row.weights)
    if weights:
        statistics = [weight for weight in weights if weight.role == Role.STATISTIC]
        yield (
            f"{_names(statistics)} are worked out from the data by adapt(), and not by training:"
            f" all {it.params:,} are non-trainable."
        )
        if statistics != weights:
            yield "count is kept for old files, and not used."
    else:
        yield "mean and variance are given as arguments, so there are no weights."
