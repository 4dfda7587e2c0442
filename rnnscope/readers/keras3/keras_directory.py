"""A model of Keras 3 as a directory: what is in a `.keras` archive, unzipped.

So `model.save(path, zipped=False)` writes it.  The weights may be split over
several files, as KerasHub's presets are.  Source: keras/src/saving/saving_lib.py.
"""

from __future__ import annotations

from rnnscope.model.parts import Model
from rnnscope.readers.hdf5.headers import Headers, read_headers
from rnnscope.readers.keras3.saved import CONFIG, METADATA, WEIGHTS, json_in, model_of
from rnnscope.readers.source import Confidence, Members, Source
from rnnscope.readers.weights.sharded_weights import index_in

FORMAT = "keras directory"
INDEX = "model.weights.json"

_OTHERS = ("saved_model.pb", "keras_metadata.pb", "model.json")


def sniff(source: Source) -> Confidence:
    """Tell by the files in it whether a directory is a model of Keras 3."""
    is_mine = source.has(CONFIG) and not source.has(*_OTHERS)
    return Confidence.SIGNATURE if is_mine else Confidence.NONE


def read(source: Source) -> Model:
    """Read the configs and the headers of the weights.

    Raises:
        UnreadableModelError: a file is broken or a link; the message says which and why.

    """
    with source.members() as members:
        data = json_in(source, members, CONFIG)
        weights = _weights(source, members)
        metadata = json_in(source, members, METADATA)
    reason = "" if weights else f"the directory has neither {WEIGHTS} nor {INDEX}"
    return model_of(source, FORMAT, data, metadata, weights, reason)


def _weights(source: Source, members: Members) -> Headers | None:
    place = members.weights(WEIGHTS)
    return index_in(source.path, INDEX) if place is None else read_headers(place)
