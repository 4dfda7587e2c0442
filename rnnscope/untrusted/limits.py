"""What a model may cost: all the bounds on what somebody's file can ask for, in one place.

Each is far above what a model of anybody's has.  `Limits` are in force for a
block (`with applied(limits)`), so that nobody has to hand them on; the time
that is worked on a model is counted for a block too (`with working()`), and
`spend` is called wherever something is done for each layer, name or number.
Light, since the process that reads HDF5 imports it before it can answer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from typing import Any

_MOST = {int: 2**62, float: 86_400.0}  # what a limit may be raised to: seconds, to a day


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model may cost to read, to explain and to draw.

    summary_bytes: a text with what `summary()` printed.
    summary_lines: of such a text.
    summary_rows: of one table in it.
    json_bytes: the text of one config, packed or not.
    json_values: values in it, keys and those inside others counted too.
    json_nesting: lists and objects in each other.
    json_digits: digits of one whole number.
    zip_members: members of an archive.
    zip_ratio: how many times larger a member may be than it is packed.  JSON below
        `zip_json_bytes`, and weights up to `zip_member_bytes`, may be packed tighter.
    zip_json_bytes: JSON up to this size may be packed as tight as it likes.
    zip_member_bytes: weights up to this size may be packed as tight as they like, as zeros are;
        they are unpacked only as far as their headers are read, within `seconds`.
    hdf5_depth: groups in each other.
    hdf5_objects: groups, datasets, and names that are listed in attributes.
    hdf5_attribute_bytes: all attributes of Keras's in a file together.
    hdf5_name_bytes: all names and paths in a file together.
    hdf5_answer_bytes: what the process that reads HDF5 may say of a file.
    stream_bytes: of a model that comes from standard input, or out of git, which is kept in a file
        meanwhile.
    memory_bytes: of the process that reads HDF5.
    seconds: how long that process may work for one file, and git for one question; they are
        waited for three times as long, since a machine may be busy.
    shards: files that the weights of one model may be divided among.
    graph_bytes: the objects in a SavedModel.
    graph_objects: how many they may be.
    graph_path_characters: the ways to all of them together.
    graph_fields: fields of the messages in a SavedModel or a checkpoint.
    graph_steps: from object to object, over all that is asked of a SavedModel.
    metadata_bytes: what Keras 2 wrote of its layers in a SavedModel.
    index_bytes: the index of a checkpoint.
    index_tensors: tensors in it.
    index_name_bytes: the name of one of them.
    name_characters: the name of a layer, of its class, or of a setting.
    path_characters: the paths of all layers together, each with the names of those around it.
    layers: layers of a model, each counted as often as it is called.
    outputs: outputs of one layer.
    formula_terms: terms of one product, and of the formula for the whole model.
    fitted_sizes: sizes that are tried for an input that nothing but the stored weights tells.
    input_steps: steps that working out what the inputs mean for the count may take.
    traced_terms: terms of one size in the own code of a class that was imported.
    traced_items: numbers of a list in its settings that are followed one by one.
    work_seconds: processor time that explaining a model may take, and drawing the report again.
    summary_memory_bytes: of the process in which Keras builds a model anew for its summary.
    lock_bytes: of the file of a lock.
    document_bytes: of a document that has reports in it.
    document_parts: of one in Markdown: beginnings and ends of its paragraphs, lists and the like.
    cell_characters: of one cell of a table, or of a sentence that lists names; JSON and CSV,
        which are for programs, have all of it.
    """

    summary_bytes: int = 4 * 2**20
    summary_lines: int = 100_000
    summary_rows: int = 5_000
    json_bytes: int = 64 * 2**20
    json_values: int = 2_000_000
    json_nesting: int = 400
    json_digits: int = 19
    zip_members: int = 20_000
    zip_ratio: int = 100
    zip_json_bytes: int = 8 * 2**20
    zip_member_bytes: int = 4 * 2**30
    hdf5_depth: int = 60
    hdf5_objects: int = 200_000
    hdf5_attribute_bytes: int = 64 * 2**20
    hdf5_name_bytes: int = 32 * 2**20
    hdf5_answer_bytes: int = 256 * 2**20
    stream_bytes: int = 8 * 2**30
    memory_bytes: int = 256 * 2**20
    seconds: float = 8.0
    shards: int = 10_000
    graph_bytes: int = 256 * 2**20
    graph_objects: int = 300_000
    graph_path_characters: int = 64 * 2**20
    graph_fields: int = 2_000_000
    graph_steps: int = 20_000_000
    metadata_bytes: int = 128 * 2**20
    index_bytes: int = 32 * 2**20
    index_tensors: int = 100_000
    index_name_bytes: int = 2_000
    name_characters: int = 4_000
    path_characters: int = 64 * 2**20
    layers: int = 200_000
    outputs: int = 1_000
    formula_terms: int = 10_000
    fitted_sizes: int = 64
    input_steps: int = 2_000_000
    traced_terms: int = 200
    traced_items: int = 64
    work_seconds: float = 60.0
    summary_memory_bytes: int = 4 * 2**30
    lock_bytes: int = 8 * 2**20
    document_bytes: int = 16 * 2**20
    document_parts: int = 1_000_000
    cell_characters: int = 1_000

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Limits:
        """Return the limits with some of them changed, by name.

        Raises:
            BadLimitError: there is no limit of a name, or a value is no number above 0.

        """
        from rnnscope.errors import BadLimitError
        from rnnscope.wording import shown

        given: object = values
        if not isinstance(given, Mapping):
            problem = f"expected limits by name, such as {{'seconds': 60}}, found {shown(values)}"
            raise BadLimitError(problem)
        known = {limit.name: type(limit.default) for limit in fields(cls)}
        for name, value in values.items():
            if name not in known:
                choice = ", ".join(known)
                raise BadLimitError(f"there is no limit {shown(name)}; choose one of {choice}")
            problem = _problem(value, known[name])
            if problem:
                raise BadLimitError(f"the limit {name}: {problem}, found {shown(value)}")
        return cls(**values)

    def as_data(self) -> dict[str, int | float]:
        """Return the limits by name."""
        return asdict(self)


def _problem(value: Any, kind: Any) -> str:
    """Say what is expected of a limit, where a value is something else."""
    most = _MOST[kind]
    whole = "whole number" if kind is int else "number"
    is_number = isinstance(value, int | float) and type(value) in (kind, int)
    if is_number and value > most:
        return f"expected a {whole} of {most:,.0f} at most"
    return "" if is_number and 0 < value <= most else f"expected a {whole} above 0"


_current: ContextVar[Limits] = ContextVar("limits", default=Limits())  # noqa: B039  # it is frozen


def current() -> Limits:
    """Return the limits that are in force."""
    return _current.get()


@contextmanager
def applied(limits: Limits | Mapping[str, Any] | None) -> Iterator[Limits]:
    """Put limits in force for a block; None leaves them as they are.

    Raises:
        BadLimitError: as `Limits.of`.

    """
    wanted = _wanted(limits)
    token = _current.set(wanted)
    try:
        yield wanted
    finally:
        _current.reset(token)


def _wanted(limits: Limits | Mapping[str, Any] | None) -> Limits:
    if limits is None:
        return current()
    return limits if isinstance(limits, Limits) else Limits.of(limits)


def beyond(name: str, limits: Limits | None = None) -> str:
    """Say which limit stands in the way, and how to raise it."""
    from rnnscope.untrusted.remedies import raised

    value = getattr(limits or current(), name)
    text = f"{value:,}" if isinstance(value, int) else f"{value:g}"
    return f"beyond the limit {name} of {text}{raised(name)}"


@dataclass(slots=True)
class _Clock:
    """The processor time of this thread until which somebody may work."""

    until: float
    steps: int = 0


_STEPS = 500  # between two looks at the clock: each takes as long as a step
_clock: ContextVar[_Clock | None] = ContextVar("clock", default=None)


@contextmanager
def working(seconds: float | None = None) -> Iterator[None]:
    """Count the time that is worked in a block, against `work_seconds`; one inside counts on.

    A block of no more than some `seconds` has its own end, if that of the one around is later.
    """
    outer = _clock.get()
    if outer is not None and seconds is None:
        yield
        return
    limit = current().work_seconds if seconds is None else min(seconds, current().work_seconds)
    until = time.thread_time() + limit
    token = _clock.set(_Clock(until if outer is None else min(until, outer.until)))
    try:
        yield
    finally:
        _clock.reset(token)


def spend(steps: int = 1) -> None:
    """Count some steps of work.

    Raises:
        TooMuchWorkError: the time is over.

    """
    clock = _clock.get()
    if clock is None:
        return
    clock.steps += steps
    if clock.steps > _STEPS:
        if time.thread_time() > clock.until:
            from rnnscope.errors import TooMuchWorkError

            raise TooMuchWorkError(f"explaining the model takes long, {beyond('work_seconds')}")
        clock.steps = 0
