"""What is said of a model that only a printed summary tells, and of each of its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.model.printed import PrintedSummary, Sum, added, tied
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Fit, RowVerdict, Told
from rnnscope.wording import counted, listed, shown, with_article

_ALTERNATIVES = 2  # that are told beside one that was taken
_LISTED = 4  # of several that nothing tells apart
_OF_KERNELS = ("kernel_height", "kernel_width", "kernel_depth")
# Of which is said what does as well, also where something is assumed.
_OF_COUNTS = ("merge_mode", "reset_after", "return_sequences", "return_state")
_SAME = "the same"
_INSIDE = ("layer", "cell")
_GROUPS = {"groups": 1}  # of a convolution inside another layer
_WAYS = {
    "channels": "images of 1 or 3 channels",
    "kernel_size": "a square kernel as most are, of 11 at most",
    "value_dim": "value_dim as large as key_dim, the default",
    "output_shape": "that what comes out is as wide as the query, the default",
    "input": "that something else flows in than what stands before it",
    "order": "that data flows from row to row, in their order",
    "before": "that what flows in, whose shape is not printed whole, is as it was found above",
    "as_others": "use_bias=False, as other rows have it",
    "tensorflow": "that it was printed by TensorFlow 2, as the names of its layers may be",
    "input_shape": "what flows in, which is not printed",
    "entry": "that what flows in, whose name is cut off, is a row above named {entry}…",
    "layer": "that the layer inside, which is not printed, is {layer}{only}",
    "cell": "that the cell inside, which is not printed, is {cell}{only}",
    "class": "that it is {class}, as its name or a part of it says",
    "like": "that it is {class}",
    "dtype": "that it is quantized to int8, with a scale beside each row or column of its matrix: "
    "without it no setting that was tried gives this number",
    "plain": "that it is not quantized, which the totals of what is trained do not bear out",
    "lora_rank": "lora_rank={lora}: without it no setting that was tried gives this number",
    "activation": "activation=PReLU(), whose {hidden} weights are counted with the layer's "
    "({numbers}): without it no setting that was tried gives this number",
}


def row_sentences(layer: LayerReport, *, is_short: bool = False) -> Iterator[str]:
    """Say what a printed row tells of its layer; in short only what is amiss, or stays open."""
    verdict = layer.told
    if verdict is None or layer.is_model:
        return
    if verdict.told in _IN_SHORT or (verdict.row.params and not is_short):
        yield from _SAID[verdict.told](layer, verdict)


def _determined(_: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    values = f" but for {listed(verdict.untold, most=9)}, of which other values do as well"
    what = "this number and shape" if verdict.row.shapes else "this number; no shape is printed"
    yield f"determined{values if verdict.untold else ''}: no other setting gives {what}"


def _untold(_: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    if verdict.row.params:
        yield f"its settings are not told: {verdict.why}"


def _assumed(layer: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    if not verdict.fits:
        yield f"assuming that it is {verdict.why}; another model may have them too"
        return
    chosen, *others = verdict.fits
    what = listed([*_defaults(verdict), *_others(layer, verdict)], most=9)
    taken = "; ".join((*_said(verdict), *([f"assuming {what}"] if what else [])))
    why = f" ({verdict.why})" if verdict.why else ""
    told = [_beside(other, chosen) for other in others[:_ALTERNATIVES]]
    more = ", and more" if len(others) > _ALTERNATIVES else ""
    also = f"; it could also be {' or '.join(told)}{more}" if told else ""
    idle = [name for name in verdict.untold if name in _OF_COUNTS]
    values = f"; other values of {listed(idle)} do as well" if idle else ""
    yield f"{taken}{why}{_sizes(chosen, others)}{also}{values}"


def _said(verdict: RowVerdict) -> Iterator[str]:
    """Say which arguments somebody gave, without which it would be another verdict."""
    if verdict.said:
        yield f"{listed(verdict.said, most=9)}, as assumed with --assume"


def _defaults(verdict: RowVerdict) -> Iterator[str]:
    """Name the arguments that are taken to be as Keras has them by default."""
    chosen = verdict.fits[0]
    alike = {"use_bias"} if "as_others" in verdict.assumed else ()
    names = [name for name in verdict.assumed if name not in (*_WAYS, *alike)]
    values = [f"{name}={_value(_setting(name, chosen))}" for name in names]
    if values:
        yield f"{listed(values, most=9)}, the default{'s' if values[1:] else ''}"


def _setting(name: str, fit: Fit) -> Any:
    found = (value for key, value in fit.settings.items() if key.rpartition(".")[2] == name)
    return next(found, ARGUMENTS.get(fit.class_name, {}).get(name, _GROUPS.get(name)))


def _others(layer: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    chosen = verdict.fits[0]
    facts = {
        "layer": with_article(str(chosen.settings.get("layer", "layer"))),
        "cell": with_article(str(chosen.settings.get("cell", "cell"))),
        "only": "" if verdict.fits[1:] else " (no other that was tried fits)",
        "class": with_article(layer.class_name),
        "entry": next((each.layer for each in verdict.row.connections or ()), ""),
        "hidden": f"{chosen.hidden:,}",
        "lora": str(chosen.settings.get("lora_rank")),
        "numbers": f"{chosen.numbers} + {chosen.hidden}",
    }
    for name in verdict.assumed:
        if name in _INSIDE and verdict.told is Told.ONE_OF:
            yield f"that the {name} inside is one of those that were tried"
        elif name in _WAYS:
            yield _WAYS[name].format_map(facts)


def _sizes(chosen: Fit, others: Sequence[Fit]) -> str:
    """Say which sizes of the input follow from what is assumed."""
    differ = [name for name in chosen.sizes if any(_differs(name, chosen, o) for o in others)]
    found = [f"{name} = {chosen.sizes[name]:,}" for name in differ if _is_of_input(name, chosen)]
    return f": then {listed(found)}" if found else ""


def _differs(name: str, fit: Fit, other: Fit) -> bool:
    return fit.sizes.get(name) != other.sizes.get(name)


def _is_of_input(name: str, fit: Fit) -> bool:
    """Tell whether a size is none of the layer's own arguments."""
    own = {key.rpartition(".")[2] for key in fit.settings}
    return name not in own and name not in _OF_KERNELS and name != "gates"


def _beside(fit: Fit, chosen: Fit) -> str:
    """Say in what settings differ from those that were taken."""
    keys = [key for key in fit.settings if fit.settings[key] != chosen.settings.get(key)]
    return _described(fit, keys, [name for name in fit.sizes if _differs(name, fit, chosen)])


def _described(fit: Fit, keys: Iterable[str], sizes: Iterable[str]) -> str:
    said = [f"{key}={_value(fit.settings[key])}" for key in keys if key in fit.settings]
    found = [f"{name} = {fit.sizes[name]:,}" for name in sizes if _is_of_input(name, fit)]
    if said and found:
        return f"{', '.join(said)} with {listed(found)}"
    return ", ".join(said or found) or _SAME


def _value(value: Any) -> str:
    return value if isinstance(value, str) and value.isidentifier() else shown(value)


def fit_texts(fits: Sequence[Fit]) -> list[str]:
    """Say of each of several settings in what they differ from the others."""
    keys = _varying([fit.settings for fit in fits])
    sizes = _varying([fit.sizes for fit in fits])
    return [_described(fit, keys, [name for name in sizes if name in fit.sizes]) for fit in fits]


def _varying(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of which not all tables have the same value, in their order."""
    names = dict.fromkeys(name for table in tables for name in table)
    return [name for name in names if len({repr(table.get(name, ...)) for table in tables}) > 1]


def _one_of(layer: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    texts = fit_texts(verdict.fits)
    if set(texts) == {_SAME}:  # of a layer without weights, which may take anything
        return
    taken = listed([*_defaults(verdict), *_others(layer, verdict)], most=9)
    beside = f", assuming {taken}" if taken else ""
    at_least = "" if verdict.is_whole else "at least "
    more = f"; and {verdict.count - _LISTED:,} more" if verdict.count > _LISTED else ""
    why = "".join(f"; {each}" for each in (*_said(verdict), verdict.why) if each)
    telling = f"; {verdict.telling} tells which" if verdict.telling else ""
    listing = "; ".join(texts[:_LISTED])
    yield f"one of {at_least}{verdict.count:,}{beside}: {listing}{more}{why}{telling}"


def _impossible(layer: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    number = verdict.row.params or 0
    numbers = [
        f"{fit.params:,} with {text}" if len(verdict.fits) > 1 else f"{fit.params:,}"
        for fit, text in zip(verdict.fits, fit_texts(verdict.fits), strict=True)
    ]
    near = f": the nearest are {listed(numbers)}" if numbers[1:] else ""
    is_idle = all(fit.params == 0 for fit in verdict.fits)
    near = near or (": it has no weights" if is_idle else f": it would have {numbers[0]}")
    why = f"; {verdict.why}" if verdict.why else ""
    tried = " that was tried" if layer.class_name == "Bidirectional" else ""
    yield f"no setting of {with_article(layer.class_name)}{tried} gives {number:,} here{near}{why}"


_IN_SHORT = (Told.ONE_OF, Told.IMPOSSIBLE, Told.UNTOLD)
_SAID: Mapping[Told, Callable[[LayerReport, RowVerdict], Iterator[str]]] = {
    Told.DETERMINED: _determined,
    Told.ASSUMED: _assumed,
    Told.ONE_OF: _one_of,
    Told.IMPOSSIBLE: _impossible,
    Told.UNTOLD: _untold,
}


def summary_sentences(report: Report) -> Iterator[str]:
    """Say what a printed summary is, how it was explained, and what stays open."""
    printed = report.printed
    if printed is None:
        return
    from rnnscope.words.frozen import frozen_sentences
    from rnnscope.words.pasted import unfed

    verdicts = [row.told for row in report.walk() if row.told and row.told.row.params]
    tally = Counter(verdict.told for verdict in verdicts)
    parts = [_many(tally[told], text) for told, text in _TALLY.items() if tally[told]]
    if verdicts:
        yield (
            f"Found from the printed numbers and shapes alone, by the formulas: of "
            f"{counted(len(verdicts), 'row')} with weights {listed(parts, len(parts))}."
        )
    yield from _unread(printed)
    yield from _tied(printed)
    yield from _optimizer(printed)
    if printed.nesting_untold:
        yield (
            f"The layers of {listed(printed.nesting_untold)} may stand beside its row without "
            "their indentation, and are then counted twice: it cannot be told which they are."
        )
    yield from frozen_sentences(report)
    yield from _masks(report)
    yield from unfed([row for row in report.walk() if row.told and not row.told.is_fed])
    yield from _assumptions(report)
    yield (
        "Activations, dropout rates, initializers and the like are in no number and in no shape: "
        "the summary does not tell them."
    )


def _unread(printed: PrintedSummary) -> Iterator[str]:
    """Say which lines among the rows could not be read, which nothing else here speaks of."""
    lines = [f"{number:,} ({shown(text)})" for number, text in printed.unread]
    if lines:
        which = "Line" if len(lines) == 1 else "Lines"
        yield (
            f"{which} {listed(lines, _LISTED)} could not be read as a row: what stands there is "
            "in no number here."
        )


def _tied(printed: PrintedSummary) -> Iterator[str]:
    """Say which row may have the weights of another, where the rows are more than the total."""
    pair = tied(printed) if added(printed)[1] is Sum.TIED else None
    if pair:
        row, owner = pair
        yield (
            f"The rows are {row.params:,} more than the total, as many as {shown(row.name)} has: "
            f"its weights may be those of {shown(owner.name)}, or of a layer inside it, as "
            "those of a language model's head often are, and then they count once."
        )


def _optimizer(printed: PrintedSummary) -> Iterator[str]:
    """Say whose the rest of the total is, where the line that tells it is missing."""
    if printed.is_optimizer_left:
        yield (
            f"The total of the text, {printed.total:,}, is {printed.optimizer:,} more than the "
            "rows, and than what is trainable and not: as many are the optimizer's, whose line, "
            "Optimizer params, is missing; Keras 3 prints it last."
        )


def _masks(report: Report) -> Iterator[str]:
    """Say what rows are that nobody wrote: of masks, which Keras 3 draws."""
    masks = [row.path for row in report.walk() if row.told and row.class_name == "NotEqual"]
    if masks:
        yield (
            f"{listed(masks)}: the mask of an Embedding with mask_zero=True, or of a Masking "
            "layer, for which Keras 3 draws a row."
        )


def _assumptions(report: Report) -> Iterator[str]:
    """Say which defaults were taken, and in how many rows: a long table does not."""
    assumed = Counter(
        name
        for row in report.walk()
        if row.told and row.told.told is Told.ASSUMED and row.told.row.params
        for name in row.told.assumed
    )
    if assumed.total() > _LISTED:
        parts = [f"{name} in {counted(n, 'row')}" for name, n in assumed.most_common()]
        yield f"A default, or what is usual, was assumed of {listed(parts, 6)}."


_TALLY = {
    Told.DETERMINED: "determined",
    Told.ASSUMED: "told under an assumption",
    Told.ONE_OF: "one of several",
    Told.IMPOSSIBLE: "not explained by any setting",
    Told.UNTOLD: "not told",
}


def _many(number: int, text: str) -> str:
    return f"{number:,} {'is' if number == 1 else 'are'} {text}"


def origin(report: Report) -> str:
    """Say where a report is from that is of a printed summary."""
    printed = report.printed
    if printed is None:
        return ""
    by = "" if printed.generation is None else f" (Keras {printed.generation})"
    return f"read from a printed summary{by}, line {printed.line:,}"
