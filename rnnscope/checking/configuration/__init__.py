"""What a project expects of its models: `pyproject.toml`, or `rnnscope.toml`, read.

It is sought from a directory upward, and never beside a model, since it names code that runs:
`package.module:thing`.  What is found belongs to whoever works there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rnnscope.checking.configuration.keys import (
    CHECK,
    CHECK_KEYS,
    TABLE,
    Read,
    WrongValueError,
    project_keys,
)
from rnnscope.checking.configuration.places import is_trusted, upward
from rnnscope.checking.configuration.toml_lines import Place, line_of, lines
from rnnscope.errors import BadProjectFileError, near
from rnnscope.expectations import Expectations
from rnnscope.processes.user_code import here
from rnnscope.untrusted import toml_text
from rnnscope.untrusted.regular_files import beginning
from rnnscope.wording import shown

OWN, SHARED = "rnnscope.toml", "pyproject.toml"
_PREFIX = TABLE.partition(".")[0]
_NO_PREFIX = f"there is no such key; what {SHARED} has in {TABLE} stands in {OWN} without that name"
_LONGEST = 8 * 2**20  # bytes
_LEFT = (
    "{} is left alone: it is somebody else's, and everybody may write to its directory; "
    "make it your own, or take that right away, as chmod o-w does"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A model as the project names it, and the line that does."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Check:
    """One `[[tool.rnnscope.check]]`: models, and what is expected of each of them."""

    models: tuple[Entry, ...]
    expectations: Expectations
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)  # of NAME=FORMULA


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a project expects; its models are found from the directory that the file is in.

    `require` are the witnesses that have to be heard for every model, `imports` the modules
    that define layers of the project's own, `embed_targets` what documents may name that runs code.
    """

    path: Path
    checks: tuple[Check, ...] = ()
    require: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    embed_targets: tuple[str, ...] = ()

    @property
    def directory(self) -> Path:
        """Where its models are, and its lock."""
        return self.path.parent

    @property
    def shown_path(self) -> str:
        """The file, as somebody would write it who stands in the current directory."""
        return _named(self.path)

    @property
    def check_table(self) -> str:
        """What a table of checks is called in this file."""
        return _check_table(self.path)

    @property
    def models(self) -> tuple[Entry, ...]:
        """All that it names: each once, in its order, patterns and directories as they stand."""
        entries = {entry.name: entry for check in self.checks[::-1] for entry in check.models[::-1]}
        return tuple(entries[name] for name in dict.fromkeys(self._names()))

    def _names(self) -> Iterator[str]:
        return (entry.name for check in self.checks for entry in check.models)


def found(
    start: Path | None = None, leaves: Callable[[str], object] = lambda _: None
) -> Configuration | None:
    """Return what the project expects that a directory belongs to, by default the current one.

    The first directory upward decides in which there is `rnnscope.toml`, or a `pyproject.toml`
    with our table.  A repository's root is the last that is looked at.  Above where one stands
    nothing is taken from a directory that everybody puts files into, as /tmp.  Where everybody may
    write no file of somebody else's is taken; `leaves` is told the sentence that says so.

    Raises:
        BadProjectFileError: it cannot be read, or holds what nobody can know the meaning of.

    """
    place = here() if start is None else start
    for path in _files(Path(place).absolute()) if place is not None else ():
        if not is_trusted(path):
            if _says_something(path):
                leaves(_LEFT.format(_named(path)))
            continue
        configuration = read(path)
        if configuration is not None:
            return configuration
    return None


def read(path: Path) -> Configuration | None:
    """Read one file; None where there is none, or nothing of ours in it.

    Raises:
        BadProjectFileError: as `found`.

    """
    text = _text(path)
    if text is None:
        return None
    try:
        data: Any = toml_text.read(text)
    except ValueError as error:
        raise BadProjectFileError(_named(path), 0, "", str(error)) from None
    above = () if path.name == OWN else tuple(TABLE.split("."))
    for key in above:
        data = data.get(key) if isinstance(data, Mapping) else None
    if data is None:
        return None
    return _File(path, lines(text), above).read(data)


def _files(start: Path) -> Iterator[Path]:
    return (directory / name for directory in upward(start) for name in (OWN, SHARED))


def _says_something(path: Path) -> bool:
    """Tell whether a file is meant for us, as far as it can be read."""
    try:
        return read(path) is not None
    except BadProjectFileError:
        return True


def _text(path: Path) -> str | None:
    try:
        data = beginning(path, _LONGEST + 1)
        if len(data) > _LONGEST:
            problem = f"it is longer than {_LONGEST:,} bytes"
            raise BadProjectFileError(_named(path), 0, "", problem)
        return data.decode().replace("\r\n", "\n")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except IsADirectoryError:  # which somebody else may have named so
        return None
    except OSError as error:
        raise BadProjectFileError(_named(path), 0, "", f"{error.strerror or error}") from None
    except UnicodeDecodeError:
        raise BadProjectFileError(_named(path), 0, "", "it is no TOML: it is not UTF-8") from None


def _named(path: Path) -> str:
    """Return a path as somebody would write it who stands in the current directory."""
    try:
        return os.path.relpath(path)
    except (OSError, ValueError):  # no current directory any more, or another drive
        return str(path)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is read; `above` are the keys that lead to our table."""

    path: Path
    lines: Mapping[Place, int]
    above: tuple[str, ...]

    def read(self, data: object) -> Configuration:
        """Return what our table says."""
        values = self._values(data, project_keys(_check_table(self.path)), ())
        tables: Any = values.get(CHECK, ())
        return Configuration(
            path=self.path,
            checks=tuple(self._check(table, (CHECK, i)) for i, table in enumerate(tables)),
            require=values.get("require", ()),
            imports=values.get("import", ()),
            embed_targets=values.get("embed-targets", ()),
        )

    def _check(self, table: object, place: Place) -> Check:
        values = self._values(table, CHECK_KEYS, place)
        if not values.get("models"):
            raise self._wrong(place, "it names no models: models = ['model.keras']")
        models = values.pop("models")
        entries = (Entry(name, self._line((*place, "models", i))) for i, name in enumerate(models))
        expected = {key.replace("-", "_"): value for key, value in values.items()}
        origins = {
            f"{name}={value}": str(self._wrong(below, "")).removesuffix(": ")
            for name, value in values.get("layers", {}).items()
            if isinstance(value, str) and (below := (*place, "layers", name))
        }
        return Check(tuple(entries), Expectations(**expected), origins)

    def _values(self, table: object, known: Mapping[str, Read], place: Place) -> dict[str, Any]:
        """Read the keys of a table, all of which have to be known."""
        if not isinstance(table, Mapping):
            raise self._wrong(place, f"expected a table, found {shown(table)}")
        for key in table:
            if key not in known:
                is_prefix = not self.above and (*place, key) == (_PREFIX,)
                problem = _NO_PREFIX if is_prefix else _unknown(key, known)
                raise self._wrong((*place, key), problem)
        return {key: self._value(known[key], value, (*place, key)) for key, value in table.items()}

    def _value(self, read: Read, value: object, place: Place) -> object:
        try:
            return read(value)
        except WrongValueError as error:
            raise self._wrong((*place, *error.below), str(error)) from None

    def _wrong(self, place: Place, problem: str) -> BadProjectFileError:
        return BadProjectFileError(_named(self.path), self._line(place), _key(place), problem)

    def _line(self, place: Place) -> int:
        return line_of(self.lines, (*self.above, *place))


def _check_table(path: Path) -> str:
    return CHECK if path.name == OWN else f"{TABLE}.{CHECK}"


def _key(place: Place) -> str:
    """Write a place as TOML would: `check[0].layers.dense`."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{_quoted(part)}" for part in place)
    return "".join(parts).removeprefix(".") or TABLE


def _quoted(key: str) -> str:
    return key if key.replace("-", "_").isidentifier() else shown(key)


def _unknown(key: str, known: Mapping[str, object]) -> str:
    close = near(key.replace("_", "-").lower(), known)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
    return f"there is no such key; {hint}"
