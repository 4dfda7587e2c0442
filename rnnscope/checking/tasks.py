"""What is to be judged, as plain data that another process can be given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeAlias

from rnnscope.checking.configuration import Configuration
from rnnscope.checking.models import Named, of_check
from rnnscope.expectations import Expectations
from rnnscope.readers.given import Given, Kind
from rnnscope.verify import TIMEOUT

# Models by where they are, what is expected of them, and where that is written of layers.
_Table: TypeAlias = tuple[Mapping[str, Path], Expectations, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """How every model is judged.

    `timeout` is in seconds; `limits` are those that the user changed, by name; `lock` is the path
    of the lock that models are compared with, empty where they are not.
    """

    summary: bool = True
    timeout: float = TIMEOUT
    imports: tuple[str, ...] = ()
    limits: Mapping[str, Any] = field(default_factory=dict)
    lock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One model that is to be judged by all that is expected of it.

    `home` is the directory that a target is imported from.  `problem` says why there is no model.
    `origins` says where a project has a formula for layers, by NAME=FORMULA.
    """

    name: str
    home: str = ""
    is_target: bool = False
    problem: str = ""
    expectations: tuple[Expectations, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    asking: Asking = field(default_factory=Asking)

    def written(self) -> dict[str, Any]:
        """Return it as JSON can have it."""
        return asdict(self)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Task:
        """Return a task that was written."""
        asking = {**data["asking"], "imports": tuple(data["asking"]["imports"])}
        expectations = (
            Expectations(**{**each, **{key: tuple(each[key]) for key in ("frozen", "require")}})
            for each in data["expectations"]
        )
        return cls(
            **{**data, "expectations": tuple(expectations), "asking": Asking(**asking)},
        )


def tasks(
    models: Iterable[Named],
    flags: Expectations,
    configuration: Configuration | None,
    asking: Asking,
) -> list[Task]:
    """Put to each model all that is expected of it: every table that names it, and the flags."""
    tables = _tables(configuration) if configuration is not None else []
    found = [_task(model, flags, tables, asking) for model in models]
    return found if len(found) == 1 else [_readable_there(task) for task in found]


def _readable_there(task: Task) -> Task:
    """Refuse what only this process can read, where others judge."""
    if Given.of(task.name).kind is not Kind.STREAM:
        return task
    return replace(task, problem="what comes in a stream can only be checked alone")


def _tables(configuration: Configuration) -> list[_Table]:
    return [
        (
            {each.real_place: each.home for each in of_check(configuration, check)},
            check.expectations,
            check.origins,
        )
        for check in configuration.checks
    ]


def _task(
    model: Named,
    flags: Expectations,
    tables: Sequence[_Table],
    asking: Asking,
) -> Task:
    homes, theirs, origins = [], [], dict[str, str]()
    for places, expectations, written in tables:
        if (home := places.get(model.real_place)) is not None:
            homes.append(home)
            origins = {**written, **origins}
            theirs.append(expectations.beaten_by(flags))
    return Task(
        name=model.name,
        home=str(homes[0] if homes else model.home),  # a project knows where its modules are
        is_target=model.is_target,
        problem=model.problem,
        expectations=tuple(combined(theirs or [flags])),
        origins=origins,
        asking=asking,
    )


def combined(several: Iterable[Expectations]) -> list[Expectations]:
    """Return what several tables expect in as few as can be: one, unless two say different things.

    What is judged together is explained together: one cause for what fails of it.
    """
    kept: list[Expectations] = []
    for more in several:
        joined = ((i, _joined(one, more)) for i, one in enumerate(kept))
        place, whole = next(((i, whole) for i, whole in joined if whole), (len(kept), more))
        kept[place : place + 1] = [whole]
    return kept


def _joined(one: Expectations, other: Expectations) -> Expectations | None:
    """Return both in one; None where they say different things of the same."""
    if one.max_macs is not None and other.max_macs is not None and one.at != other.at:
        return None
    values = {}
    for each in fields(Expectations):
        old, new = getattr(one, each.name), getattr(other, each.name)
        if _differ(old, new):
            return None
        values[each.name] = _both(old, new)
    return Expectations(**values)


def _differ(old: Any, new: Any) -> bool:
    if isinstance(old, Mapping):
        return any(new.get(name, value) != value for name, value in old.items())
    return not isinstance(old, tuple) and None not in (old, new) and old != new


def _both(old: Any, new: Any) -> Any:
    if isinstance(old, Mapping):
        return {**old, **new}
    if isinstance(old, tuple):
        return tuple(dict.fromkeys((*old, *new)))
    return new if old is None else old
