"""Augmentation and resizing of images (keras/src/layers/preprocessing/image_preprocessing)."""

from __future__ import annotations

from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts
from rnnscope.layers.registry import formula
from rnnscope.layers.spatial import is_channels_first

_SOURCE = "keras/src/layers/preprocessing/image_preprocessing/"
_RANDOM = (
    *("Brightness", "ColorDegeneration", "ColorJitter", "Contrast", "ElasticTransform"),
    *("Erasing", "Flip", "GaussianBlur", "Grayscale", "Hue", "Invert", "Perspective"),
    *("Posterization", "Rotation", "Saturation", "Sharpness", "Shear", "Translation", "Zoom"),
)


RANDOM = (
    *(f"Random{what}" for what in _RANDOM),
    *("AugMix", "CutMix", "MixUp", "RandAugment", "Solarization"),
)


@formula(*RANDOM, source=_SOURCE)
def augmentation(layer: Layer) -> Parts:
    """Changes images at random while training; their size stays, and nothing is learned."""
    if len(layer.inputs) == 1:
        yield Output((layer.input,))


@formula("AutoContrast", "Equalization", source=_SOURCE)
@formula("ContrastLimitedAdaptiveHistogramEqualization", source=f"{_SOURCE}clahe.py")
@formula("MaxNumBoundingBoxes", source=f"{_SOURCE}max_num_bounding_box.py")
def adjustment(layer: Layer) -> Parts:
    """Changes images or their boxes by a fixed rule: nothing is learned."""
    if len(layer.inputs) == 1:
        yield Output((layer.input,))


@formula("CenterCrop", "RandomCrop", "Resizing", source=_SOURCE)
def resizing(layer: Layer) -> Parts:
    """Crops or resizes images to `height` and `width`: nothing is learned."""
    if len(layer.inputs) == 1:
        height, width = (layer.dim(key, least=0) for key in ("height", "width"))
        if is_channels_first(layer):
            yield Output(((*layer.input[:-2], height, width),))
        else:
            yield Output(((*layer.input[:-3], height, width, layer.axis(-1)),))
