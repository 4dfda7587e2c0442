"""A config that stands in a file as JSON text, of any generation."""

from __future__ import annotations

from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.generations import normalized
from rnnscope.model.config import model_from_config
from rnnscope.model.parts import ModelConfig
from rnnscope.untrusted.json_text import parse_of


def config_of(
    name: str, where: str, text: bytes | str, keras_version: str | None = None
) -> ModelConfig:
    """Read the config that stands at `where` in a file.

    Raises:
        UnreadableModelError: it is not JSON, or no model's config; the message says why.

    """
    return config_from(name, where, parse_of(name, where, text), keras_version)


def config_from(
    name: str, where: str, data: object, keras_version: str | None = None
) -> ModelConfig:
    """Read a config that has been parsed already.

    Raises:
        UnreadableModelError: it is no model's config; the message says why.

    """
    try:
        return model_from_config(normalized(data, keras_version))
    except BadConfigError as error:
        raise UnreadableModelError(name, f"{where}: {error}") from None
