"""What does not hold of a model, as text: a table, and under it what could be the cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from rnnscope.expectations.failure import Failure, Subject
from rnnscope.pages.texts import named, visible
from rnnscope.wording import SENTENCE, cut

WIDTH = 92  # characters of a line: pytest puts eight before each
_NAME = 34  # characters of a name in the table
_VALUE = 48  # of what was expected or found
_TOLD = 50  # failures of one model that are told one by one
_GAP = "  "
_NARROW = 24  # characters that are too few for a formula beside its numbers
_HANG = 4  # characters that a sentence is set in by, where it goes on
_LABELS = {
    Subject.TRAINABLE: "trainable",
    Subject.NON_TRAINABLE: "non-trainable",
    Subject.MAX_BYTES: "bytes",
    Subject.MAX_MACS: "multiply-adds",
}
_WITHOUT_NUMBERS = (Subject.REQUIRED, Subject.AGREEMENT, Subject.LOCKED)


def failure_text(failures: Sequence[Failure], source: str | None = None, width: int = WIDTH) -> str:
    """Return all that does not hold as one text, whose first line says the essential."""
    leading = next((each for each in failures if not each.follows), failures[0])
    lines = [headline(failures), *([f"in {_line(source)}"] if source else [])]
    return "\n".join([*lines, *failure_lines(failures, said=leading, width=width)])


def headline(failures: Sequence[Failure]) -> str:
    """Say the first thing that does not hold, and how many more there are, in one line."""
    leading = next((each for each in failures if not each.follows), failures[0])
    text, more = _line(leading.sentence), len(failures) - 1
    following = sum(1 for each in failures if each.follows and each is not leading)
    if not more:
        return text
    if following == more:
        return f"{text}; {more:,} more {'follows' if more == 1 else 'follow'} from it"
    return f"{text}; {more:,} more {'does' if more == 1 else 'do'} not hold"


def failure_lines(
    failures: Sequence[Failure], said: Failure | None = None, width: int = WIDTH
) -> list[str]:
    """Return what does not hold: what was expected and found, and what could be the cause.

    The sentence of the one that has been `said` already is left out.
    """
    shown = failures[:_TOLD]
    rows = [row for each in shown for row in _rows(each)]
    lines = [*_table(rows, width), ""] if rows else []
    for each in shown:
        lines += _sentences(each, width, is_said=each is said)
    lines = lines[:-1] if lines[-1:] == [""] else lines
    if len(failures) > _TOLD:
        lines.append(f"... and {len(failures) - _TOLD:,} more")
    return lines


# A name, what was expected, what was found, the steps of its formula, where its sizes come from.
_Row = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]


def _rows(failure: Failure) -> Iterator[_Row]:
    if failure.subject in _WITHOUT_NUMBERS:
        return
    expected, _, _ = failure.expected.partition(" by ")
    if failure.follows:
        yield label(failure), expected, failure.found, (failure.follows,), ()
        return
    yield label(failure), expected, failure.found, tuple(_steps(failure.formula)), failure.origins
    for part in failure.parts:
        yield f"  {part.path}", "", part.found, tuple(_steps(part.formula)), ()


def label(failure: Failure) -> str:
    """Return what a failure is of, as a table names it."""
    return failure.path or _LABELS.get(failure.subject, "the model")


def _steps(formula: str) -> Iterator[str]:
    """Yield a formula in words, and then in numbers; the count itself stands in another column."""
    steps = formula.split(" = ")
    if len(steps) > 1:
        steps = steps[:-1]
    for i, step in enumerate(steps):
        if step:
            yield f"= {step}" if i else step


def _table(rows: Sequence[_Row], width: int) -> Iterator[str]:
    cells = [
        (named(name), _fit(expected), _fit(found), formula, origins)
        for name, expected, found, formula, origins in rows
    ]
    cells.insert(0, ("", "expected", "found", (), ()))
    name = min(max(len(row[0]) for row in cells), _NAME)
    expected, found = (max(len(row[i]) for row in cells) for i in (1, 2))
    indent = name + expected + found + 3 * len(_GAP)
    below = _HANG if width - indent < _NARROW else indent
    for text, asked, had, formula, origins in cells:
        if len(text) > name:
            yield text
            text = ""
        start = f"{text:{name}}{_GAP}{asked:>{expected}}{_GAP}{had:>{found}}"
        lines = _stepped(formula, width - below)
        lines += [line for each in origins for line in _wrapped(each, width - below)]
        beside = lines.pop(0) if lines and below == indent else ""
        yield f"{start}{_GAP}{beside}".rstrip()
        yield from (f"{'':{below}}{line}" for line in lines)


def _stepped(steps: Sequence[str], width: int) -> list[str]:
    """Return the steps of a formula on one line, or each on its own where they are too long."""
    whole = _line(" ".join(steps))
    if not steps or len(whole) <= width:
        return [whole] if whole else []
    return [line for step in steps for line in _wrapped(step, width)]


def _sentences(failure: Failure, width: int, *, is_said: bool) -> Iterator[str]:
    """Yield how far off a number is and what would give it, or what else there is to say."""
    if failure.follows:
        return
    if failure.difference:
        yield from _wrapped_at(f"{named(label(failure))}: {_line(failure.difference)}", "", width)
    elif not is_said:
        yield from _wrapped_at(_line(failure.sentence), "", width)
    for cause in failure.causes:
        yield from _wrapped_at(_line(cause), "  ", width)


def _wrapped_at(text: str, indent: str, width: int) -> Iterator[str]:
    first, *others = _wrapped(text, width - _HANG) or [""]
    yield f"{indent}{first}"
    yield from (f"{'':{_HANG}}{line}" for line in others)


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text at its spaces; what has none stays whole, since it may be looked for."""
    return wrap(_line(text), max(width, 1), break_long_words=False, break_on_hyphens=False)


def _line(text: str) -> str:
    return visible(cut(text, SENTENCE))


def _fit(text: str) -> str:
    return visible(cut(text, _VALUE))
