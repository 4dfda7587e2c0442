"""What somebody gives to be explained: a model in memory, a target, a stream or a path.

Which of them it is is asked once, before anything is done with it: a file may come or go meanwhile,
and code that runs for a target must not run for the name of a file.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rnnscope.readers import streams

NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_TARGET = re.compile(f"{NAME}:{NAME}")


class Kind(StrEnum):
    """How a model is got at."""

    OBJECT = "object"  # it is in memory, or is no model
    TARGET = "target"  # Python imports it: `package.module:thing`
    STREAM = "stream"  # it is read as it comes, and cannot be read again
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Given:
    """What was given, and what it was when that was asked."""

    value: Any
    kind: Kind

    @classmethod
    def of(cls, value: object) -> Given:
        """Look at what is given.

        Whatever is there by the name of a target is a file, also where it leads nowhere as a
        broken link does; and a path that was given as one names nothing else.  What is known
        already stays what it is.
        """
        if isinstance(value, Given):
            return value
        if not isinstance(value, str | os.PathLike):
            return cls(value, Kind.OBJECT)
        if isinstance(value, str) and _TARGET.fullmatch(value) and not os.path.lexists(value):
            return cls(value, Kind.TARGET)
        return cls.file(value)

    @classmethod
    def file(cls, value: str | os.PathLike[str]) -> Given:
        """Look at what can only be a path or a stream."""
        return cls(value, Kind.STREAM if streams.matches(value) else Kind.PATH)

    @property
    def is_live(self) -> bool:
        """True for what is no file: Keras itself has the model in memory, or will have."""
        return self.kind in (Kind.OBJECT, Kind.TARGET)
