"""Which weights are not trained, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnnscope.layers.roles import Role
from rnnscope.report.report import LayerReport, Report, WeightReport
from rnnscope.wording import counted, listed, possessive

_NAMED = 3  # layers, of which each is named; of more the number is told


def untrained(report: Report) -> Iterator[str]:
    """Say what the non-trainable params are: frozen, or statistics, or of quantization."""
    total = report.non_trainable
    if not total or report.trainable is None:
        return
    if report.freezing is not None and report.freezing.found != "none":
        return  # what is frozen is said as far as the text tells it
    if report.trainable == 0:
        yield f"Non-trainable params: {total:,}, which are all: training changes none of them."
        return
    causes = {kind: _Cause() for kind in _WORDS}
    for layer in report.layers:
        _sort(layer, causes)
    told = {kind: cause for kind, cause in causes.items() if cause.params}
    if sum(cause.params for cause in told.values()) != total:
        return
    for kind, cause in told.items():
        count = f"{cause.params:,} of the {total:,} non-trainable params"
        label = f"Non-trainable params: {total:,}" if len(told) == 1 else count
        yield f"{label}: {_WORDS[kind](cause)}."


def buffers(report: Report) -> Iterator[str]:
    """Say that PyTorch does not count what batch normalization keeps of the batches."""
    kept = sum(
        weight.params
        for layer in report.layers
        for owner, weight in _weights(layer)
        if owner.class_name == "BatchNormalization" and weight.role == Role.STATISTIC
    )
    if kept:
        yield (
            "In PyTorch a moving mean and variance are buffers, which parameters() leaves out: "
            f"{kept:,} fewer."
        )


def _weights(layer: LayerReport) -> Iterator[tuple[LayerReport, WeightReport]]:
    """Yield each weight that is counted in a layer, and whose it is."""
    if not layer.shared_with:
        yield from ((layer, weight) for weight in layer.weights if not weight.shared_with)
        for child in layer.children:
            yield from _weights(child)


@dataclass(slots=True)
class _Cause:
    """Weights that are not trained for the same reason, and whose they are."""

    params: int = 0
    owners: tuple[LayerReport, ...] = ()

    def add(self, layer: LayerReport, params: int) -> None:
        """Count weights of a layer."""
        self.params += params
        self.owners += (layer,) if layer not in self.owners[-1:] else ()

    @property
    def names(self) -> str:
        """The layers, or how many there are of which class."""
        if len(self.owners) <= _NAMED:
            return listed(owner.path for owner in self.owners)
        classes = {owner.class_name for owner in self.owners}
        kind = f"{classes.pop()} layer" if len(classes) == 1 else "layer"
        return counted(len(self.owners), kind)


def _sort(layer: LayerReport, causes: dict[str, _Cause]) -> None:
    """Give each weight that is not trained to its cause; a layer that is frozen whole to one."""
    if layer.shared_with:
        return
    if _is_frozen(layer) and layer.params and layer.non_trainable == layer.params:
        causes["frozen"].add(layer, layer.params)
        return
    for weight in layer.weights:
        if weight.trainable is False and not weight.shared_with:
            causes[_kind(layer, weight)].add(layer, weight.params)
    for child in layer.children:
        _sort(child, causes)


def _is_frozen(layer: LayerReport) -> bool:
    """Tell whether a layer, or all layers with weights inside a model, are not to be trained."""
    config = layer.layer.config if layer.layer else None
    if config is None:
        return False
    if config.model is not None:
        inside = [child for child in layer.children if child.params]
        return not config.model.trainable or (bool(inside) and all(map(_is_frozen, inside)))
    return config.settings.get("trainable") is False


def _kind(layer: LayerReport, weight: WeightReport) -> str:
    if layer.class_name == "Normalization":
        return "adapted"
    if weight.role == Role.STATISTIC and layer.class_name == "BatchNormalization":
        return "moving"
    if weight.role in (Role.QUANTIZED, Role.OF_QUANTIZATION):
        return "quantized"
    return "lora" if any(each.role == Role.LORA for each in layer.weights) else "others"


def _moving(cause: _Cause) -> str:
    is_usual = all(len(owner.weights) <= 4 for owner in cause.owners)
    kept = "moving mean and variance" if is_usual else "moving statistics"
    is_one = len(cause.owners) == 1
    what = f"{possessive(cause.names)} {kept}" if is_one else f"the {kept} of {cause.names}"
    return f"{what}, which follow the batches; the optimizer does not change them"


def _frozen(cause: _Cause) -> str:
    what = f"all of {cause.names}" if len(cause.owners) <= _NAMED else f"those of {cause.names}"
    return f"{what}, frozen by trainable=False, so training changes none of them"


def _adapted(cause: _Cause) -> str:
    are_used = "a count that is not used" if len(cause.owners) == 1 else "counts that are not used"
    return f"the statistics of {cause.names}, set by adapt() and not by training, and {are_used}"


def _quantized(cause: _Cause) -> str:
    return f"the quantized numbers of {cause.names}, and what is kept to read them"


def _lora(cause: _Cause) -> str:
    return f"what LoRA adapts in {cause.names}, which is frozen; its two matrices are trained"


def _others(cause: _Cause) -> str:
    return f"weights that {cause.names} {_keeps(cause)} and does not train"


def _keeps(cause: _Cause) -> str:
    return "keeps" if len(cause.owners) == 1 else "keep"


_WORDS = {
    "frozen": _frozen,
    "moving": _moving,
    "adapted": _adapted,
    "quantized": _quantized,
    "lora": _lora,
    "others": _others,
}
