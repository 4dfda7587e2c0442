"""The families of layer classes, as Keras groups them: by the folder that a class is in."""

from __future__ import annotations

from rnnscope.layers import FORMULAS

FAMILIES = {
    "core": "Core layers",
    "convolutional": "Convolution layers",
    "pooling": "Pooling layers",
    "rnn": "Recurrent layers",
    "preprocessing": "Preprocessing layers",
    "image_preprocessing": "Image preprocessing and augmentation layers",
    "normalization": "Normalization layers",
    "regularization": "Regularization layers",
    "attention": "Attention layers",
    "reshaping": "Reshaping layers",
    "merging": "Merging layers",
    "activations": "Activation layers",
    "backend": "Backend-specific layers",
    "inside": "Layers inside Keras's own models",
    "old": "Layers of older files",
}
_PLACES = {
    "keras/src/export": "backend",
    "keras/src/utils": "backend",
    "keras/src/applications": "inside",
    "keras/src/layers": "",  # the folder below it
}
_INSIDE = ("FeatureSpace", "TFDConcat", "TFDIdentity")  # which keras.layers does not have


def family_of(class_name: str) -> str:
    """Return the key of a class's family in `FAMILIES`.

    What Keras 3 has no more is old; what it has, but not in `keras.layers`, is inside.
    """
    source = FORMULAS[class_name].source
    if class_name in _INSIDE:
        return "inside"
    for place, family in _PLACES.items():
        if source.startswith(f"{place}/"):
            folders = [folder for folder in source.split("/")[3:] if folder in FAMILIES]
            return family or folders[-1]
    return "old"


def members(family: str) -> tuple[str, ...]:
    """Return the classes of a family, in the order of their names."""
    names = (name for name in FORMULAS if not name.startswith("ops."))
    return tuple(sorted(name for name in names if family_of(name) == family))
