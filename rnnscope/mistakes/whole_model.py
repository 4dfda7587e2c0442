"""The mistakes that are made with a whole model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from rnnscope.mistakes.in_total import Group, miscounts_in_layers
from rnnscope.mistakes.miscount import Miscount, less
from rnnscope.mistakes.thought import TRAINED
from rnnscope.report.applications import applications_like
from rnnscope.report.report import LayerReport, Report

_ALONE = 12  # rows, above which nobody leaves out just one
_LEFT_OUT = {"Embedding": 2.0, "BatchNormalization": 3.0, "LayerNormalization": 3.0}


def miscounts_in(report: Report, groups: list[Group]) -> Iterator[Miscount]:
    """Yield the totals that mistakes give.

    `groups` are layers that are alike, each group with the mistakes that can be
    made with the first of them.
    """
    total = report.total
    if not total:
        return
    yield from _sums(report, total)
    yield from _twice(report, total)
    yield from _at_each_call(report, total)
    yield from _left_out(total, groups)
    yield from _classes_left_out(total, groups)
    yield from _models(report, total)
    yield from _tops(report, total)
    yield from _together(report)
    if sum(len(alike) for alike, _ in groups) > 1:  # or the layer is the model
        in_layers = miscounts_in_layers(report, groups)
        # What is trained has been said already of the model, where nothing else is not trained.
        said = (TRAINED, report.trainable)
        yield from (one for one in in_layers if (one.key, one.count) != said)


def _sums(report: Report, total: int) -> Iterator[Miscount]:
    """Yield other sums that a report has, and those that Keras shows in other places."""
    trained, other = report.trainable, report.non_trainable
    if trained is not None and other and trained:
        why = f"{other:,} are not trained and count too."
        yield _total("only what is trained is counted", why, 1, trained, f"{total} - {other}")
        why = f"They are {other:,} of {total:,}; {trained:,} are trained."
        words = "only what is not trained is counted"
        yield _total(words, why, 2.5, other, f"{total} - {trained}")
        words = "what is not trained is counted twice: with what is trained, and by itself"
        why = f"Each of the {other:,} that are not trained counts once."
        yield _total(words, why, 2, total + other, f"{total} + {other}")
    yield from _with_optimizer(report, total)
    size = report.bytes
    for words, rank, unit in (("bytes", 1.5, 1), ("KiB", 2.5, 1024), ("MiB", 2.5, 1024**2)):
        if size % unit == 0:
            text = f"{size}//{unit}" if unit > 1 else f"{size}"
            why = f"The weights take {size:,} bytes, {size // total} for each parameter."
            if size == total * (size // total):
                text = f"{size // total}*{total}" + (f"//{unit}" if unit > 1 else "")
            yield _total(f"{words} are counted", why, rank, size // unit, text)


def _with_optimizer(report: Report, total: int) -> Iterator[Miscount]:
    if report.trainable is not None and report.optimized is None:
        return  # what is kept for weights that gradients overwrite is not known
    trained = report.trainable or total
    words, own = "the optimizer's variables are counted too", "They are not the model's"
    if report.optimizer:
        more, name = report.optimizer, "its optimizer"
    elif report.trainer is not None and report.trainer.built:
        more, name = report.trainer.built, report.trainer.name
    else:
        more, name = 2 * trained + 2, ""
    of = f" of {name}" if name else ", as those of Adam"
    why = f"{own}: {more:,}{of}; summary() adds them to its total once it is compiled and fitted."
    yield _total(words, why, 1, total + more, f"{total} + {more}")
    met = {more}
    for what, rank, times, own_ones in (
        ("two variables of Adam are counted for each weight", 2, 2, 0),
        ("the variables of Adam are counted too", 2, 2, 2),
        ("one variable of the optimizer is counted for each weight, as SGD's momentum", 3, 1, 0),
        ("one variable of the optimizer is counted for each weight, and 2 of its own", 3, 1, 2),
    ):
        count = times * trained + own_ones
        text = f"{times}*{trained}" + (f" + {own_ones}" if own_ones else "")
        if count not in met:
            met.add(count)
            yield _total(what, f"{own}: {count:,}.", rank, total + count, f"{total} + {text}")


def _twice(report: Report, total: int) -> Iterator[Miscount]:
    """Yield the total with what is shared counted each time it stands."""
    again = [row for row in report.layers if row.shared_with and row.layer_params]
    more = [row.layer_params or 0 for row in again]
    if again:
        why = f"{again[0].path} has the weights of {again[0].counted_at[0]}, which counts them."
        text = "".join([f"{total}", *(f" + {number}" for number in more)])
        yield _total("a shared layer is counted each time", why, 1, total + sum(more), text)
    shared = [
        weight.params
        for row in report.layers
        if not row.shared_with
        for inside in row.walk()
        for weight in inside.weights
        if weight.shared_with
    ]
    if shared:
        text = f"{total} + {sum(shared)}"
        why = f"{sum(shared):,} belong to another layer too, and count once."
        yield _total("shared weights are counted each time", why, 1.5, total + sum(shared), text)


def _at_each_call(report: Report, total: int) -> Iterator[Miscount]:
    """Yield the total with a layer that is called several times counted each time."""
    often = [(row, calls, row.params or 0) for row in report.layers if (calls := _calls(row)) > 1]
    often = [each for each in often if each[2]]
    for row, calls, params in often[:_ALONE]:
        times = "twice" if calls == 2 else f"{calls:,} times"
        why = f"{row.path} is called {times}, with the same {params:,} weights each time."
        words = f"{row.path} is counted {'twice' if calls == 2 else 'at each of its calls'}"
        more = (calls - 1) * params
        text = f"{total} + {params}" if calls == 2 else f"{total} + {calls - 1}*{params}"
        yield _total(words, why, 1, total + more, text)
    if len(often) > 1:
        more = sum((calls - 1) * params for _, calls, params in often)
        why = f"{len(often)} layers are called several times, with the same weights each time."
        words = "layers are counted at each of their calls"
        yield _total(words, why, 1, total + more, f"{total} + {more}")


def _calls(row: LayerReport) -> int:
    return len(row.layer.config.calls) if row.layer else 0


def _left_out(total: int, groups: list[Group]) -> Iterator[Miscount]:
    """Yield the total without one layer, or with it twice; of many layers, without the last."""
    rows = [row for alike, _ in groups for row in alike]
    few = len(rows) <= _ALONE
    for row in (row for row in rows if few and _calls(row) < 2):
        number = row.params or 0
        why = f"{row.path} has {number:,}, which count once wherever it is called."
        words = f"{row.path} is counted twice"
        yield _total(words, why, 4, total + number, f"{total} + {number}")
    for row in (rows if few else rows[-1:]) if len(rows) > 1 else ():
        number = row.params or 0
        why = f"{row.path} has {number:,}."
        words = f"{row.path} is left out"
        rank = _LEFT_OUT.get(row.class_name, 3.5)
        yield _total(words, why, rank, total - number, f"{total} - {number}")


def _classes_left_out(total: int, groups: list[Group]) -> Iterator[Miscount]:
    """Yield the total without the layers of a class, and what they are alone."""
    classes: dict[str, list[int]] = defaultdict(list)
    for row in (row for alike, _ in groups for row in alike):
        classes[row.class_name].append(row.params or 0)
    for name, numbers in classes.items() if len(classes) > 1 else ():
        if len(numbers) > 1:
            own, rest = sum(numbers), total - sum(numbers)
            words, why = f"all {len(numbers)} {name} layers are left out", f"They have {own:,}."
            yield _total(words, why, 2.5, rest, less(total, numbers))
            words = f"only the {len(numbers)} {name} layers are counted"
            why = f"{rest:,} are in other layers."
            yield _total(words, why, 4, own, f"{total} - {rest}")


def _models(report: Report, total: int) -> Iterator[Miscount]:
    """Yield the total without a model that is a layer of it, or with it twice."""
    for row in report.layers:
        if row.is_model and row.params and row.params != total:
            number, rest = row.params, total - row.params
            why = f"{row.path} has {number:,}."
            yield _total(f"{row.path} is left out", why, 1.5, rest, f"{total} - {number}")
            words = f"{row.path} is counted twice"
            yield _total(words, why, 2.5, total + number, f"{total} + {number}")


def _tops(report: Report, total: int) -> Iterator[Miscount]:
    """Yield the totals of Keras's own models with their top where they have none, and without."""
    models = [("", report.name, total)]
    models += [(row.path, row.name, row.params or 0) for row in report.layers if row.is_model]
    for path, name, params in models:
        for function, whole, base in applications_like(name, params):
            yield from _top(path, function, params, whole, base, total)


def _top(
    path: str, function: str, params: int, whole: int, base: int, total: int
) -> Iterator[Miscount]:
    """Yield the totals with the top of a model, or without; `path` is where it is a layer."""
    top, has_top = whole - base, params == whole
    sign, off, setting = ("-", -top, "False") if has_top else ("+", top, "True")
    why = f"{path or 'It'} has the count of {function} {'with' if has_top else 'without'} its top,"
    why += f" which takes {top:,}."
    words = f"{f'{path} is' if path else 'it is'} counted as with include_top={setting}"
    yield _total(words, why, 1.2, total + off, f"{total} {sign} {top}")
    if path and total != params:
        words += ", and nothing else"
        yield _total(words, why, 1.4, params + off, f"{params} {sign} {top}")


def _together(report: Report) -> Iterator[Miscount]:
    """Yield what two layers that stand behind each other have together."""
    rows = [row for row in report.layers if row.params]
    for row, after in pairwise(rows) if len(rows) <= _ALONE else ():
        numbers = row.params or 0, after.params or 0
        words = f"{row.path} and {after.path} are counted together, and nothing else"
        why = f"{row.path} has {numbers[0]:,}, {after.path} {numbers[1]:,}."
        yield _total(words, why, 4, sum(numbers), f"{numbers[0]} + {numbers[1]}")


def _total(words: str, why: str, rank: float, count: int, text: str) -> Miscount:
    return Miscount(None, words, why, rank, count, lambda: text)
