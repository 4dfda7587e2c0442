"""What a model and a layer take to run and to train, as a person reads it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.algebra.open_sizes import in_open_sizes, open_sizes
from rnnscope.pages.texts import cell, drawn, drawn_size, named, params_text
from rnnscope.report.compute import CONVENTION, macs_formula, macs_numbers
from rnnscope.report.memory import NOT_COUNTED, Memory, memory_of, output_size
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Told
from rnnscope.wording import NAME, grouped, joined
from rnnscope.words.totals import readable

TITLE = "Compute and memory"
COLUMNS = ("What", "How much", "How it is worked out")
_DEFAULT = ", Keras's default"  # of what a printed summary does not tell
_LONG = 32  # names in a count that is written out where sizes are open


def layer_rows(layer: LayerReport, times: str) -> Iterator[tuple[str, str, str]]:
    """Yield what one sample takes of a layer, and what its weights take."""
    worked_out = _why_untold(layer) if layer.macs is None else ""
    if layer.macs is not None and layer.macs.terms:
        formula, numbers = macs_formula(layer), grouped(macs_numbers(layer))
        worked_out = cell(drawn(f"{formula} = {numbers}", times))
    own = _computed(layer.macs)
    yield "MACs", count_text(layer.macs, times, own), worked_out
    if layer.macs is not None and layer.macs.terms:
        yield "FLOPs", count_text(2 * layer.macs, times, own), "2 for each MAC"
    yield "Numbers put out", count_text(output_size(layer), times, own), "for one sample"
    memory = memory_of([layer])
    if memory.weights:
        kinds = _kinds(memory.weights)
        kinds += _DEFAULT if layer.told else ""
        yield "Bytes of the weights", f"{memory.weight_bytes:,}", kinds


def _why_untold(layer: LayerReport) -> str:
    """Say of a row of a printed summary why it is not known how much is multiplied."""
    verdict = layer.told
    if verdict is None or not layer.params or verdict.row.is_unbuilt:
        return ""
    if verdict.told is Told.ASSUMED:
        return "" if verdict.is_work_told else "the settings that fit do not all have as many"
    return "" if verdict.told is Told.DETERMINED else "its settings are not told"


def _kinds(weights: Mapping[str, int]) -> str:
    """Say of which types weights are, and how many bytes of each where there are several."""
    if len(weights) == 1:
        return named(*weights)
    return _listed([f"{size:,} in {named(dtype)}" for dtype, size in weights.items()])


def _computed(count: Expr | None) -> frozenset[str]:
    """Return the names that a count has for open sizes that are computed from others.

    The height that a convolution puts out is another than that of the image.
    """
    if count is None:
        return frozenset()
    return frozenset(size.name for size in count.symbols if size.value is None and _is_made(size))


def _is_made(size: Symbol) -> bool:
    """Tell whether an open size is another than the one that it comes from."""
    rest = in_open_sizes(size.expr)
    return rest is None or rest.single is None


def count_text(count: Expr | None, times: str, taken: Container[str] = ()) -> str:
    """Write a count: its number, or what is left of it in the sizes that are open.

    These have their layer before them where several are named alike, or another one beside is,
    of which the name is `taken`.
    """
    if count is None:
        return "?"
    if count.value is not None:
        return f"{count.value:,}"
    sizes = open_sizes(count)
    names = [size.name for size in sizes]
    rest = in_open_sizes(count)
    if rest is None or rest.length > _LONG:
        return f"depends on {_listed([size.qualified for size in sizes])}"

    def name(size: Symbol) -> str:
        is_alone = names.count(size.name) == 1 and size.name not in taken
        return size.name if is_alone else named(size.qualified)

    return grouped(drawn_size(rest, name, times))


def model_lines(report: Report, times: str) -> Iterator[str]:
    """Yield what one sample takes of a whole model, and what its training keeps, part by part."""
    compute, memory = report.compute, report.memory
    taken = _alike(compute.known, memory.outputs.known)
    yield f"MACs: {_sum(compute.known, compute.left_out, 'for one sample', times, taken)}"
    if not compute.left_out and compute.known.terms:
        yield f"FLOPs: {count_text(2 * compute.known, times, taken)} for one sample."
    yield CONVENTION
    if report.total and not any(row.number for row in report.walk()):
        yield from _printed_size(report, memory) or _memory_lines(
            memory, _DEFAULT if report.printed else ""
        )
    outputs = memory.outputs
    what = "numbers for one sample"
    yield f"Layer outputs: {_sum(outputs.known, outputs.left_out, what, times, taken)}"
    yield NOT_COUNTED


def _alike(*counts: Expr) -> frozenset[str]:
    """Return the names that several open sizes have, of those that stand in some counts."""
    sizes = {size.qualified: size.name for count in counts for size in open_sizes(count)}
    names = [*sizes.values()]
    return frozenset(name for name in names if names.count(name) > 1)


def _sum(
    known: Expr, left_out: Sequence[LayerReport], what: str, times: str, taken: Container[str]
) -> str:
    """Write a sum, or what is known of it, and whose part is not."""
    if not left_out:
        return f"{count_text(known, times, taken)} {what}."
    rest = f"{_listed([layer.path for layer in left_out])}"
    if not known.terms:
        return f"not known, since those of {rest} are not."
    return f"at least {count_text(known, times, taken)} {what}; those of {rest} are not known."


def _printed_size(report: Report, memory: Memory) -> list[str]:
    """Say what the weights of a text take where that is printed, and is not by the usual type."""
    printed = report.printed
    usual = readable(memory.weight_bytes)
    if printed is None or printed.optimizer or printed.size in ("", usual):
        return []
    kinds = _kinds(memory.weights)
    return [f"Weights: {printed.size}, as is printed; in {kinds} they would take {usual}."]


def _memory_lines(memory: Memory, why: str = "") -> Iterator[str]:
    yield f"Weights: {memory.weight_bytes:,} bytes ({_kinds(memory.weights)}{why})."
    if not memory.gradient_bytes:
        return
    yield f"Gradients: {memory.gradient_bytes:,} bytes, one number for each trainable one."
    trainer = memory.trainer
    if trainer is None:
        yield f"Optimizer: {_optimizers(memory)}."
    elif trainer.slots is not None:
        size = params_text(memory.optimizer_bytes(trainer.slots))
        yield f"Optimizer: {named(trainer.name)} keeps {size} bytes for the weights."


def _optimizers(memory: Memory) -> str:
    """Say what Keras's optimizers keep, those of one size together."""
    classes: dict[int, list[str]] = {}
    for name, size in memory.optimizers.items():
        classes.setdefault(size or 0, []).append(name)
    return "; ".join(f"{size:,} bytes with {_either(classes[size])}" for size in sorted(classes))


def _either(names: Sequence[str]) -> str:
    *most, last = sorted(names)
    return f"{', '.join(most)} or {last}" if most else last


def _listed(names: Sequence[str]) -> str:
    return joined([named(name) for name in names], ", ", NAME)
