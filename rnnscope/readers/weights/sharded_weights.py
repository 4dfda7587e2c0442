"""Weights alone that are split over several files: `model.weights.json`, and HDF5 files beside it.

The JSON says which files hold the variables of each group.  Every file is a
tree of the same groups; the variables of one may be in several files.  Source:
keras/src/saving/saving_lib.py, ShardedH5IOStore.

The JSON is written anew whenever a file is full, and its `total_size` counts
every variable that Keras was about to write: of a save that failed, it is more
than what the files hold.  Keras 3.10 names only the first file of a group,
although its variables go on in the files after that one.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.model.parts import Model, Tensor
from rnnscope.readers.directory_files import file_bytes, regular_file
from rnnscope.readers.hdf5.headers import FilePart, Headers, read_headers
from rnnscope.readers.source import Confidence, Opened
from rnnscope.readers.weights.alone import tree_alone
from rnnscope.untrusted.fields import Fields, items_at, mapping_at, name_at
from rnnscope.untrusted.json_text import parse_of
from rnnscope.untrusted.limits import beyond, current
from rnnscope.wording import shown

FORMAT = "sharded weights"
SUFFIX = ".weights.json"

_NUMBERED = re.compile(r"(.+_)(\d{5})(\.weights\.h5)", re.ASCII)
# The dtypes whose size Keras knows, in bits; keras/src/utils/dtype_utils.py, DTYPE_TO_SIZE.
_BITS = {
    **{f"float{bits}": bits for bits in (16, 32, 64)},
    **{f"{sign}int{bits}": bits for sign in ("", "u") for bits in (8, 16, 32, 64)},
    "bfloat16": 16,
    "bool": 1,
}


@dataclass(frozen=True, slots=True)
class _Shard:
    """One file: its headers, and its variables by the group they are in."""

    headers: Headers
    groups: Mapping[str, list[tuple[str, Tensor]]]


def sniff(opened: Opened[Any]) -> Confidence:
    """Tell by the keys whether JSON is an index of shards."""
    return Confidence.SIGNATURE if _is_index(opened.content) else Confidence.NONE


def read(opened: Opened[Any]) -> Model:
    """Read the headers of every file of weights.

    Raises:
        UnreadableModelError: a file is missing, or lies elsewhere, or the files do not hold
            what the index counts.

    """
    path = opened.source.path
    headers, files = _read(path, opened.content)
    return replace(
        tree_alone(opened.source.name, FORMAT, headers, None), files=tuple(map(str, files))
    )


def index_in(directory: Path, name: str) -> Headers | None:
    """Read the headers of the weights that an index in a directory lists; None without one.

    Raises:
        UnreadableModelError: it is no index, or as `read`.

    """
    text = file_bytes(directory, name, "json_bytes")
    if text is None:
        return None
    data = parse_of(directory, name, text)
    if not _is_index(data):
        raise UnreadableModelError(
            directory, f"{name} is no index of weights: it has no weight_map"
        )
    return _read(directory / name, data)[0]


def _is_index(data: Any) -> bool:
    return {"weight_map", "metadata"} <= Fields.of(data, "it").values.keys()


def _read(path: Path, data: Any) -> tuple[Headers, list[Path]]:
    """Return the headers of all files that an index lists, as of one file, and those files.

    Raises:
        UnreadableModelError: as `read`.

    """
    index = mapping_at(data, "it")
    try:
        groups = dict(_groups(mapping_at(index.get("weight_map"), "weight_map")))
    except BadConfigError as error:
        raise UnreadableModelError(path, str(error)) from None
    files = dict.fromkeys(name for names in groups.values() for name in names)
    if len(files) > current().shards:
        raise UnreadableModelError(path, f"it names {len(files):,} files, {beyond('shards')}")
    shards = {name: _shard(path, name) for name in files}
    counted = _counted_bits(index.inside("metadata"))
    tensors = _collected(path, groups, shards)
    if counted is not None and (_bits(tensors.values()) or counted) < counted:
        groups = {
            group: [*names, *_after(path, group, names, shards)] for group, names in groups.items()
        }
        tensors = _collected(path, groups, shards)
    _refuse_unlike(path, _bits(tensors.values()), counted)
    groups_of = (shard.headers.attributes.items() for shard in shards.values())
    headers = Headers(tensors, {at: named for attributes in groups_of for at, named in attributes})
    return headers, [path.with_name(name) for name in shards]


def _collected(
    path: Path, groups: Mapping[str, list[str]], shards: Mapping[str, _Shard]
) -> dict[str, Tensor]:
    """Return the variables of every group, from the files named for it."""
    tensors: dict[str, Tensor] = {}
    for group, names in groups.items():
        pairs = [pair for name in names for pair in shards[name].groups.get(group, ())]
        if not pairs:
            raise UnreadableModelError(path, f"{group or '/'} is in none of {', '.join(names)}")
        if len(dict(pairs)) < len(pairs) or tensors.keys() & dict(pairs).keys():
            raise UnreadableModelError(path, f"a variable of {group or '/'} is in two files")
        tensors.update(pairs)
    return tensors


def _after(path: Path, group: str, names: list[str], shards: dict[str, _Shard]) -> Iterator[str]:
    """Yield the files in which a group goes on that has only its first one named."""
    numbered = _NUMBERED.fullmatch(names[0]) if len(names) == 1 else None
    if numbered is None:
        return
    stem, first, end = numbered.groups()
    for number in range(int(first) + 1, current().shards):
        name = f"{stem}{number:05}{end}"
        if name not in shards:
            if regular_file(path.parent, name) is None:
                return
            shards[name] = _shard(path, name)
        if group not in shards[name].groups:
            return
        yield name


def _counted_bits(metadata: Fields) -> float | None:
    """Return what the index counts; None where it does not say."""
    size = metadata.optional_number("total_size")
    return None if size is None else size * 8


def _bits(tensors: Iterable[Tensor]) -> int | None:
    """Return what variables take, as Keras counts it; None where it has no size for a dtype."""
    sizes = [(tensor.params, _BITS.get(tensor.dtype)) for tensor in tensors]
    known = [params * bits for params, bits in sizes if bits is not None]
    return sum(known) if len(known) == len(sizes) else None


def _refuse_unlike(path: Path, held: int | None, counted: float | None) -> None:
    if held is None or counted is None or held == counted:
        return
    raise UnreadableModelError(
        path,
        f"it counts {math.ceil(counted / 8):,} bytes of weights (total_size), and its files hold "
        f"{math.ceil(held / 8):,}: saving them failed midway, or a file is from another time "
        "they were saved; save the weights again",
    )


def _groups(weight_map: Fields) -> Iterator[tuple[str, list[str]]]:
    """Yield each group, without the slash before it, with the names of its files."""
    if len(weight_map.values) > current().shards * 100:
        problem = f"it has {len(weight_map.values):,} groups, {beyond('shards')}"
        raise BadConfigError(weight_map.where, problem)
    for group, files in weight_map.values.items():
        where = weight_map.at(name_at(group, f"{weight_map.where}: a key"))
        names = [files] if isinstance(files, str) else items_at(files, where)
        checked = (name_at(name, f"{where}[{i}]") for i, name in enumerate(names))
        yield group.strip("/"), list(dict.fromkeys(checked))


def _shard(path: Path, name: str) -> _Shard:
    if not name or name.startswith(".") or set(name) & set("/\\:\0"):
        raise UnreadableModelError(path, f"it names {shown(name)}, which is no file beside it")
    place = regular_file(path.parent, name)
    if place is None:
        raise UnreadableModelError(
            path, f"{shown(name)}, with some of its weights, is not beside it"
        )
    headers = read_headers(FilePart(place, 0, place.stat().st_size))
    return _Shard(headers, _by_group(headers))


def _by_group(headers: Headers) -> dict[str, list[tuple[str, Tensor]]]:
    groups: dict[str, list[tuple[str, Tensor]]] = defaultdict(list)
    for at, tensor in headers.tensors.items():
        groups[at.rpartition("/")[0]].append((at, tensor))
    return groups
