"""From what somebody names to the models that are meant: files, directories, patterns, targets.

A directory that is a model, as a SavedModel is, or has the name of a model file, is one model.  Of
any other the model files in it and below are taken, but nothing that is
hidden, and nothing that a link leads to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rnnscope.checking.configuration import Check, Configuration, Entry
from rnnscope.checking.patterns import (
    entries_of,
    is_pattern,
    listed,
    matching,
    takes_anything,
    whole_directories,
)
from rnnscope.errors import BadProjectFileError
from rnnscope.processes.user_code import here
from rnnscope.readers.given import Given, Kind
from rnnscope.readers.source import Confidence, Source, surest
from rnnscope.wording import shown

SUFFIXES = (".keras", ".h5", ".hdf5")
_TEXTS = (".json", ".yaml", ".yml")  # most of which are no models
_HEAD = 4096  # bytes of such a file that tell what it is
_LOOKS_LIKE_ONE = re.compile(
    rb"""["'](?:class_name|modelTopology)["']\s*:|^class_name\s*:""", re.MULTILINE
)
_LINK = "it is a link out of the directory, or to nowhere, and not followed: name it by itself"


@dataclass(frozen=True, slots=True)
class Named:
    """A model that is to be judged, or the reason why there is none.

    `name` is its path from the current directory, or `package.module:thing`, which is found
    from `home`.
    """

    name: str
    home: Path
    is_target: bool = False
    problem: str = ""

    @property
    def place(self) -> str:
        """What is the same for the same model, however it is named."""
        return self.name if self.is_target else os.path.normpath(_here() / self.name)

    @property
    def real_place(self) -> str:
        """The place that all links to a model lead to."""
        return self.name if self.is_target else os.path.realpath(self.name)


def named(names: Iterable[str], home: Path | None = None) -> list[Named]:
    """Return the models that are meant, each once, in the order of the names.

    `home` is the directory from which paths go, by default the current one.
    """
    home = home if home is not None else _here()
    return each_once(model for name in names for model in _meant(name, home))


def of_project(configuration: Configuration) -> list[Named]:
    """Return all models that a project names; a problem says where it names what is not there."""
    return each_once(
        model for check in configuration.checks for model in of_check(configuration, check)
    )


def of_check(configuration: Configuration, check: Check) -> list[Named]:
    """Return the models of one of a project's checks."""
    return each_once(
        _told(model, configuration, entry)
        for entry in check.models
        for model in _meant(entry.name, configuration.directory)
    )


def each_once(models: Iterable[Named]) -> list[Named]:
    """Return models in their order without those that have been named before."""
    first: dict[str, Named] = {}
    for model in models:
        first.setdefault(model.place, model)
    return list(first.values())


def _told(model: Named, configuration: Configuration, entry: Entry) -> Named:
    """Say where the project names what is not there."""
    problem = model.problem
    if not problem and not model.is_target and not os.path.lexists(model.name):
        problem = f"there is no file {shown(entry.name)}"
    if not problem:
        return model
    error = BadProjectFileError(configuration.shown_path, entry.line, "models", problem)
    return replace(model, problem=str(error))


def _meant(name: str, home: Path) -> Iterator[Named]:
    path = home / name
    if not os.path.lexists(path):
        if Given.of(name).kind is not Kind.PATH:
            yield Named(name, home, is_target=Given.of(name).kind is Kind.TARGET)
        elif is_pattern(name):
            yield from _of_pattern(name, home)
        else:
            yield _at(name, home)
    elif path.is_dir():
        yield from _of_directory(name, home)
    else:
        yield _at(name, home)


def _at(path: str, home: Path, problem: str = "") -> Named:
    """Return a model by its path from `home`, named as from where one stands."""
    is_from_here = Path(path).is_absolute() or home == _here()
    return Named(path if is_from_here else os.path.relpath(home / path), home, problem=problem)


def _here() -> Path:
    """Return the current directory; where that is not there any more, only `/` is left."""
    return Path(here() or os.sep)


def _of_pattern(pattern: str, home: Path) -> Iterator[Named]:
    is_open = takes_anything(pattern)
    found = [path for path in matching(pattern, home) if not is_open or _is_one(home / path)]
    directories = whole_directories(pattern)
    if directories is not None:
        below = [directories] if (home / directories).is_dir() else matching(directories, home)
        found = [path for path in below if any(_models_below(home / path))]
    for path in found:
        yield from _of_directory(path, home) if (home / path).is_dir() else [_at(path, home)]
    if not found:
        what = "model" if is_open else "file"
        yield _at(pattern, home, f"no {what} matches {shown(pattern)}")


def _is_one(path: Path) -> bool:
    return _is_model_directory(path) if path.is_dir() else _is_model_file(path)


def _of_directory(path: str, home: Path) -> Iterator[Named]:
    top = home / path
    found = sorted(_models_below(top))
    if not found:
        kinds = f"{', '.join(SUFFIXES)}, or a directory that is a model"
        yield _at(path, home, f"{shown(path)} is a directory without a model: {kinds}")
    for model, problem in found:
        yield _at(str(Path(path) / model.relative_to(top)), home, problem)


def _models_below(top: Path) -> Iterator[tuple[Path, str]]:
    """Yield the models in a directory, and of what cannot be one there the reason."""
    waiting = [top]
    while waiting:
        directory = waiting.pop()
        if _is_model_directory(directory):
            yield directory, ""
            continue
        try:
            entries = [each for each in entries_of(directory) if not each.name.startswith(".")]
        except OSError as error:
            yield directory, f"the directory cannot be looked into: {error.strerror or error}"
            continue
        waiting += [directory / each.name for each in entries if each.is_dir(follow_symlinks=False)]
        for path in (directory / each.name for each in entries if _is_named_file(each)):
            if not path.is_symlink():
                yield path, ""
            elif not _is_met(path, top):
                yield path, _LINK


def _is_named_file(entry: os.DirEntry[str]) -> bool:
    """Tell whether what a directory has is a file that is meant as a model, or a link to one."""
    path = Path(entry.path)
    return not os.path.isdir(path) and _is_model_file(path)  # noqa: PTH112  # of a loop it is False


def _is_met(link: Path, top: Path) -> bool:
    """Tell whether a link leads to a file that is met in the directory anyway."""
    place = os.path.realpath(link)
    return os.path.isfile(place) and Path(place).is_relative_to(os.path.realpath(top))  # noqa: PTH113


def _is_model_directory(path: Path) -> bool:
    """Tell whether a directory is meant as a model: by its name or by what is in it."""
    if path.name.lower().endswith(SUFFIXES):
        return True
    from rnnscope.readers.directory_formats import DIRECTORIES

    source = Source(path, is_directory=True)
    try:
        reader = surest(source, DIRECTORIES)
        sure = reader.sniff(source) if reader is not None else Confidence.NONE
    except OSError:
        return False
    if sure is Confidence.SIGNATURE:
        return True
    has_files = any(entry.name.lower().endswith(SUFFIXES) for entry in listed(path))
    return sure > Confidence.NONE and not has_files


def _is_model_file(path: Path) -> bool:
    """Tell whether a file is meant as a model: by its name or, of JSON and YAML, by its content."""
    name = path.name.lower()
    if name.endswith(SUFFIXES):
        return True
    if not name.endswith(_TEXTS) or not path.is_file():
        return False
    try:
        return bool(_LOOKS_LIKE_ONE.search(Source(path).piece(0, _HEAD)))
    except OSError:
        return False
