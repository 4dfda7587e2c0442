"""What was assumed of a printed row, in words: defaults of Keras's, and what is usual."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Assumed, Fit, RowVerdict, Told
from rnnscope.wording import counted, listed, with_article
from rnnscope.words.printed.fits import OF_KERNELS, value_text

_MANY = 4  # assumptions in a model, above which they are told together as well
_SHORT = 60  # characters of names that are told in a list
_KERNEL = "kernel_size"
_INSIDE = ("layer", "cell")
_GROUPS = {"groups": 1}  # of a convolution inside another layer
_SQUARE = {2: "a square kernel", 3: "a cubic kernel"}
_WAYS: Mapping[str, str] = {
    Assumed.CHANNELS: "images of 1 or 3 channels",
    _KERNEL: "{kernel}",
    "value_dim": "value_dim = key_dim, the default",
    "output_shape": "that what comes out is as wide as the query, the default",
    Assumed.INPUT: "that something else flows in than what stands before it",
    Assumed.ORDER: "that data flows from row to row, in their order",
    Assumed.BEFORE: "that what flows in, whose shape is not printed whole, is as it was found "
    "above",
    Assumed.AS_OTHERS: "use_bias=False, as other rows have it",
    Assumed.TENSORFLOW: "that it was printed by TensorFlow 2, as the names of its layers may be",
    Assumed.INPUT_SHAPE: "what flows in, which is not printed",
    Assumed.ENTRY: "that what flows in, whose name is cut off, is a row above named {entry}…",
    "layer": "that the layer inside, which is not printed, is {layer}{only}",
    "cell": "that the cell inside, which is not printed, is {cell}{only}",
    Assumed.CLASS: "that it is {class}, as its name or a part of it says",
    Assumed.LIKE: "that it is {class}",
    "dtype": "that it is quantized to int8, with a scale beside each row or column of its matrix: "
    "without it no setting that was tried gives this number",
    Assumed.PLAIN: "that it is not quantized and has no LoRA, which the totals of what is trained "
    "do not bear out",
    "lora_rank": "{lora}: without it no setting that was tried gives this number",
    Assumed.ADAPTED: "that it has a LoRA or is quantized to int8: without it no setting that was "
    "tried gives this number",
    "activation": "activation=PReLU(), whose {hidden} weights are counted with the layer's "
    "({numbers}): without it no setting that was tried gives this number",
}
_BRIEF: Mapping[str, str] = {
    **dict.fromkeys((Assumed.BEFORE, Assumed.ENTRY, Assumed.INPUT), "the input"),
    **dict.fromkeys((Assumed.INPUT_SHAPE, Assumed.ORDER), "the input"),
    **dict.fromkeys((Assumed.CLASS, Assumed.LIKE), "the class"),
    Assumed.ADAPTED: "quantization or a LoRA",
    "dtype": "quantization",
    Assumed.PLAIN: "no quantization or LoRA",
    **dict.fromkeys(("layer", "cell"), "what a wrapper holds"),
    Assumed.AS_OTHERS: "use_bias",
    Assumed.TENSORFLOW: "the version of TensorFlow",
}


def assumed(layer: LayerReport, verdict: RowVerdict) -> str:
    """Return what was assumed of a row as a list; nothing where that is nothing."""
    defaults = _as_defaults(list(_defaults(verdict)))
    ways = list(dict.fromkeys(_ways(layer, verdict)))
    if not (defaults and ways):
        return defaults or listed(ways, most=9)
    return ", ".join([defaults, *ways[:-1], f"and {ways[-1]}"])


def assumptions(report: Report, *, is_brief: bool = False) -> Iterator[str]:
    """Say what was assumed, and in which rows, or how many: a long, brief table does not."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in report.walk():
        if row.told and row.told.told is Told.ASSUMED and row.told.row.params:
            for name in dict.fromkeys(_BRIEF.get(name, name) for name in row.told.assumed):
                found[name].append(row.path)
    is_many = sum(map(len, found.values())) > _MANY
    if found and (is_many or is_brief):
        most = sorted(found, key=lambda name: -len(found[name]))
        parts = [f"{name} in {_rows(found[name], is_named=not is_many)}" for name in most]
        yield f"Keras's default, or what is usual, was assumed of {listed(parts, 6)}."


def _rows(paths: Sequence[str], *, is_named: bool) -> str:
    """Say in which rows, where their names are short, or in how many."""
    names = listed(paths)
    return names if is_named and len(names) <= _SHORT else counted(len(paths), "row")


def _as_defaults(values: list[str]) -> str:
    return f"{listed(values, most=9)}, the default{'s' if values[1:] else ''}" if values else ""


def _defaults(verdict: RowVerdict) -> Iterator[str]:
    """Yield the arguments that are taken to be as Keras has them by default."""
    alike = {"use_bias"} if Assumed.AS_OTHERS in verdict.assumed else ()
    for name in verdict.assumed:
        if name not in (*_WAYS, *alike):
            yield f"{name}={value_text(_setting(name, verdict.fits[0]))}"


def _setting(name: str, fit: Fit) -> Any:
    found = (value for key, value in fit.settings.items() if key.rpartition(".")[2] == name)
    return next(found, ARGUMENTS.get(fit.class_name, {}).get(name, _GROUPS.get(name)))


def _ways(layer: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    """Yield what is taken that is no default of an argument."""
    chosen = verdict.fits[0]
    facts = {
        "layer": with_article(str(chosen.settings.get("layer", "layer"))),
        "cell": with_article(str(chosen.settings.get("cell", "cell"))),
        "only": "" if verdict.fits[1:] else " (no other that was tried fits)",
        "class": with_article(layer.class_name),
        "entry": next((each.layer for each in verdict.row.connections or ()), ""),
        "hidden": f"{chosen.hidden:,}",
        "lora": _lora(verdict),
        "numbers": f"{chosen.numbers} + {chosen.hidden}".replace("*", "·"),
        "kernel": _kernel(verdict),
    }
    for name in verdict.assumed:
        if name in _INSIDE and verdict.told is Told.ONE_OF:
            yield f"that the {name} inside is one of those that were tried"
        elif name in _WAYS:
            yield _WAYS[name].format_map(facts)


def _lora(verdict: RowVerdict) -> str:
    rank = verdict.fits[0].settings.get("lora_rank")
    return "that it has a LoRA" if verdict.told is Told.ONE_OF else f"lora_rank={rank}"


def _kernel(verdict: RowVerdict) -> str:
    """Say what of a kernel is usual that others which fit are not: its sides, or its size."""
    chosen, *others = verdict.fits
    square = _SQUARE.get(sum(name in chosen.sizes for name in OF_KERNELS), "a kernel")
    kernels = [value for fit in others for value in _kernels(fit)]
    is_size = any(not isinstance(value, list) for value in kernels if [value] != _kernels(chosen))
    is_square = any(isinstance(value, list) for value in kernels) or not is_size
    return f"{square if is_square else 'a kernel'}{' of a usual size' if is_size else ''}"


def _kernels(fit: Fit) -> list[Any]:
    return [value for key, value in fit.settings.items() if key.rpartition(".")[2] == _KERNEL]
