"""The weights of a model whose config is in another file, as Keras 1 and 2 users kept them.

`model.json` beside `model.h5` or `model_weights.h5`: the config says what the
layers are, the weights are the witness for it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import LayerConfig, Model, Store
from rnnscope.readers import streams
from rnnscope.readers.formats import read
from rnnscope.readers.given import Given

# What stands in a weights file's name in the place of `.json`, and of what may stand before it.
_ENDINGS = (".weights.h5", "_weights.h5", "_weights.hdf5", ".h5", ".hdf5")
_OPENINGS = ("", "_config", "_model", "_architecture")


def with_weights(model: Model, weights: Path) -> Model:
    """Give a model that is only a config the weights of another file.

    Raises:
        UnreadableModelError: the file has no weights, or the model has its own already.

    """
    if model.store is not None or model.live is not None:
        source = streams.name(str(weights))
        raise UnreadableModelError(source, f"{model.source} has weights of its own")
    if model.is_stream and str(weights) == streams.STANDARD:
        raise UnreadableModelError(streams.NAME, "it is read once, and was the model")
    other = read(Given.file(str(weights)))
    if other.store is None:
        raise UnreadableModelError(weights, "it has no weights, only a config")
    store = _arranged(other.store, model, other)
    return replace(
        model,
        store=store,
        no_store="",
        weights=streams.name(str(weights)),
        files=(*model.files, *other.files),
        optimizer=other.optimizer,
    )


def beside(model: Model) -> Model:
    """Give a model that is only a config the weights in the file beside it that is named for it.

    What cannot be read, or is of other layers, is left, and the reason told.
    """
    is_alone = model.source is None or model.is_stream  # nothing is beside it
    if is_alone or model.store is not None or not model.config.layers:
        return model
    path = _named_for(Path(str(model.source)))
    if path is None:
        return model
    try:
        whole = with_weights(model, path)
    except UnreadableModelError as error:
        reason = f"{path.name} beside it cannot be read ({error.reason})"
        return replace(model, no_store=reason, files=(*model.files, str(path)))
    if whole.store is not None and _is_of(whole.store, model.config.layers):
        return whole
    reason = f"{path.name} beside it has the weights of other layers"
    return replace(model, no_store=reason, files=(*model.files, str(path)))


def names_beside(config: str) -> tuple[str, ...]:
    """Return the names that a file of weights beside a config has, as its users name them."""
    stem = Path(config).stem
    openings = (stem.removesuffix(opening) for opening in _OPENINGS if stem.endswith(opening))
    names = (f"{opening}{ending}" for opening in openings for ending in _ENDINGS)
    return tuple(name for name in names if name != config)


def _named_for(config: Path) -> Path | None:
    for path in map(config.with_name, names_beside(config.name)):
        if path.is_file() and not path.is_symlink():
            return path
    return None


def _arranged(store: Store, model: Model, other: Model) -> Store:
    """Write lists of Keras 1 as those of Keras 2, now that the layers' classes are known."""
    from rnnscope.readers.stores.lists import ListsStore
    from rnnscope.readers.weights import hdf5_weights
    from rnnscope.readers.weights.keras1 import as_keras_2, is_keras_1

    is_old = is_keras_1(other.keras_version) and is_keras_1(model.keras_version)
    is_bare = other.format == hdf5_weights.FORMAT  # a whole model's are written so already
    if isinstance(store, ListsStore) and is_old and is_bare:
        return replace(store, lists=as_keras_2(model.config, store.lists))
    return store


def _is_of(store: Store, layers: tuple[LayerConfig, ...]) -> bool:
    """Tell whether every tensor belongs to one of the layers."""
    return bool(store.tensors()) and not store.unclaimed(layers)
