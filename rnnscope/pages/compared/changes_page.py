"""What changed between two models: a line for each thing that somebody changed, and the sums."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rnnscope.changes.change import KEPT_IN_NO_LOCK, Change, Changes, Joint, Kind
from rnnscope.changes.sums import Sums
from rnnscope.pages.compared.change_words import change_line as change_line
from rnnscope.pages.compared.change_words import moved_text, subject_text
from rnnscope.pages.texts import named, visible
from rnnscope.wording import counted, cut, listed

_MOST = 100  # lines that a person reads
_RENAMED = 4  # names
_ROW = 8  # layers that came, or that have gone, each with a line of its own
_COMPARED = ("layers", "sizes", "weights", "dtypes", "what is trained")
# What is told of a layer beside its settings, which may move no count.
_OTHERWISE = frozenset(
    """
    trainable quantization dtype lora_rank shared_with weights class shape inputs
    """.split()  # noqa: SIM905
)


def change_lines(changes: Changes) -> list[str]:
    """Write all changes, the sums that they moved, and what was not compared.

    Where one change alone moved counts, the new total stands behind them.  Nothing changed: one
    sentence says so, and what of the models was compared.
    """
    if not changes:
        return [_unchanged(changes)]
    old, new = Sums.of(changes.old), Sums.of(changes.new)
    counting = [change for change in changes.changes if change.is_counting]
    alone = counting[0] if len(counting) == 1 and not changes.joint else None
    lines = list(_lines(changes, alone, new))
    if len(lines) > _MOST:
        lines[_MOST:] = [f"... and {len(lines) - _MOST:,} more changes, all of them in JSON"]
    lines += _sums(old, new, with_params=alone is None or new.params is None)
    if changes.uncompared:
        lines.append(f"not compared, since {_why(changes)}: {_uncompared(changes)}")
    return lines


def title_of(changes: Changes) -> str:
    """Name what was compared; one name where both sides have the same."""
    old, new = changes.old.source, changes.new.source
    names = dict.fromkeys(named(name) for name in (old, new) if name)
    return " -> ".join(names) or "the model"


def _lines(changes: Changes, alone: Change | None, new: Sums) -> Iterator[str]:
    joint = {place for each in changes.joint for place in each.causes}
    renamed = [change for change in changes.changes if change.kind is Kind.RENAMED]
    for place, change, run in _runs(changes.changes):
        if run:
            yield _run_line(run)
            continue
        total = f"; total {new.params:,}" if change is alone and new.params is not None else ""
        still = "" if change.is_counting or place in joint else _still(change)
        yield f"{change_line(change)}{still}{total}"
    yield from (joint_line(changes, each) for each in changes.joint)
    if len(renamed) == 1:
        yield change_line(renamed[0])
    elif renamed:
        yield _renamed(renamed, changes)


def _runs(changes: tuple[Change, ...]) -> Iterator[tuple[int, Change, list[Change]]]:
    """Yield changes but for names; layers that came or have gone in a row, if many, in one."""
    for key, group in groupby(enumerate(changes), lambda each: _in_a_row(each[1])):
        found = list(group)
        if key in (Kind.ADDED, Kind.REMOVED) and len(found) > _ROW:
            yield *found[0], [change for _, change in found]
        elif key is not Kind.RENAMED:
            yield from ((place, change, []) for place, change in found)


def _in_a_row(change: Change) -> Kind | None:
    """Return the kind of what needs no line of its own."""
    is_whole = change.kind in (Kind.ADDED, Kind.REMOVED, Kind.RENAMED)
    return change.kind if is_whole and not change.moved else None


def _run_line(run: list[Change]) -> str:
    """Tell of many layers that came, or that have gone, in one sentence."""
    names = listed((named(change.path) for change in run), _RENAMED)
    own = sum(change.own for change in run)
    return f"{names} {run[0].kind}{f': {own:+,}' if own else ''}"


def _still(change: Change) -> str:
    """Say of a setting that no count depends on it, and which output does."""
    if change.kind is not Kind.CHANGED or change.subject in _OTHERWISE:
        return ""
    is_output = change.note.startswith("output ") and not change.also
    note = f", {visible(cut(change.note))}" if is_output else ""
    return f": no count changes{note}"


def joint_line(changes: Changes, joint: Joint) -> str:
    """Write which counts several changes moved together."""
    causes = listed(map(subject_text, (changes.changes[place] for place in joint.causes)))
    return f"{causes} together: {moved_text(joint.moved)}"


def _renamed(renamed: list[Change], changes: Changes) -> str:
    """Name in one sentence the layers that are called otherwise."""
    names = [f"{named(each.before)} -> {named(each.path)}" for each in renamed]
    tops = sum("." not in layer.path for layer in changes.new.layers)
    which = counted(len(renamed), "layer")
    if len(renamed) == tops:
        which = "both layers" if tops == 2 else f"all {which}"
    return f"{which} renamed: {listed(names, _RENAMED)}"


def _sums(old: Sums, new: Sums, *, with_params: bool) -> Iterator[str]:
    """Yield the total, and in a line of its own the other sums that are others than before."""
    if with_params:
        yield _total(old.params, new.params)
    parts = []
    for was, now, words in (
        (old.trainable, new.trainable, "trained params"),
        (old.bytes, new.bytes, "bytes"),
        (old.macs, new.macs, "multiply-adds"),
    ):
        is_all = words == "trained params" and (was, now) == (old.params, new.params)
        if was is not None and now is not None and was != now and not is_all:
            parts.append(f"{was:,} -> {now:,} {words}")
    if parts:
        yield "; ".join(parts)


def _total(was: int | None, now: int | None) -> str:
    if was is None or now is None:
        sides = ["?" if count is None else f"{count:,}" for count in (was, now)]
        return f"total {' -> '.join(sides)}"
    if was == now:
        return f"total {now:,}, as before"
    return f"total {was:,} -> {now:,} ({now - was:+,})"


def _unchanged(changes: Changes) -> str:
    layers, total = len(changes.new.layers), changes.new.total
    params = "" if total is None else f", {counted(total, 'param')}"
    if not changes.uncompared:
        return f"No difference: {counted(layers, 'layer')}{params}."
    compared = listed(_COMPARED, len(_COMPARED))
    return (
        f"No difference in {compared}: {counted(layers, 'layer')}{params}. "
        f"Not compared, since {_why(changes)}: {_uncompared(changes)}."
    )


def _why(changes: Changes) -> str:
    is_locked = changes.old.is_locked or changes.new.is_locked
    is_of_locks = is_locked and set(changes.uncompared) <= set(KEPT_IN_NO_LOCK)
    return "a lock does not keep them" if is_of_locks else "they are not known on both sides"


def _uncompared(changes: Changes) -> str:
    return listed(changes.uncompared, len(changes.uncompared))
