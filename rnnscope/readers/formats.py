"""The formats of files that can be read; those of directories are in `directory_formats`.

The format is chosen by content, not by name: the reader that is surest of a
source reads it, and of several the first.  To add one, write a module, as
`source` says, and name it in `READERS`.  It is imported when it is asked, and
behind one that has found its signature none is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers import streams
from rnnscope.readers.given import Given, Kind
from rnnscope.readers.source import Reader, Source, surest
from rnnscope.wording import with_article

READERS = (
    "rnnscope.readers.keras3.keras_archive",
    "rnnscope.readers.hdf5_models",
    "rnnscope.readers.text.json_file",
    "rnnscope.readers.text.model_yaml",
    "rnnscope.readers.printed.summary_file",
)


def read(given: Given) -> Model:
    """Read a model, as `rnnscope.readers.read` promises."""
    match given.kind:
        case Kind.OBJECT:
            return _live(given.value)
        case Kind.TARGET:
            from rnnscope.readers.live import target

            return target.read(given.value)
        case Kind.STREAM:
            with streams.kept(given.value) as path:
                model = read_path(path)
            return replace(model, source=streams.name(given.value), files=(), is_stream=True)
        case Kind.PATH:
            return read_path(Path(given.value))


def _live(value: object) -> Model:
    from rnnscope.readers import live

    if live.matches(value):
        return live.read(value)
    kind = type(value).__name__
    raise UnreadableModelError(
        with_article(kind), "expected the path of a model file, or a keras.Model"
    )


def read_path(path: Path) -> Model:
    """Read a model from a file or a directory, without running any of it.

    Raises:
        UnreadableModelError: it is missing, broken, or no model.

    """
    try:
        source = Source.of(path)
        reader = surest(source, _directory_readers() if source.is_directory else file_readers())
        if reader is None:
            raise UnreadableModelError(path, _no_model(source))
        return reader.read(source)
    except UnreadableModelError:
        if path.suffix != ".py":
            raise
        from rnnscope.readers.no_models import program

        raise UnreadableModelError(path, program(path)) from None
    except OSError as error:
        raise UnreadableModelError(path, f"{error.strerror or error}") from None


def file_readers() -> Iterable[Reader[Source]]:
    """Return the readers of files, each of which is imported when its turn has come."""
    readers: Iterable[Any] = map(import_module, READERS)
    return readers


def _directory_readers() -> Iterable[Reader[Source]]:
    from rnnscope.readers.directory_formats import DIRECTORIES

    return DIRECTORIES


def _no_model(source: Source) -> str:
    from rnnscope.readers.no_models import looks_like, looks_like_directory

    if source.is_directory:
        return looks_like_directory(source.path)
    return looks_like(source.head) or "it is in no format that a Keras model is kept in"
