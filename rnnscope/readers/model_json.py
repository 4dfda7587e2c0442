"""A model's config alone, as `model.to_json()` writes it."""

from __future__ import annotations

from pathlib import Path

from rnnscope.errors import UnreadableModelError
from rnnscope.model import Model
from rnnscope.readers._config_text import config_from
from rnnscope.readers._json import MAX_BYTES, parse

FORMAT = "json"


def matches(head: bytes) -> bool:
    """Tell by its first bytes whether a file may be JSON."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b'"', b"["))


def read(path: Path) -> Model:
    """Read the config.

    Raises:
        UnreadableModelError: it is not JSON, or not a model; the message says why.

    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableModelError(path, f"it is {size:,} bytes, too many for a config")
    try:
        data = parse(path.read_bytes())
        if isinstance(data, str):  # written by json.dump(model.to_json())
            data = parse(data)
    except ValueError as error:
        raise UnreadableModelError(path, f"it is not JSON ({error})") from None
    config = config_from(path, "it is no model config", data)
    version = data.get("keras_version") if isinstance(data, dict) else None
    return Model(
        config=config,
        source=str(path),
        format=FORMAT,
        keras_version=version if isinstance(version, str) else None,
        no_store="a config has no weights",
    )
