"""How much of a file is looked at before it is refused: all the bounds in one place.

Each is far above what a model of anybody's has.  `Limits` are in force for a
block (`with applied(limits)`), so that no reader has to hand them on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, fields
from typing import Any

from rnnscope.errors import BadLimitError


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost to read.

    json_bytes: the text of one config, packed or not.
    json_values: values in it, keys and those inside others counted too.
    json_nesting: lists and objects in each other.
    json_digits: digits of one whole number.
    zip_members: members of an archive.
    zip_ratio: how many times larger a member may be than it is packed.  JSON below 8 MiB, and
        weights up to `zip_member_bytes`, may be packed tighter.
    zip_member_bytes: weights up to this size may be packed as tight as they like, as zeros are;
        they are unpacked only as far as their headers are read, within `seconds`.
    hdf5_depth: groups in each other.
    hdf5_objects: groups, datasets, and names that are listed in attributes.
    hdf5_attribute_bytes: all attributes of Keras's in a file together.
    hdf5_name_bytes: all names and paths in a file together.
    stream_bytes: of a model that comes from standard input, which is kept in a file meanwhile.
    memory_bytes: of the process that reads HDF5.
    seconds: how long that process may work for one file; it is waited for three times as long,
        since a machine may be busy.
    """

    json_bytes: int = 64 * 2**20
    json_values: int = 2_000_000
    json_nesting: int = 400
    json_digits: int = 19
    zip_members: int = 20_000
    zip_ratio: int = 100
    zip_member_bytes: int = 4 * 2**30
    hdf5_depth: int = 60
    hdf5_objects: int = 200_000
    hdf5_attribute_bytes: int = 64 * 2**20
    hdf5_name_bytes: int = 32 * 2**20
    stream_bytes: int = 8 * 2**30
    memory_bytes: int = 256 * 2**20
    seconds: float = 8.0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Limits:
        """Return the limits with some of them changed, by name.

        Raises:
            BadLimitError: there is no limit of a name, or a value is no number above 0.

        """
        if not isinstance(values, Mapping):
            raise BadLimitError(f"limits: expected Limits, or some by name; found {values!r:.60}")
        known = {each.name: type(each.default) for each in fields(cls)}
        for name, value in values.items():
            if name not in known:
                raise BadLimitError(f"there is no limit {name!r}; choose one of {', '.join(known)}")
            kinds = (int, float) if known[name] is float else (int,)
            if type(value) not in kinds or not 0 < value <= 2**62:
                kind = "number" if known[name] is float else "whole number"
                raise BadLimitError(f"the limit {name}: expected a {kind} above 0, found {value!r}")
        return cls(**values)

    def as_data(self) -> dict[str, int | float]:
        """Return the limits by name."""
        return asdict(self)


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
    wanted = (
        limits if isinstance(limits, Limits) else current() if limits is None else Limits.of(limits)
    )
    token = _current.set(wanted)
    try:
        yield wanted
    finally:
        _current.reset(token)


def beyond(name: str, limits: Limits | None = None) -> str:
    """Say which limit stands in the way, and how to raise it."""
    value = getattr(limits or current(), name)
    text = f"{value:,}" if isinstance(value, int) else f"{value:g}"
    return f"beyond the limit {name} of {text}, which --limit {name}=NUMBER raises"
