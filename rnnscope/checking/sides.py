"""The two sides of a comparison: a model on each, or a lock, which may have several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rnnscope.checking.at_revision import at_revision
from rnnscope.checking.code_at_revision import made_at_revision
from rnnscope.checking.target_process import Made, made
from rnnscope.errors import BadLockError, RevisionError, UnreadableModelError
from rnnscope.readers import streams
from rnnscope.readers.given import Given, Kind
from rnnscope.readers.source import HEAD_BYTES
from rnnscope.states import ModelState, lock_file
from rnnscope.states.lock_text import is_lock


@dataclass(frozen=True, slots=True)
class Side:
    """What is on one side: `name` is what people know it by, `source` how it was named.

    `lock` is the path of a lock, None where it is a model; `files` are those that were read, and
    `differences` say where a model's variables are others than its config implies.
    """

    name: str
    source: str
    models: tuple[ModelState, ...]
    lock: Path | None = None
    files: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()

    def named(self, model: ModelState) -> ModelState:
        """Return one of its models, with the name that people know it by."""
        is_entry = self.lock is not None and model.source
        return replace(model, source=f"{model.source} in {self.name}" if is_entry else self.name)


@dataclass(frozen=True, slots=True)
class Asking:
    """How models are read: which modules of the user's are imported, and whether Keras is light."""

    imports: tuple[str, ...] = ()
    light: bool = False


def sides(old: str, new: str, asking: Asking) -> tuple[Side, Side]:
    """Read what somebody named; two models that code makes are made at the same time.

    Raises:
        RnnscopeError: one of them is no model, and no lock.

    """
    if any(Given.of(source).kind is not Kind.TARGET for source in (old, new)):
        return side(old, asking), side(new, asking)
    from concurrent.futures import ThreadPoolExecutor
    from contextvars import copy_context

    with ThreadPoolExecutor(2) as pool:  # each thread waits for a process
        found = [pool.submit(copy_context().run, side, each, asking) for each in (old, new)]
        return found[0].result(), found[1].result()


def side(source: str, asking: Asking) -> Side:
    """Read what somebody named: a file or a directory, a stream, a target, or a lock.

    Raises:
        RnnscopeError: it is no model, and no lock.

    """
    match Given.of(source).kind:
        case Kind.TARGET:
            now = made(source, light=asking.light, imports=asking.imports)
            return _of_code(source, source, now)
        case Kind.STREAM:
            with streams.kept(source) as path:
                return _read(path, streams.name(source), source, asking)
        case _:
            return _read(Path(source), source, source, asking)


def sides_since(source: str, revision: str, asking: Asking) -> tuple[Side, Side]:
    """Read what somebody named as it was at a git revision, and as it is.

    Raises:
        RnnscopeError: it cannot be had as it was, or it is no model, then or now.

    """
    given, name = Given.of(source), f"{source} at {revision}"
    if given.kind is Kind.TARGET:
        now = made(source, light=asking.light, imports=asking.imports)
        then = made_at_revision(source, now, revision, asking.imports, light=asking.light)
        return _of_code(name, source, replace(then, file="")), _of_code(source, source, now)
    if given.kind is Kind.STREAM:
        raise RevisionError(f"{streams.name(source)} is no file of a repository")
    with at_revision(Path(source), revision) as path:
        old = _read(path, name, source, asking)
    return replace(old, files=()), side(source, asking)


def _of_code(name: str, target: str, made: Made) -> Side:
    files = (made.file,) if made.file else ()
    return Side(name, target, (made.state,), files=files, differences=made.differences)


def _read(path: Path, name: str, source: str, asking: Asking) -> Side:
    """Read a file by its content: a lock, or a model."""
    try:
        return _found(path, name, source, asking)
    except OSError as error:  # nobody may read it, or it has gone meanwhile
        raise UnreadableModelError(name, error.strerror or str(error)) from None


def _found(path: Path, name: str, source: str, asking: Asking) -> Side:
    if path.is_file() and (path.suffix == Path(lock_file.NAME).suffix or _is_lock(path)):
        try:
            return Side(name, source, lock_file.read(path), Path(source), files=(source,))
        except BadLockError as error:
            raise BadLockError(name, error.problem) from None
    from rnnscope.api import explained
    from rnnscope.states.of_report import state_of

    model, report = explained(Given.file(path), asking.imports)
    return Side(
        name,
        source,
        (state_of(report, name),),
        files=tuple(filter(None, (source, model.source, model.weights, *model.files))),
        differences=tuple(each.text for each in report.differences),
    )


def _is_lock(path: Path) -> bool:
    with path.open("rb") as file:
        return is_lock(file.read(HEAD_BYTES))


def pairs(old: Side, new: Side) -> Iterator[tuple[ModelState, ModelState]]:
    """Yield what is to be compared: models of one source; one of a side alone with no layers.

    Raises:
        BadLockError: a lock has nothing of the model on the other side.

    """
    if old.lock is None or new.lock is None or len(old.models) == len(new.models) == 1:
        yield old.named(_only(old, new)), new.named(_only(new, old))
        return
    before = {model.source: model for model in old.models}
    after = {model.source: model for model in new.models}
    for source in dict.fromkeys((*before, *after)):
        none = ModelState(source=source)
        yield old.named(before.get(source, none)), new.named(after.get(source, none))


def _only(asked: Side, other: Side) -> ModelState:
    """Return the model of a side: of a lock the one it has, or its entry for the other side's."""
    if asked.lock is None or len(asked.models) == 1:
        return asked.models[0]
    is_file = Given.of(other.source).kind is not Kind.TARGET
    source = lock_file.source_of(other.source, asked.lock) if is_file else other.source
    return lock_file.entry_of(asked.models, source, asked.name)
