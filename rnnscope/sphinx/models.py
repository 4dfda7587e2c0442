"""The models that pages of a documentation name: where they are, and their reports.

A report is made once in a build, however many directives show parts of it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rnnscope.embedding.explained import begin_names_anew
from rnnscope.errors import BadArgumentError, UnreadableModelError
from rnnscope.readers.given import Given, Kind
from rnnscope.untrusted.limits import applied, working
from rnnscope.untrusted.remedies import Remedies, offered
from rnnscope.verify import TIMEOUT
from rnnscope.wording import shown

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from rnnscope.report.report import Report

NAME, FILES = "rnnscope", "files"  # of the domain, and what pages were made from in its data
_SETTINGS = Remedies('rnnscope_limits = {{"{}": NUMBER}}', "rnnscope_timeout")
_MOST = 16  # reports that are kept: directives of one model stand near each other


State: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of `conf.py`; `rebuild` says what is made anew where it changes."""

    name: str
    default: Any
    types: frozenset[type]
    rebuild: Literal["", "env"] = "env"


VALUES = (
    Value("rnnscope_summary", True, frozenset({bool})),
    Value("rnnscope_timeout", TIMEOUT, frozenset({int, float}), ""),
    Value("rnnscope_limits", None, frozenset({dict, NoneType})),
    Value("rnnscope_imports", [], frozenset({list, tuple})),
    Value("rnnscope_targets", [], frozenset({list, tuple})),
)


def check(_: Sphinx, config: Config) -> None:
    """Refuse a value of `conf.py` that nothing could be done with.

    Raises:
        ConfigError: one is of another kind.

    """
    from sphinx.errors import ConfigError

    for name in ("rnnscope_imports", "rnnscope_targets"):
        names = getattr(config, name)
        if not isinstance(names, list | tuple) or not all(isinstance(n, str) for n in names):
            raise ConfigError(f"{name}: expected a list of names; found {shown(names)}")
    timeout = config.rnnscope_timeout
    is_number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if not is_number or not 0 < timeout < math.inf:
        raise ConfigError(f"rnnscope_timeout: expected seconds above 0; found {shown(timeout)}")
    limits = config.rnnscope_limits
    if not isinstance(limits, dict | NoneType):
        raise ConfigError(f"rnnscope_limits: expected a dict of numbers; found {shown(limits)}")


@dataclass(frozen=True, slots=True)
class Explained:
    """A model's report, the name by which pages know it, and the files that it was made from."""

    key: str
    report: Report
    files: tuple[str, ...]


_known: dict[Given, Explained] = {}


def forget(*_: object) -> None:
    """Forget all reports: a build begins, and files may be others than in the last one."""
    _known.clear()


@contextmanager
def limited(config: Config) -> Iterator[None]:
    """Put the limits of `conf.py` in force for a block, which is work that they bound.

    Raises:
        BadLimitError: there is no limit of a name, or a value is no number above 0.

    """
    with applied(config.rnnscope_limits), offered(_SETTINGS), working():
        yield


def key_of(env: BuildEnvironment, model: str, document: str) -> str:
    """Return the name by which all pages know a model: its path from the source directory.

    One in Python keeps its name, and so does one that cannot be there.
    """
    try:
        return _named(env, model, document)[0]
    except UnreadableModelError:
        return model


def explained(env: BuildEnvironment, model: str, document: str) -> Explained:
    """Explain the model that a page names by its path from there, or from the source directory.

    The page is made anew when one of the files changes that the model is read from.

    Raises:
        RnnscopeError: it cannot be read; the message says why.
        BadArgumentError: it would run code that `conf.py` does not list.

    """
    key, given = _named(env, model, document)
    if given.kind is Kind.PATH:
        _note(env, key)
        _note(env, _as_named(model, document))
    elif model not in env.config.rnnscope_targets:
        wanted = "the path of a model; this runs code: list it in rnnscope_targets of conf.py first"
        raise BadArgumentError("model", wanted, model)
    if given not in _known:
        found = _explained(given, key, env.config)
        while len(_known) >= _MOST:
            del _known[next(iter(_known))]
        _known[given] = found
    for file in _known[given].files:
        _note(env, file)
    return _known[given]


def _note(env: BuildEnvironment, file: str) -> None:
    """Note what a page is made from: Sphinx by its time alone, and a file may come with any."""
    env.note_dependency(file)
    page = env.current_document.docname
    env.domaindata[NAME][FILES].setdefault(page, {})[file] = _state(env, file)


def outdated(_: Sphinx, env: BuildEnvironment, *__: object) -> list[str]:
    """Return the pages of which a file is another one than they were made from, or is there now."""
    pages: Mapping[str, Mapping[str, State | None]] = env.domaindata[NAME][FILES]
    return [
        page
        for page, files in pages.items()
        if any(_state(env, file) != state for file, state in files.items())
    ]


def _state(env: BuildEnvironment, file: str) -> State | None:
    """Return what tells a file from another in its place; None where there is none."""
    try:
        found = (Path(env.srcdir) / file).stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _named(env: BuildEnvironment, model: str, document: str) -> tuple[str, Given]:
    """Return the name by which all pages know a model, and what is to be read.

    It may be a model in Python; whatever lies there by such a name is a file.

    Raises:
        UnreadableModelError: no file can be there.

    """
    try:
        key, place = env.relfn2path(model, document)
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a NUL
        raise UnreadableModelError(model, f"it is no path of a file ({error})") from None
    if Given.of(model).kind is Kind.TARGET and not os.path.lexists(place):
        return model, Given(model, Kind.TARGET)
    return key, Given(place, Kind.PATH)


def _as_named(model: str, document: str) -> str:
    """Return the path that a page names, with its links: they may be turned to other files."""
    return model.lstrip("/") if model.startswith("/") else str(Path(document).parent / model)


def _explained(given: Given, key: str, config: Config) -> Explained:
    from rnnscope import api

    begin_names_anew(given)
    timeout = config.rnnscope_timeout if config.rnnscope_summary else None
    model, report = api.heard(given, config.rnnscope_imports, timeout=timeout)
    files = {*model.files, *filter(None, (model.source, model.weights)), *_code_of(given, config)}
    return Explained(key, replace(report, source=key), tuple(sorted(_files_in(files))))


def _code_of(given: Given, config: Config) -> Iterator[str]:
    """Yield the files of the modules that were imported for a model."""
    import sys

    modules: Mapping[str, Any] = sys.modules
    names = [*config.rnnscope_imports]
    if given.kind is Kind.TARGET:
        names.append(str(given.value).partition(":")[0])
    for name in names:
        if file := getattr(modules.get(name), "__file__", None):
            yield file


def _files_in(places: set[str]) -> Iterator[str]:
    """Yield files, and for directories those in them: a directory does not change with them."""
    for place in map(Path, places):
        if place.is_dir():
            yield from (str(file.absolute()) for file in place.rglob("*") if file.is_file())
        elif place.is_file():
            yield str(place.absolute())
