"""What stands in the headers of an HDF5 file; runs in a process of its own.

Shapes, dtypes and the attributes that Keras writes are read, never values.
Links that lead elsewhere, objects that stand in two places and storage outside
the file are refused; and what a name or an attribute takes is counted before
it is read.  h5py's low level is used: it opens nothing unasked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import h5py
from h5py import h5a, h5d, h5g, h5l, h5o

from rnnscope.untrusted.limits import Limits, beyond

_CACHE = 2**20  # bytes of headers that libhdf5 keeps
_MAX_DTYPE = 60  # characters: that of a record may be as long as its writer likes

# What Keras writes about a model; names that are too many for one attribute are split.
_ATTRIBUTES = re.compile(
    rb"name|keras_version|backend|model_config|training_config|(layer|weight)_names\d*"
)


class RefusedError(Exception):
    """The file holds something that a model's weights never need."""


@dataclass(slots=True)
class Budget:
    """What is left of the limits."""

    limits: Limits
    objects: int = 0
    attribute_bytes: int = 0
    name_bytes: int = 0

    def take(self, name: str, count: int, what: str) -> None:
        """Count some more, and refuse what is beyond the limit.

        Raises:
            RefusedError: it is too many; the message names the limit.

        """
        field = name.removeprefix("hdf5_")
        setattr(self, field, getattr(self, field) + count)
        if getattr(self, field) > getattr(self.limits, name):
            raise RefusedError(f"{what}, {beyond(name, self.limits)}")

    def take_name(self, count: int) -> None:
        """Count a name or path of so many bytes."""
        self.take("hdf5_name_bytes", count, "its names are too long")


class _Refusals:
    """Carries a refusal out of what h5py calls back, where an exception gets lost."""

    def __init__(self) -> None:
        self._error: RefusedError | None = None

    def stopping(self, function: Callable[..., None]) -> Callable[..., bool | None]:
        """Return a function that ends the iteration where the one given refuses."""

        def guarded(*arguments: Any) -> bool | None:
            try:
                function(*arguments)
            except RefusedError as error:
                self._error = error
            return self._error is not None or None

        return guarded

    def again(self) -> None:
        """Raise what was refused, if anything was."""
        if self._error is not None:
            raise self._error


def headers(source: Any, limits: Limits) -> dict[str, Any]:
    """Return every dataset below the root, and the attributes of each group that has some.

    A group of variables is told without any too: it is a layer's, which may have none.

    Raises:
        RefusedError: something is refused; the message says what, and where it stands.

    """
    budget = Budget(limits)
    tensors: list[tuple[str, list[int], str]] = []
    with h5py.File(source, "r") as file:
        _keep_little(file.id)
        root = h5g.open(file.id, b"/")
        attributes = {"": _attributes(root, budget)}
        for path, item in _walk(root, budget):
            if isinstance(item, h5d.DatasetID):
                tensors.append((path, _shape(item, path), _dtype(item, budget)))
            elif isinstance(item, h5g.GroupID):
                own = _attributes(item, budget)
                if own or path.endswith("/vars"):
                    attributes[path] = own
        return {"tensors": tensors, "attributes": attributes}


def _keep_little(file: Any) -> None:
    """Let libhdf5 forget what it has read: each object is met once, and some files have many."""
    config = file.get_mdc_config()
    config.set_initial_size = True
    config.min_size, config.initial_size, config.max_size = _CACHE, _CACHE, 2 * _CACHE
    file.set_mdc_config(config)


def _walk(root: Any, budget: Budget) -> Iterator[tuple[str, Any]]:
    """Yield every object with its path, each once; only one is open at a time."""
    waiting = [("", 0)]
    seen = {h5o.get_info(root).addr}
    while waiting:
        path, depth = waiting.pop()
        if depth > budget.limits.hdf5_depth:
            raise RefusedError(f"its groups are nested too deep, {_beyond('depth', budget)}")
        group = h5g.open(root, path.encode()) if path else root
        for name, address in _names(group, path, budget):
            inner = f"{path}/{name}" if path else name
            budget.take_name(len(inner))
            if address in seen:
                raise RefusedError(f"{inner} is an object that stands elsewhere too")
            seen.add(address)
            item = h5o.open(group, name.encode())
            yield inner, item
            if isinstance(item, h5g.GroupID):
                waiting.append((inner, depth + 1))


def _beyond(name: str, budget: Budget) -> str:
    return beyond(f"hdf5_{name}", budget.limits)


def _names(group: Any, path: str, budget: Budget) -> list[tuple[str, int]]:
    """Return the names in a group, in its own order, with the address of what each stands for."""
    links: list[tuple[int, str, int]] = []
    refusals = _Refusals()

    @refusals.stopping
    def take(raw: bytes, link: Any) -> None:
        budget.take("hdf5_objects", 1, "its groups and datasets are too many")
        budget.take_name(len(raw))
        name = _decoded_name(raw, path)
        if link.type != h5l.TYPE_HARD:
            inner = f"{path}/{name}" if path else name
            raise RefusedError(f"{inner} is a link that leads elsewhere")
        links.append((link.corder if link.corder_valid else 0, name, link.u))

    group.links.iterate(take, info=True)
    refusals.again()
    links.sort(key=lambda link: link[0])
    return [(name, address) for _, name, address in links]


def _decoded_name(raw: bytes, path: str) -> str:
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        raise RefusedError(f"{path or '/'} has a name in it that is not UTF-8") from None
    if "/" in name or name in ("", "."):
        raise RefusedError(f"{path or '/'} has a name in it that no HDF5 library writes")
    return name


def _shape(dataset: Any, path: str) -> list[int]:
    """Return the shape; where the data is kept is asked first, since a shape may depend on it."""
    properties = dataset.get_create_plist()
    layout = properties.get_layout()
    outside = layout == h5d.CONTIGUOUS and properties.get_external_count()
    if layout == h5d.VIRTUAL or outside:
        raise RefusedError(f"{path} keeps its data outside the file")
    return list(dataset.shape or ())


def _dtype(dataset: Any, budget: Budget) -> str:
    """Return the dtype; Keras stores bfloat16 as bytes and names it in an attribute."""
    dtype = dataset.dtype
    if dtype.kind == "V" and h5a.exists(dataset, b"dtype"):
        named = _text(dataset, b"dtype", budget)
        if isinstance(named, str) and len(named) <= _MAX_DTYPE:
            return named
    text = str(dtype)
    return text if len(text) <= _MAX_DTYPE else f"{text[:_MAX_DTYPE]}..."


def _attributes(group: Any, budget: Budget) -> dict[str, str | list[str]]:
    names: list[bytes] = []
    refusals = _Refusals()

    @refusals.stopping
    def take(name: bytes) -> None:
        budget.take_name(len(name))
        if _ATTRIBUTES.fullmatch(name):
            names.append(name)

    h5a.iterate(group, take)
    refusals.again()
    return {name.decode(): _text(group, name, budget) for name in sorted(names)}


def _text(item: Any, key: bytes, budget: Budget) -> str | list[str]:
    """Return an attribute of text, or of a list of texts."""
    attribute = h5a.open(item, key)
    count = attribute.get_space().get_simple_extent_npoints()
    budget.take("hdf5_objects", count, f"its attribute {key.decode()} lists too much")
    size = count * attribute.get_type().get_size()
    budget.take("hdf5_attribute_bytes", size, f"its attribute {key.decode()} is too long")
    value = h5py.AttributeManager(_Holder(item))[key.decode()]
    if isinstance(value, str | bytes):
        return _decoded(value, budget)
    if isinstance(value, h5py.Empty) or not hasattr(value, "ravel"):
        return ""
    texts = [_decoded(item, budget) for item in value.ravel().tolist()]
    return texts if value.ndim else texts[0]


@dataclass(frozen=True, slots=True)
class _Holder:
    """What h5py's reader of attributes wants: something with an `id`."""

    id: Any


def _decoded(value: object, budget: Budget) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    budget.take("hdf5_attribute_bytes", len(text), "its attributes are too long")
    return text.encode("utf-8", "replace").decode()
