"""Orbax checkpoints of Keras 3: a directory, with one below it for each step.

`model_config/_strings.json` holds the config, as `model.to_json()` would; of
several steps the last is read, as Keras does.  The arrays are in a database
(OCDBT) that is not read; the shapes beside it, which JAX alone writes, are
those of one device's part.  Source: keras/src/callbacks/orbax_checkpoint.py.
"""

from __future__ import annotations

import re
from typing import Any

from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.model.config import model_from_config
from rnnscope.model.parts import Model
from rnnscope.readers.source import Confidence, Source
from rnnscope.untrusted.fields import Fields
from rnnscope.untrusted.json_text import parse

FORMAT = "orbax"
STRINGS, ARRAYS = "model_config/_strings.json", "pytree"


def sniff(source: Source) -> Confidence:
    """Tell by the files in it whether a directory is a checkpoint, or holds those of steps."""
    is_mine = _last_step(source).has(STRINGS, ARRAYS)
    return Confidence.SIGNATURE if is_mine else Confidence.NONE


def read(source: Source) -> Model:
    """Read the config.

    Raises:
        UnreadableModelError: there is none, or it is broken; the message says why.

    """
    name, step = source.name, _last_step(source)
    with step.members() as members:
        data = members.config(STRINGS)
    if data is None:
        reason = f"{step.path.name} has no {STRINGS}: it was saved with save_weights_only=True"
        raise UnreadableModelError(name, f"{reason}, so there is no config in it")
    try:
        config = _config(data)
    except ValueError as error:
        raise UnreadableModelError(name, f"{STRINGS} is not JSON ({error})") from None
    try:
        model = model_from_config(config)
    except BadConfigError as error:
        raise UnreadableModelError(name, f"{STRINGS}: {error}") from None
    return Model(
        config=model,
        source=name,
        format=FORMAT,
        no_store="an Orbax checkpoint keeps its arrays in a database (OCDBT), which is not read",
        compiled=bool(Fields.of(config, STRINGS).get("compile_config")),
    )


def _last_step(source: Source) -> Source:
    """Return the directory of the last step; the directory itself where it holds none."""
    with source.members() as members:
        steps = [source.path / n for n in members.names() if re.fullmatch("[0-9]{1,18}", n)]
    real = [path for path in steps if path.is_dir() and not path.is_symlink()]
    last = max(real, key=lambda path: int(path.name), default=source.path)
    return Source(last, is_directory=True)


def _config(data: bytes) -> Any:
    """Return the config, which stands as a text in the JSON."""
    config = Fields.of(parse(data), STRINGS).get("config")
    if not isinstance(config, str):
        raise ValueError("it has no text named 'config'")
    return parse(config)
