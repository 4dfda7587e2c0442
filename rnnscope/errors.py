"""Every exception rnnscope raises on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from rnnscope.wording import NAME, SENTENCE, cut, shown, there_are, with_article

_LOOKED_AT = 2_000  # names that are compared with one that there is not

# What a formula does when the settings of a hostile or broken file are of another kind.
MISFIT = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
_WITNESSES = {"stored": "the stored tensors were", "summary": "summary() was"}
_SHOWN = 60  # of what a caller gave
_KERAS_SAYS = "Exception encountered: "  # what went wrong, after where it did
_WORDS = 300  # characters of somebody else's exception


def without_colour(text: str) -> str:
    """Return what somebody else's exception says, on one line and without terminal codes."""
    return " ".join(re.sub(r"\x1b\[[\d;]*m", "", text).split())


def said(error: BaseException) -> str:
    """Return the kind of somebody else's exception and what it says, cut; it may say anything."""
    try:
        words = without_colour(str(error).rpartition(_KERAS_SAYS)[2])
    except BaseException:  # noqa: BLE001  # it fails when it is asked
        words = ""
    if isinstance(error, KeyError):  # which quotes its words
        words = words.strip("'\"")
    return f"{type(error).__name__}{': ' if words else ''}{words[:_WORDS]}"


def _shown(value: object) -> str:
    """Write what a caller gave: itself where that is short, else what it is."""
    if value is None or isinstance(value, str | bool | int | float):
        return shown(value, _SHOWN)
    return with_article(type(value).__name__)


class RnnscopeError(Exception):
    """Base of the rest: catch this to catch them all.

    It can be handed on from one process to another, as what is raised in a pool is.  Those that
    `rnnscope` itself has by name say so: test runners tell an error's whole name and have
    little room for it, and what it says comes after that.
    """

    __module__ = "rnnscope"

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[RnnscopeError], args: tuple[object, ...], facts: object) -> RnnscopeError:
    """Make an error anew from its words, and not from what they were made of."""
    error = kind.__new__(kind, *args)
    vars(error).update(facts)  # type: ignore[call-overload]
    return error


class UnreadableModelError(RnnscopeError):
    """The source is not a model that any reader knows, or is broken."""

    __module__ = "rnnscope"

    def __init__(self, source: object, reason: str) -> None:
        reason = cut(reason, SENTENCE)
        super().__init__(f"cannot read {cut(str(source), SENTENCE)}: {reason}")
        self.source, self.reason = source, reason


class ImportFailedError(RnnscopeError):
    """A module that the user named cannot be imported."""

    __module__ = "rnnscope"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"cannot import {name}: {reason}")
        self.name, self.reason = name, reason


class BadConfigError(RnnscopeError):
    """A config lacks a setting, or holds one of the wrong kind."""

    __module__ = "rnnscope"

    def __init__(self, where: str, problem: str) -> None:
        where, problem = cut(where, SENTENCE), cut(problem, SENTENCE)
        super().__init__(f"{where}: {problem}")
        self.where, self.problem = where, problem


class BadLockError(RnnscopeError):
    """A lock is damaged, or none, or of a later version, or has nothing of a model."""

    def __init__(self, lock: object, problem: str) -> None:
        problem = cut(problem, SENTENCE)
        super().__init__(f"cannot read the lock {cut(str(lock), SENTENCE)}: {problem}")
        self.lock, self.problem = lock, problem


class LaterLockError(BadLockError):
    """A lock is of a later rnnscope, which this one neither reads nor writes over."""


class BadArgumentError(RnnscopeError, TypeError, ValueError):
    """Something was called with what it can do nothing with."""

    __module__ = "rnnscope"

    def __init__(self, name: str, expected: str, found: object) -> None:
        super().__init__(f"{name}: expected {expected}; found {_shown(found)}")
        self.name, self.expected = name, expected


class BadProjectFileError(RnnscopeError):
    """What a project expects of its models is written so that nobody can know what is meant."""

    def __init__(self, path: object, line: int, key: str, problem: str) -> None:
        where = f"{path}, line {line:,}" if line else f"{path}"
        super().__init__(f"{where}: {key}{': ' if key else ''}{cut(problem, SENTENCE)}")
        self.path, self.line, self.key, self.problem = path, line, key, problem


class NothingToCheckError(RnnscopeError):
    """No model is named that could be checked, or none can be as it is asked for."""


class BadLimitError(RnnscopeError, ValueError):
    """A limit on what a file may cost is none that there is, or is no number."""


class TooMuchWorkError(RnnscopeError):
    """Explaining a model, or drawing its report, takes longer than the limit on work allows."""


class NotBuiltError(RnnscopeError):
    """A live model has no weights yet, since it has not been built."""

    __module__ = "rnnscope"

    def __init__(self, name: str, remedy: str = "call it once on data") -> None:
        super().__init__(
            f"the model {shown(name)} has not been built, so it has no weights to explain: {remedy}"
        )
        self.name, self.remedy = name, remedy


class UnknownFormulaError(RnnscopeError):
    """No formula is registered for a layer class, or it does not cover this state of it."""

    __module__ = "rnnscope"


class UnknownSizeError(RnnscopeError):
    """A number was asked of an expression that holds a size known only at run time."""

    __module__ = "rnnscope"

    def __init__(self, expression: str) -> None:
        super().__init__(f"{expression} has no fixed value: it holds a size of None")
        self.expression = expression


class NotRecountedError(RnnscopeError):
    """A model cannot be counted again with other sizes, or one of them cannot be another."""


class NotPolynomialError(RnnscopeError, ValueError):
    """An expression was asked for the values of a size of which it is no polynomial."""

    __module__ = "rnnscope"

    def __init__(self, expression: str, name: str, problem: str) -> None:
        super().__init__(f"{cut(expression)} is no polynomial of {shown(name)}: {cut(problem)}")
        self.expression, self.name, self.problem = expression, name, problem


class UnknownLayerNameError(RnnscopeError, KeyError):
    """A report has no layer of that name."""

    __module__ = "rnnscope"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, tuple(known)
        folded = {known.lower(): known for known in reversed(self.known)}
        close = [folded[n] for n in near(name.lower(), folded)]
        hint = f"did you mean {' or '.join(map(shown, close))}?" if close else self._listing()
        self.message = f"no layer is named {shown(name)}; {hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message

    def _listing(self) -> str:
        if not self.known:
            return "the model has no layers"
        names = ", ".join(map(shown, self.known[:8]))
        return f"{there_are(len(self.known))} {names}{', ...' if len(self.known) > 8 else ''}"


def near(name: str, known: Iterable[str]) -> list[str]:
    """Return names that are much alike; a very long one is like none, and looking takes long."""
    from difflib import get_close_matches

    short = [candidate for candidate in islice(known, _LOOKED_AT) if len(candidate) <= NAME]
    return get_close_matches(name, short, n=3, cutoff=0.5) if len(name) <= NAME else []


class AmbiguousLayerNameError(RnnscopeError, KeyError):
    """A name fits several layers of a report: each has a path of its own."""

    __module__ = "rnnscope"

    def __init__(self, name: str, paths: Iterable[str]) -> None:
        self.name, self.paths = name, tuple(paths)
        some = ", ".join(map(shown, self.paths[:8]))
        more = f", and {len(self.paths) - 8:,} more" if len(self.paths) > 8 else ""
        self.message = (
            f"{len(self.paths):,} layers are named {shown(name)}; "
            f"name one by its full path: {some}{more}"
        )
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class UnheardWitnessError(RnnscopeError):
    """A witness that was required could not speak; `report` is what there is without it."""

    __module__ = "rnnscope"

    def __init__(self, name: str, reason: str, report: object = None) -> None:
        super().__init__(f"{_WITNESSES.get(name, name)} not heard, as required: {reason}")
        self.name, self.reason, self.report = name, reason, report


class NoPictureError(RnnscopeError):
    """There is nothing of which such a picture could be drawn."""

    def __init__(self, picture: str, reason: str) -> None:
        super().__init__(f"cannot draw {picture}: {cut(reason, SENTENCE)}")
        self.picture, self.reason = picture, reason


class UnknownFormatError(RnnscopeError, KeyError):
    """There is no format of output of that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name, self.known = name, tuple(known)
        super().__init__(f"there is no format {shown(name)}; choose one of {', '.join(self.known)}")

    def __str__(self) -> str:
        return str(self.args[0])


class UnwritableError(RnnscopeError):
    """An output takes nothing of what is to be written there."""

    def __init__(self, output: object, reason: object) -> None:
        reason = getattr(reason, "strerror", None) or reason
        super().__init__(f"cannot write {output}: {reason}")
        self.output, self.reason = output, str(reason)


class OverwritesInputError(UnwritableError):
    """An output is a file that the report is made of."""

    def __init__(self, output: object, reason: str) -> None:
        super().__init__(output, f"{reason}; name another file for the report")


class BadFormulaError(RnnscopeError):
    """A formula given as text is not an expression in the layer's own sizes."""

    __module__ = "rnnscope"

    def __init__(self, text: str, problem: str) -> None:
        problem = cut(problem, SENTENCE)
        super().__init__(f"cannot read the formula {shown(text)}: {problem}")
        self.text, self.problem = text, problem
        self.layers = ""  # the name or glob of those that it is expected of


class UnknownDocumentError(RnnscopeError):
    """A document is of a kind in which no marks are known."""

    def __init__(self, file: str, known: Iterable[str]) -> None:
        self.file, self.known = file, tuple(known)
        endings = ", ".join(self.known)
        super().__init__(f"{file}: reports are kept in documents whose names end in {endings}")


class BadMarkError(RnnscopeError):
    """A document cannot be read, or a mark in it asks for what cannot be done."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file, self.line, self.problem = file, line, cut(problem, SENTENCE)
        where = f"{file}, line {line}" if line else file
        super().__init__(f"{where}: {self.problem}")


class ParamsMismatchError(RnnscopeError, AssertionError):
    """What `assert_params` was told to expect does not hold; `failures` has each thing apart."""

    __module__ = "rnnscope"

    def __init__(self, text: str, failures: Iterable[object] = ()) -> None:
        super().__init__(text)
        self.failures = tuple(failures)


class RevisionError(RnnscopeError):
    """A model cannot be had as it was at a git revision: no git, repository, revision or path."""


class SnapshotError(RnnscopeError, AssertionError):
    """A model is not as its snapshot has it, or there is none that it could be compared with."""

    __module__ = "rnnscope"
