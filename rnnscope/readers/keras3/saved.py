"""The parts that Keras 3 saves a model in, put together: its config, metadata and weights."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.model.parts import LayerConfig, Model, ModelConfig
from rnnscope.readers.hdf5.headers import Headers
from rnnscope.readers.source import Members, Source
from rnnscope.readers.stores.group_numbers import with_repeated
from rnnscope.readers.stores.tree import TreeStore
from rnnscope.readers.text.config_text import config_from
from rnnscope.untrusted.fields import Fields
from rnnscope.untrusted.json_text import parse_of
from rnnscope.wording import shown

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"


def json_in(source: Source, members: Members, name: str) -> Any:
    """Return the JSON of a member; an empty object where there is none.

    Raises:
        UnreadableModelError: it is not JSON, or cannot be read.

    """
    text = members.config(name)
    return {} if text is None else parse_of(source.name, name, text)


def model_of(
    source: Source, form: str, data: Any, metadata: Any, weights: Headers | None, no_store: str = ""
) -> Model:
    """Describe a model by what is in `config.json`, `metadata.json` and the weights.

    Raises:
        UnreadableModelError: the config is no model's; the message says why.

    """
    name, entry = source.name, Fields.of(data, CONFIG)
    try:
        version = Fields.of(metadata, METADATA).optional_name("keras_version")
    except BadConfigError as error:
        raise UnreadableModelError(name, str(error)) from None
    store = TreeStore.of(weights) if weights else None
    return Model(
        config=_with_layers(name, with_repeated(config_from(name, CONFIG, data, version)), store),
        source=name,
        format=form,
        keras_version=version,
        store=store,
        no_store=no_store,
        optimizer=tuple(store.of_optimizer()) if store else (),
        compiled=bool(entry.get("compile_config")),
        training=entry.inside("compile_config").values,
    )


def _with_layers(name: str, config: ModelConfig, store: TreeStore | None) -> ModelConfig:
    """Name the layers after the groups of the weights, where the config does not list them."""
    if config.layers or config.is_builtin:
        return config
    if store is None:
        reason = (
            f"the config of {shown(config.class_name)} lists no layers, and there are no weights"
        )
        raise UnreadableModelError(name, reason)
    layers = (
        LayerConfig(class_name="?", name=name) for name, group in store.members() if group.tensors()
    )
    return replace(config, layers=tuple(layers))
