"""The `.keras` archive of Keras 3: a zip of config.json, metadata.json and the weights.

Only the members of these names are looked at; nothing is extracted, and of
the weights nothing but headers is read, in place.  Layout:
keras/src/saving/saving_lib.py.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.model import LayerConfig, Model, ModelConfig, Tensor
from rnnscope.readers._config_text import config_from
from rnnscope.readers._hdf5 import FilePart, read_headers
from rnnscope.readers._json import MAX_BYTES, parse
from rnnscope.readers._tree import TreeStore

FORMAT = "keras"
WEIGHTS = "model.weights.h5"

_SMALL, _MAX_RATIO = 8 * 2**20, 100  # bytes of JSON that may be packed tighter than a config is
_LOCAL_HEADER = 30  # bytes before the name, in a zip's header for one member
# What zipfile raises for an archive that is broken, encrypted, or made in a way it does not know.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def matches(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a zip."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def read(path: Path) -> Model:
    """Read the configs and the headers of the weights.

    Raises:
        UnreadableModelError: the zip is broken, or is no Keras model; the message says why.

    """
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise UnreadableModelError(path, f"it is no whole zip archive ({error})") from None
    with archive:
        return _model(path, archive)


def _model(path: Path, archive: zipfile.ZipFile) -> Model:
    members = _members(path, archive)
    if "config.json" not in members:
        raise UnreadableModelError(path, "it is a zip, but has no config.json, so no Keras model")
    data = _json(path, archive, members["config.json"])
    metadata = _json(path, archive, members["metadata.json"]) if "metadata.json" in members else {}
    store, optimizer, reason = _weights(path, members)
    told = metadata.get("keras_version") if isinstance(metadata, dict) else None
    version = told if isinstance(told, str) else None
    return Model(
        config=_with_layers(path, config_from(path, "config.json", data, version), store),
        source=str(path),
        format=FORMAT,
        keras_version=version,
        store=store,
        no_store=reason,
        optimizer=optimizer,
        compiled=isinstance(data, dict) and bool(data.get("compile_config")),
    )


def _with_layers(path: Path, config: ModelConfig, store: TreeStore | None) -> ModelConfig:
    """Name the layers after the groups of the weights, where the config does not list them."""
    if config.layers or config.is_builtin:
        return config
    if store is None:
        reason = f"the config of {config.class_name!r} lists no layers, and there are no weights"
        raise UnreadableModelError(path, reason)
    layers = (
        LayerConfig(class_name="?", name=name) for name, group in store.members() if group.tensors()
    )
    return replace(config, layers=tuple(layers))


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    members: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        if info.filename in members:
            raise UnreadableModelError(path, f"the zip has two members named {info.filename!r}")
        members[info.filename] = info
    return members


def _json(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Any:
    name = info.filename
    if info.file_size > min(MAX_BYTES, max(_SMALL, _MAX_RATIO * info.compress_size)):
        raise UnreadableModelError(path, f"{name} is {info.file_size:,} bytes, too many")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise UnreadableModelError(path, f"{name} is compressed in an unusual way")
    try:
        data = archive.read(info)
    except _BROKEN as error:
        reason = f"{name} is damaged ({str(error) or 'it ends early'})"
        raise UnreadableModelError(path, reason) from None
    try:
        return parse(data)
    except ValueError as error:
        raise UnreadableModelError(path, f"{name} is not JSON ({error})") from None


def _weights(
    path: Path, members: dict[str, zipfile.ZipInfo]
) -> tuple[TreeStore | None, tuple[Tensor, ...], str]:
    """Return the stored tensors and the optimizer's, or why there are none."""
    if WEIGHTS not in members:
        return None, (), f"the archive has no {WEIGHTS}"
    headers = read_headers(_place(path, members[WEIGHTS]))
    tree = TreeStore.of(headers)
    return tree, tuple(tree.below("optimizer").tensors()), ""


def _place(path: Path, info: zipfile.ZipInfo) -> FilePart:
    """Find the bytes of a member; a compressed one is left to the zip reader."""
    if info.compress_type != zipfile.ZIP_STORED:
        return FilePart(path, member=info.filename)
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER:
        raise UnreadableModelError(path, f"it ends before {info.filename} does")
    name = int.from_bytes(header[26:28], "little")
    extra = int.from_bytes(header[28:30], "little")
    return FilePart(path, info.header_offset + _LOCAL_HEADER + name + extra, info.file_size)
