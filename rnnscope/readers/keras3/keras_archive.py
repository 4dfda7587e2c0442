"""The `.keras` archive of Keras 3: a zip of config.json, metadata.json and the weights.

Only the members of these names are looked at; of the weights nothing but
headers is read, in place.  Layout: keras/src/saving/saving_lib.py.
"""

from __future__ import annotations

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers.hdf5.headers import Headers, read_headers
from rnnscope.readers.keras3.saved import CONFIG, METADATA, WEIGHTS, json_in, model_of
from rnnscope.readers.source import Confidence, Members, Source

FORMAT = "keras"

_NPZ = "model.weights.npz"


def sniff(source: Source) -> Confidence:
    """Tell by its first bytes whether a file is a zip."""
    return Confidence.SIGNATURE if source.is_zip else Confidence.NONE


def read(source: Source) -> Model:
    """Read the configs and the headers of the weights.

    Raises:
        UnreadableModelError: the zip is broken, or is no Keras model; the message says why.

    """
    with source.members() as members:
        if CONFIG not in members.names():
            raise UnreadableModelError(source.name, _no_config(members))
        data, metadata = json_in(source, members, CONFIG), json_in(source, members, METADATA)
        weights, reason = _weights(members)
    return model_of(source, FORMAT, data, metadata, weights, reason)


def _no_config(members: Members) -> str:
    names = members.names()
    if names and all(name.endswith(".npy") for name in names):
        return "it is an .npz of NumPy's, which may hold pickles, so it is not read"
    return f"it is a zip, but has no {CONFIG}, so no Keras model"


def _weights(members: Members) -> tuple[Headers | None, str]:
    """Return the headers of the weights, or why there are none."""
    place = members.weights(WEIGHTS)
    if place is not None:
        return read_headers(place), ""
    if _NPZ in members.names():
        return None, f"its weights are in {_NPZ}, a format of arrays that is not read"
    return None, f"the archive has no {WEIGHTS}"
