"""Weights alone that are split over several files: `model.weights.json`, and HDF5 files beside it.

The JSON says which files hold the variables of each group.  Every file is a
tree of the same groups; the variables of one may be in several files.  Source:
keras/src/saving/saving_lib.py, ShardedH5IOStore.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.model import Model, Tensor
from rnnscope.readers._directory import regular_file
from rnnscope.readers._hdf5 import FilePart, Headers, read_headers
from rnnscope.readers._json import parse
from rnnscope.readers._weights_alone import tree_alone
from rnnscope.readers.limits import beyond, current

FORMAT = "sharded weights"
SUFFIX = ".weights.json"

_MAX_SHARDS = 10_000


def matches(data: Any) -> bool:
    """Tell by the keys whether JSON is an index of shards."""
    return isinstance(data, dict) and "weight_map" in data and "metadata" in data


def read(path: Path, data: Any) -> Model:
    """Read the headers of every file of weights.

    Raises:
        UnreadableModelError: a file is missing, or lies elsewhere, or a variable is in none.

    """
    return tree_alone(path, FORMAT, sharded_headers(path, data), None)


def index_in(directory: Path, name: str) -> Headers | None:
    """Read the headers of the weights that an index in a directory lists; None without one.

    Raises:
        UnreadableModelError: it is no index, or as `read`.

    """
    path = regular_file(directory, name)
    if path is None:
        return None
    if path.stat().st_size > current().json_bytes:
        raise UnreadableModelError(directory, f"{name} is {beyond('json_bytes')}")
    try:
        data = parse(path.read_bytes())
    except ValueError as error:
        raise UnreadableModelError(directory, f"{name} is not JSON ({error})") from None
    if not matches(data):
        raise UnreadableModelError(
            directory, f"{name} is no index of weights: it has no weight_map"
        )
    return sharded_headers(path, data)


def sharded_headers(path: Path, data: Any) -> Headers:
    """Return the headers of all files that an index lists, as of one file.

    Raises:
        UnreadableModelError: as `read`.

    """
    groups = dict(_groups(path, data["weight_map"]))
    files = dict.fromkeys(name for names in groups.values() for name in names)
    if len(files) > _MAX_SHARDS:
        raise UnreadableModelError(path, f"it names {len(files):,} files of weights, too many")
    shards = {name: _shard(path, name) for name in files}
    kept = {name: _by_group(headers) for name, headers in shards.items()}
    tensors: dict[str, Tensor] = {}
    for group, names in groups.items():
        found = [pair for name in names for pair in kept[name].get(group, ())]
        if not found:
            raise UnreadableModelError(path, f"{group or '/'} is in none of {', '.join(names)}")
        if len(dict(found)) < len(found) or tensors.keys() & dict(found).keys():
            raise UnreadableModelError(path, f"a variable of {group or '/'} is in two files")
        tensors.update(found)
    attributes = {at: told for shard in shards.values() for at, told in shard.attributes.items()}
    return Headers(tensors, attributes)


def _groups(path: Path, weight_map: Any) -> Iterator[tuple[str, list[str]]]:
    """Yield each group, without the slash before it, with the names of its files."""
    if not isinstance(weight_map, dict) or len(weight_map) > _MAX_SHARDS * 100:
        raise UnreadableModelError(path, "weight_map: expected an object of groups")
    for group, told in weight_map.items():
        names = [told] if isinstance(told, str) else told
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise UnreadableModelError(path, f"weight_map: expected the files of {group!r}")
        yield group.strip("/"), list(dict.fromkeys(names))


def _shard(path: Path, name: str) -> Headers:
    if not name or name.startswith(".") or set(name) & set("/\\:\0"):
        raise UnreadableModelError(path, f"it names {name!r}, which is no file beside it")
    found = regular_file(path.parent, name)
    if found is None:
        raise UnreadableModelError(path, f"{name!r}, with some of its weights, is not beside it")
    return read_headers(FilePart(found, 0, found.stat().st_size))


def _by_group(headers: Headers) -> dict[str, list[tuple[str, Tensor]]]:
    groups: dict[str, list[tuple[str, Tensor]]] = defaultdict(list)
    for at, tensor in headers.tensors.items():
        groups[at.rpartition("/")[0]].append((at, tensor))
    return groups
