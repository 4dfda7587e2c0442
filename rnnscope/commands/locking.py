"""Writes a lock: all models that it is to have, or nothing where one of them cannot be."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path

import typer

from rnnscope.checking import models
from rnnscope.checking.configuration import Configuration
from rnnscope.checking.models import Named
from rnnscope.commands.alone import alone
from rnnscope.commands.lockable import Refusal, lockable
from rnnscope.commands.output import complain, write
from rnnscope.commands.progress import progress
from rnnscope.commands.project import found_project
from rnnscope.errors import BadLockError, LaterLockError, UnwritableError
from rnnscope.pages.texts import visible
from rnnscope.states import LayerState, ModelState, lock_file, lock_text
from rnnscope.wording import counted

_WORDS = "locking"
_HEAD = 4_096  # bytes of a file that tell whether it is a lock


def locked(names: Sequence[str], output: Path | None, imports: tuple[str, ...]) -> int:
    """Lock the models that are named, or all of the project's; return the exit code.

    Raises:
        BadLockError: what the lock has of other models cannot be kept.
        BadProjectFileError: the project's file cannot be read.
        UnwritableError: what is to be the lock is something else.

    """
    project = found_project()
    lock = _Lock.at(output or _place(project), is_kept=bool(names))
    wanted = models.named(names) if names else _all(project, lock)
    states, refusals = found_states(wanted, lock.path, _imports(project, imports))
    if refusals:
        for refusal in refusals:
            complain(refusal.sentence)
        kept = "stays as it was" if lock.is_there else "is not written"
        complain(f"nothing is locked: {lock.path} {kept}")
        return max(refusal.code for refusal in refusals)
    with alone(lock.path):
        lock = _Lock.at(lock.path, is_kept=lock.is_kept)  # another run may have written meanwhile
        lock.write({state.source: state for state in states})
    return 0


def printable(
    names: Sequence[str], imports: tuple[str, ...]
) -> tuple[list[ModelState], list[Refusal]]:
    """Return what a lock in its usual place would have of models, and why not of others.

    Raises:
        BadProjectFileError: no model is named, and the project's file cannot be read.

    """
    project = found_project()
    lock = _place(project)
    wanted = models.named(names) if names else _all(project, None)
    return found_states(wanted, lock, _imports(project, imports))


def found_states(
    wanted: Sequence[Named], lock: Path, imports: tuple[str, ...]
) -> tuple[list[ModelState], list[Refusal]]:
    """Return what a lock has of each model, or why it has nothing of it.

    Models that code makes are made beside each other, each in a process of its own.
    """
    with (
        progress(len(wanted), _WORDS) as step,
        ThreadPoolExecutor(_cores()) as pool,
        _ended_together(pool),
    ):
        made = {
            each: pool.submit(copy_context().run, lockable, each, lock, imports)
            for each in wanted
            if each.is_target
        }
        found = []
        for each in wanted:
            is_made = each in made
            found.append(made[each].result() if is_made else lockable(each, lock, imports))
            step()
    states = [each for each in found if isinstance(each, ModelState)]
    return states, [each for each in found if isinstance(each, Refusal)]


@contextmanager
def _ended_together(pool: ThreadPoolExecutor) -> Iterator[None]:
    """Begin no more models and end those that are being made, where somebody interrupts."""
    from rnnscope.checking.target_process import ended_with_the_caller

    with ended_with_the_caller():
        try:
            yield
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _cores() -> int:
    return os.cpu_count() or 1


def _imports(project: Configuration | None, imports: tuple[str, ...]) -> tuple[str, ...]:
    return (*(project.imports if project is not None else ()), *imports)


def _all(project: Configuration | None, lock: _Lock | None) -> list[Named]:
    """Return the models of the project; where it names none, those that the lock has.

    Raises:
        typer.BadParameter: there are none.

    """
    if project is not None:
        found = models.of_project(project)
        if not found:
            raise typer.BadParameter(f"{project.shown_path} names no models: name a MODEL")
        return found
    if lock is not None and lock.sources:
        return models.named(lock.sources, lock.path.parent)
    raise typer.BadParameter(
        "there is no MODEL: name a file or package.module:thing, or name them in pyproject.toml, "
        "as `models` of [[tool.rnnscope.check]]"
    )


def _place(project: Configuration | None) -> Path:
    """Return where the lock is: beside what the project expects, or in the current directory."""
    directory = project.directory if project is not None else Path()
    return Path(os.path.relpath(directory / lock_file.NAME))


@dataclass(frozen=True, slots=True)
class _Lock:
    """A lock, and what it has so far; `is_kept` where models that are not named stay in it.

    Of one that `is_damaged` only the `sources` are known.
    """

    path: Path
    is_kept: bool
    is_there: bool = False
    models: Mapping[str, ModelState] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    is_damaged: bool = False

    @classmethod
    def at(cls, path: Path, *, is_kept: bool) -> _Lock:
        """Read what is there; what is damaged may be written anew, unless some of it is kept.

        Raises:
            BadLockError: it cannot be read, and what it has of other models would be lost.
            UnwritableError: it is something else.

        """
        head = _head(path)
        if path.exists() and not path.is_file() and path.name == lock_file.NAME:
            raise UnwritableError(path, "it is there, and is not a regular file")
        if not head:
            return cls(path, is_kept)
        if not lock_text.is_lock(head):
            reason = "it is there, and is no lock of rnnscope's: name another file"
            raise UnwritableError(path, reason)
        try:
            known = {model.source: model for model in lock_file.read(path)}
        except LaterLockError:
            raise
        except BadLockError:
            if is_kept:
                raise
            sources = lock_file.sources(path)
            return cls(path, is_kept, is_there=True, sources=sources, is_damaged=True)
        return cls(path, is_kept, is_there=True, models=known, sources=tuple(known))

    def write(self, renewed: Mapping[str, ModelState]) -> None:
        """Write it with these models, and tell what became of each."""
        models = {**self.models, **renewed} if self.is_kept else dict(renewed)
        text = lock_text.written(models.values())
        is_same = self.is_there and _holds(self.path, text.encode())
        if not is_same:
            write(text, self.path)
        anew = " anew, since it could not be read" if self.is_damaged else ""
        end = f"{self.path} {'stays as it was' if is_same else f'is written{anew}'}"
        lines = (*self._told(renewed), *self._removed(models))
        told = (*lines, f"{end}: {counted(len(models), 'model')}")
        write("".join(f"{visible(line)}\n" for line in told), None)

    def _told(self, renewed: Mapping[str, ModelState]) -> Iterator[str]:
        for source, model in sorted(renewed.items()):
            before = self.models.get(source)
            if before is None:
                what = "locked" if self.is_damaged else "added"
                yield f"{source}: {what}, {counted(len(model.layers), 'layer')}"
                continue
            changed = _changed(before.layers, lock_text.kept(model).layers)
            what = f"renewed, {counted(changed, 'layer')} changed" if changed else "same"
            yield f"{source}: {what}"

    def _removed(self, models: Mapping[str, ModelState]) -> Iterator[str]:
        yield from (f"{source}: removed" for source in sorted(self.models.keys() - models.keys()))


def _head(path: Path) -> bytes:
    """Return how a file begins; nothing where there is none.

    Raises:
        BadLockError: it cannot be read.

    """
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise BadLockError(path, error.strerror or str(error)) from None


def _holds(path: Path, text: bytes) -> bool:
    return path.stat().st_size == len(text) and path.read_bytes() == text


def _changed(before: Sequence[LayerState], after: Sequence[LayerState]) -> int:
    """Return how many layers are others than before, came, or went."""
    old, new = (
        Counter((layer.path, repr(layer)) for layer in layers) for layers in (before, after)
    )
    return len({path for path, _ in ((old - new) | (new - old))})
