"""Carries out `rnnscope check`: which models, what is expected of each, and where it is told."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path

from rnnscope.checking import many, models
from rnnscope.checking.configuration import OWN, SHARED, Configuration
from rnnscope.checking.configuration.keys import TABLE
from rnnscope.checking.models import Named
from rnnscope.checking.tasks import Asking, Task, tasks
from rnnscope.commands.kept import refuse_compared
from rnnscope.commands.output import complain, is_ascii_only, note, screen_width, write
from rnnscope.commands.progress import progress
from rnnscope.commands.project import found_project
from rnnscope.errors import NothingToCheckError, UnwritableError
from rnnscope.expectations import Expectations
from rnnscope.expectations.outcome import HELD, Outcome
from rnnscope.pages.texts import visible
from rnnscope.renderers import Options
from rnnscope.renderers.outcomes import outcome_lines
from rnnscope.wording import listed, shown

JOB_SUMMARY = "GITHUB_STEP_SUMMARY"  # the file in which GitHub has a job say what to show
_WORDS = "checking models"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the user asked for: the models, none where the project names them, and all flags."""

    names: Sequence[str] = ()
    flags: Expectations = field(default_factory=Expectations)
    asking: Asking = field(default_factory=Asking)
    is_locked: bool = False
    to: str = "text"
    output: Path | None = None
    jobs: int | None = None


def carry_out(order: Order) -> int:
    """Judge every model, tell what became of each as it is judged, and return the exit code.

    Raises:
        RnnscopeError: it cannot begin: no model is named, or what a project expects is unreadable.
        UnwritableError: nothing can be written, or it would be over a model.

    """
    project = found_project()
    asking = _asking(order, project)
    found = _models(order, project, asking)
    work = tasks(found, _flags(order, project), project, asking)
    _keep(order, project, asking, work)
    excess = () if order.names else _excess(found, asking)
    kept = _Kept(is_whole=order.to == "github")
    with (
        progress(len(work), _WORDS, is_long=work[0].is_target) as step,
        contextlib.closing(many.outcomes(work, order.jobs, step)) as judged,
    ):
        _tell(kept.passing(chain(judged, excess)), order)
    _say_idle(work, kept.idle)
    if order.to == "github":
        _summarize(kept.outcomes)
    return kept.code


def _say_idle(work: Sequence[Task], idle: Counter[str]) -> None:
    """Say of sizes for open axes that not one of the models takes them: a name is mistaken."""
    given = Counter(name for task in work for name in _given(task))
    if names := [name for name in given if idle[name] == given[name]]:
        told = listed(map(shown, names))
        what = f"`at` has {told}, as no axis that a model leaves open is called"
        note(f"warning: {visible(what)}\n")


def _given(task: Task) -> set[str]:
    return {name for each in task.expectations if each.max_macs is not None for name in each.at}


def _keep(
    order: Order, project: Configuration | None, asking: Asking, work: Sequence[Task]
) -> None:
    """Refuse to write over what is checked, and over what says how.

    Raises:
        OverwritesInputError: it would be.

    """
    files = (each.name for each in work if not each.is_target)
    refuse_compared(order.output, files, "checked")
    said = [str(project.path)] if project is not None else []
    refuse_compared(order.output, (*said, *filter(None, [asking.lock])), "checked against")
    code = (path for each in work if each.is_target for path in _code(each))
    refuse_compared(order.output, code, "run for it")


def _code(task: Task) -> Iterator[str]:
    """Yield where the code of a target may be, without asking it."""
    place = Path(task.home, *task.name.partition(":")[0].split("."))
    yield from (f"{place}.py", str(place / "__init__.py"))


def _asking(order: Order, project: Configuration | None) -> Asking:
    asking = order.asking
    if project is not None:
        asking = replace(asking, imports=(*project.imports, *asking.imports))
    if not order.is_locked:
        return asking
    from rnnscope.checking.lock import locked_models
    from rnnscope.states.lock_file import NAME

    lock = os.path.relpath((project.directory if project is not None else Path()) / NAME)
    locked_models(lock)  # of what is wrong with it nothing is to be said a thousand times
    return replace(asking, lock=lock)


def _flags(order: Order, project: Configuration | None) -> Expectations:
    """Return what the flags expect, and the witnesses that a project requires of every model.

    Raises:
        NothingToCheckError: a flag is for what nobody asks, or not to be asked.

    """
    _refuse_idle(order.flags, project)
    if order.flags.require or project is None:
        return order.flags
    if "summary" in project.require and not order.asking.summary:
        raise NothingToCheckError(
            f"{project.shown_path} requires the summary, which --no-summary leaves out: "
            "name what is required instead, as --require stored"
        )
    return replace(order.flags, require=project.require)


def _refuse_idle(flags: Expectations, project: Configuration | None) -> None:
    """Refuse sizes where nobody asks for multiply-adds."""
    checks = project.checks if project is not None else ()
    asked = (flags, *(check.expectations for check in checks))
    if flags.at and all(each.max_macs is None for each in asked):
        raise NothingToCheckError("--at is for --max-macs, which is not given")


def _models(order: Order, project: Configuration | None, asking: Asking) -> list[Named]:
    """Return the models that are named; else those of the project, or those that are locked."""
    if order.names:
        return models.named(order.names)
    found = models.of_project(project) if project is not None else []
    if not found and asking.lock:
        from rnnscope.checking.lock import locked_models

        sources = (state.source for state in locked_models(asking.lock))
        found = models.named(sources, Path(asking.lock).absolute().parent)
    if not found:
        raise NothingToCheckError(_nothing(project))
    return found


def _nothing(project: Configuration | None) -> str:
    if project is not None:
        where = f"{project.shown_path} has no table [[{project.check_table}]]"
    else:
        where = f"there is no {OWN}, and no {SHARED} with [{TABLE}], in this directory or above"
    return f"there is nothing to check: {where}; name a MODEL: a file or a directory"


def _excess(found: Sequence[Named], asking: Asking) -> Iterator[Outcome]:
    """Yield what a lock has that is none of the project's models any more."""
    if not asking.lock:
        return
    from rnnscope.checking.lock import locked_models, source_in
    from rnnscope.checking.locked import failure_of_excess, in_excess

    known = [source_in(asking.lock, each.name, is_target=each.is_target) for each in found]
    for state in in_excess(locked_models(asking.lock), known):
        yield Outcome(model=state.source, failures=(failure_of_excess(asking.lock),))


@dataclass(slots=True)
class _Kept:
    """What is kept of outcomes that pass by: the worst of the codes, and all where it is asked."""

    is_whole: bool
    code: int = HELD
    outcomes: list[Outcome] = field(default_factory=list)
    idle: Counter[str] = field(default_factory=Counter)  # models by what they do not take

    def passing(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Hand outcomes on as they come."""
        for outcome in outcomes:
            self.code = max(self.code, outcome.code)
            self.idle.update(outcome.idle_at)
            if self.is_whole:
                self.outcomes.append(outcome)
            yield outcome


def _tell(outcomes: Iterable[Outcome], order: Order) -> None:
    """Write what became of each: at once on standard output, a file when it is whole."""
    options = Options(ascii_only=is_ascii_only(order.output), width=screen_width(order.output))
    if order.output is None:
        for text in outcome_lines(outcomes, order.to, options):
            write(text, None)
    else:
        lines = outcome_lines(_said(outcomes, options), order.to, options)
        write("".join(lines), order.output)


def _said(outcomes: Iterable[Outcome], options: Options) -> Iterator[Outcome]:
    """Say on standard error what does not hold, where all else goes to a file."""
    for outcome in outcomes:
        if outcome.code != HELD:
            note("".join(outcome_lines([outcome], "text", options)))
        yield outcome


def _summarize(outcomes: Sequence[Outcome]) -> None:
    """Add what GitHub shows on the page of a job, where this is one."""
    from rnnscope.renderers.outcomes.github import summary

    path = os.environ.get(JOB_SUMMARY)
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(summary(outcomes))
    except OSError as error:
        complain(str(UnwritableError(f"the summary of the job, {path}", error)))
