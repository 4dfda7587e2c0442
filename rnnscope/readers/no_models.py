"""What a file or a directory is that is no Keras model, where its first bytes tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from rnnscope.wording import shown

_ONLY_KERAS = "only what Keras itself saves can be read"

# The first bytes of a file, and what has them.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (
        rb"version https://git-lfs\.github\.com/",
        "it is a Git LFS pointer, which stands for the file: run `git lfs pull` to have the model",
    ),
    (
        rb"\s*(?i:<!doctype html|<html)",
        "it is an HTML page, as a download gives that went wrong; fetch the file itself",
    ),
    (rb"\x1f\x8b", "it is a gzip archive; unpack it, and name the model in it"),
    (rb"BZh|\xfd7zXZ|7z\xbc\xaf|Rar!|(?s:.{257})ustar", "it is an archive; unpack it first"),
    (rb".{4}TFL3", "it is a TFLite model, in which there are no layers any more"),
    (rb"\x93NUMPY", "it is one NumPy array, not a model"),
    (
        rb"\x80[\x02-\x05]",
        "it is a pickle, as joblib and PyTorch write it; reading one runs code, so it is not read",
    ),
    (rb".{2}\0{6}\{\"", f"it is a safetensors file; {_ONLY_KERAS}"),
    (
        rb"[\x08\x12].{0,200}?(?:onnx|pytorch|tf2onnx|keras2onnx)",
        f"it is an ONNX model; {_ONLY_KERAS}",
    ),
    (
        rb"\x0a.{1,200}?\x12.{1,40}(?:Placeholder|Const|VarHandleOp|NoOp)",
        "it is a TensorFlow graph, in which there are no layers any more",
    ),
    (
        rb"\x08\x01\x12",
        "it is a part of a SavedModel; name the directory that holds saved_model.pb",
    ),
)
_PATTERNS = tuple((re.compile(rb"(?s)" + start), text) for start, text in _SIGNATURES)

_MODEL_NAMES = (".keras", ".h5", ".hdf5", ".json", ".yaml", ".yml")
_MANY = 10_000  # entries of a directory that are looked at


def looks_like(head: bytes) -> str:
    """Return what a file is by its first bytes, in a sentence; empty where they do not tell."""
    return next((text for pattern, text in _PATTERNS if pattern.match(head)), "")


def looks_like_directory(directory: Path) -> str:
    """Return in a sentence what is in a directory that is no model itself."""
    names = sorted(_model_files(directory))
    if not names:
        return "it is a directory in which there is no model"
    if len(names) == 1:
        return f"it is a directory; name the file in it: {shown(names[0])}"
    some = ", ".join(map(shown, names[:3])) + (", ..." if len(names) > 3 else "")
    return f"it is a directory with {len(names)} files that may be models ({some}); name one"


def program(path: Path) -> str:
    """Say of a Python program, which is not run because its path is named, what to name."""
    return (
        "it is a Python program, and no file is run for its path: name what makes the model "
        f"in it, as {_module(path)}:thing"
    )


def target_of(path: Path) -> str:
    """Say what is missing where the name of a module stands for a path; else nothing."""
    if not all(part.isidentifier() for part in path.name.split(".")):
        return ""
    here = Path(*path.name.split("."))
    is_module = here.with_suffix(".py").is_file() or (here / "__init__.py").is_file()
    if path.name != str(path) or not is_module:
        return ""
    return f"; of the Python module a model is named as {path.name}:thing"


def _module(path: Path) -> str:
    parts = path.with_suffix("").parts
    is_below = not path.is_absolute() and all(part.isidentifier() for part in parts)
    return ".".join(parts if is_below else parts[-1:])


def _model_files(directory: Path) -> Iterator[str]:
    for path in islice(directory.iterdir(), _MANY):
        is_named_so = path.name.lower().endswith(_MODEL_NAMES) and not path.name.startswith(".")
        if is_named_so and path.is_file():
            yield path.name
