"""Judges one model: reads it, hears the witnesses, and compares all that is expected of it.

Whatever goes wrong with a model is the reason why it could not be judged, so that the others are.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from rnnscope import api
from rnnscope.checking.tasks import Task
from rnnscope.errors import BadFormulaError, RnnscopeError, UnreadableModelError, said
from rnnscope.expectations import Expectations, Failure
from rnnscope.expectations.outcome import Outcome
from rnnscope.expectations.outcome_of import failed, outcome
from rnnscope.readers.given import Given, Kind
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import applied, working
from rnnscope.wording import SENTENCE, cut


def judged(task: Task) -> Outcome:
    """Judge a model, here and now."""
    begun = time.monotonic()
    if task.problem:
        return Outcome(model=task.name, error=task.problem)
    try:
        with applied(task.asking.limits), working():
            found = _judged(task)
    except UnreadableModelError as error:
        reason = error.reason if str(error.source) == task.name else str(error)
        found = Outcome(model=task.name, error=reason)
    except BadFormulaError as error:
        where = task.origins.get(f"{error.layers}={error.text}", f"--expect {error.layers}")
        found = Outcome(model=task.name, error=cut(f"{where}: {error}", SENTENCE))
    except RnnscopeError as error:
        found = failed(task.name, error)
    except Exception as error:  # noqa: BLE001  # of a thousand it is one
        found = Outcome(model=task.name, error=f"{said(error)}; this should not happen")
    return replace(found, seconds=time.monotonic() - begun)


def _judged(task: Task) -> Outcome:
    with _at_home(task):
        report = _report(task)
    whole = _whole(outcome(task.name, report, each) for each in _expected(task))
    if not task.asking.lock:
        return whole
    failures = (*whole.failures, *_against_lock(task, report))
    return replace(whole, expected=(*whole.expected, "as locked"), failures=failures)


def _at_home(task: Task) -> AbstractContextManager[None]:
    """Have a target's modules found from where it was named, which need not be here."""
    return contextlib.chdir(task.home) if task.is_target and task.home else nullcontext()


def _report(task: Task) -> Report:
    asking = task.asking
    name = task.name
    return api.explain(  # a file that has gone must not become the name of code to run
        Given(name, Kind.TARGET) if task.is_target else Given.file(name),
        summary=asking.summary,
        timeout=asking.timeout,
        imports=asking.imports,
    )


def _expected(task: Task) -> tuple[Expectations, ...]:
    """Return what is expected; where that is nothing, the witnesses are compared alone."""
    return task.expectations or (Expectations(),)


def _whole(outcomes: Iterable[Outcome]) -> Outcome:
    """Return what became of a model of which several tables expect different things."""
    first, *others = outcomes
    expected = (text for each in (first, *others) for text in each.expected)
    failures: dict[Failure, None] = {}
    for each in (first, *others):
        failures |= dict.fromkeys(each.failures)
    macs = next((each.macs for each in (first, *others) if each.macs is not None), None)
    idle = (name for each in (first, *others) for name in each.idle_at)
    return replace(
        first,
        expected=tuple(dict.fromkeys(expected)),
        failures=tuple(failures),
        macs=macs,
        idle_at=tuple(dict.fromkeys(idle)),
    )


def _against_lock(task: Task, report: Report) -> Iterator[Failure]:
    lock = task.asking.lock
    from rnnscope.checking.lock import locked_models, source_in
    from rnnscope.checking.locked import failures_of_lock
    from rnnscope.states.of_report import state_of

    source = source_in(lock, task.name, is_target=task.is_target)
    yield from failures_of_lock(state_of(report, source), locked_models(lock), lock)
