"""What does not hold, told with where the numbers come from and what could be the cause."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from time import thread_time
from typing import TypeVar

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.bounds import within_bounds
from rnnscope.expectations.changes import Change
from rnnscope.expectations.failure import Failure
from rnnscope.expectations.following import Findings, sentence, settled
from rnnscope.expectations.formulas import comparison
from rnnscope.expectations.input_sizes import input_sizes
from rnnscope.expectations.known_mistakes import mistakes
from rnnscope.expectations.model_counts import ModelCounts
from rnnscope.expectations.more_layers import more_layers
from rnnscope.expectations.one_layer import other_layers
from rnnscope.expectations.other_classes import other_classes
from rnnscope.expectations.other_settings import other_settings, settings
from rnnscope.expectations.other_sizes import other_sizes, sizes_of_squares
from rnnscope.expectations.remaking import Remaking
from rnnscope.expectations.summing import summed
from rnnscope.expectations.telling import told
from rnnscope.expectations.training import trained_otherwise
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import working

_T = TypeVar("_T")
_SECONDS = 2.0  # that are worked on one kind of causes
_SECONDS_IN_ALL = 5.0
_EXPLAINED = 20  # numbers for which causes are looked for
_CHANGES = 6  # of one number
_LEFT_OUT = re.compile(r"\bif (?:in \S+, )?(\S+) is left out\.")
_TAKEN = re.compile(r"\b(\w+) is taken to be ([\w,]+)\b")


def explained(
    report: Report, found: Sequence[Asked | Failure], missing: Mapping[str, int]
) -> list[Failure]:
    """Return what does not hold, in the order in which it was asked.

    `missing` are the counts of layers that were expected and are not there.
    """
    asked = [each for each in found if isinstance(each, Asked)]
    explaining = _Explaining(report, found, asked, _Time(_SECONDS_IN_ALL))
    explaining.look(missing)
    told_of = iter([explaining.told(i) for i, each in enumerate(asked) if not each.holds])
    wrong = (each for each in found if isinstance(each, Failure) or not each.holds)
    return [each if isinstance(each, Failure) else next(told_of) for each in wrong]


@dataclass(slots=True)
class _Time:
    """The processor time that is left for causes."""

    left: float
    is_over: bool = False  # so that something may not have been found

    def for_(self, work: Callable[[], Iterable[_T]]) -> list[_T]:
        """Return what is found before the time is over."""
        found: list[_T] = []
        start = thread_time()
        # Time may be over, and the formula of somebody's own class may raise anything with other
        # sizes: it is the failure that has to be told, with causes or without.
        is_done = False
        with suppress(Exception):
            if self.left > 0:
                with working(min(_SECONDS, self.left)):
                    found.extend(work())
                is_done = True
        self.is_over |= not is_done
        self.left -= thread_time() - start
        return found


@dataclass(slots=True)
class _Explaining:
    """All numbers that were asked of a model, with what would mend those that are wrong."""

    report: Report
    found: Sequence[Asked | Failure]
    asked: Sequence[Asked]
    time: _Time
    known: Findings = field(default_factory=Findings)
    parted: int | None = None
    searched: frozenset[int] = frozenset()
    unsearched: frozenset[int] = frozenset()

    def look(self, missing: Mapping[str, int]) -> None:
        """Look for changes to the model, and for what follows from something else."""
        self._look_for_changes()
        for place, words in summed(self.report, self.found, missing):
            changes = self.known.changes.get(place, ())
            # A layer is told of those that solve more; one that is missing may be another's place.
            is_told = all(len(change.solves) > 1 or change.is_open for change in changes)
            if is_told and place not in self.known.roots:
                self.known.follows.setdefault(place, words)
        wrong = [i for i, each in enumerate(self.asked) if not each.holds]
        alone = [i for i in wrong if i not in self.known.follows]
        self.searched = frozenset(alone[:_EXPLAINED])
        self.unsearched = frozenset(alone[_EXPLAINED:])
        self.parted = next((i for i in alone if self.asked[i].row is None), None)

    def _look_for_changes(self) -> None:
        for counts in self.time.for_(lambda: [ModelCounts.of(self.report, self.asked)]):
            if counts is not None and counts.wrong:
                changes = self.time.for_(partial(other_sizes, counts))
                changes += self.time.for_(partial(sizes_of_squares, counts))
                changes += self.time.for_(partial(other_layers, self.report, counts))
                changes += self.time.for_(partial(other_settings, self.report, counts))
                changes += self.time.for_(partial(_remade, self.report, counts))
                self.known = settled(changes, self.asked, are_all=not self.time.is_over)

    def told(self, place: int) -> Failure:
        """Return what is wrong with one number."""
        failure = told(self.report, self.asked[place], parted=place == self.parted)
        if place in self.known.follows:
            return replace(failure, follows=self.known.follows[place])
        causes = self._causes(place) if place in self.searched else self._briefly(place)
        return replace(failure, causes=tuple(dict.fromkeys(causes)))

    def _briefly(self, place: int) -> list[str]:
        """Return what is known of a number without looking for more, as of many others."""
        changes = self.known.changes.get(place, [])[:_CHANGES]
        said = [sentence(each, place, self.asked) for each in changes]
        is_first = place == min(self.unsearched)
        return [*said, *["Mistakes in counting are not looked for from here on."][:is_first]]

    def _causes(self, place: int) -> list[str]:
        """Return sentences on what would give the number, the sizes of the input late."""
        asked, report = self.asked[place], self.report
        changes = self.known.changes.get(place, [])[:_CHANGES]
        near = [sentence(each, place, self.asked) for each in changes if not each.is_of_input]
        far = [sentence(each, place, self.asked) for each in changes if each.is_of_input]
        by_formula = _by_formula(asked) if asked.text else ""
        said = [by_formula] if by_formula else []
        said += near or self.time.for_(lambda: input_sizes(asked))
        for causes in (within_bounds, trained_otherwise, settings):
            said += self.time.for_(partial(causes, report, asked))
        said += far
        found = self.time.for_(lambda: mistakes(report, asked))
        return said + [words for words in found if not _is_said(words, said)]


def _remade(report: Report, counts: ModelCounts) -> Iterator[Change]:
    """Yield what is found by making the model again with a layer that is another, or is more."""
    remaking = Remaking.of(report, counts)
    if remaking is not None:
        yield from other_classes(report, remaking)
        yield from more_layers(report, remaking)


def _by_formula(asked: Asked) -> str:
    """Say what a formula that was expected lacks, or has too many, where that is short."""
    if asked.row is None:
        return ""
    off = comparison(asked.row, asked.text).off
    if asked.off and len(str(off)) > len(str(asked.row.count)):
        return ""  # its numbers stand for sizes, and the one formula is no part of the other
    text = " = ".join(dict.fromkeys((str(off), off.numbers(), f"{off.value:,}")))
    return f"Found minus expected: {text}."


def _is_said(mistake: str, said: Sequence[str]) -> bool:
    """Tell whether a mistake is what has been said as a change to the model."""
    left_out, taken = _LEFT_OUT.search(mistake), _TAKEN.search(mistake)
    starts = [f"Without {left_out[1]} ("] if left_out else []
    if "one direction is counted" in mistake:
        return any(" in one direction (it is in two)" in each for each in said)
    if taken:
        starts += [f"With {taken[1]}={taken[2]} (", f"With {taken[1]} = {taken[2]} ("]
    return any(each.startswith(start) for each in said for start in starts)
