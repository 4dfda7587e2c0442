"""Layers of Keras 1 that have spatial axes: convolutions, poolings, paddings.

`dim_ordering` became `data_format`; sizes that had an argument for each axis
became one list.  Source: keras/layers/convolutional.py, pooling.py, local.py
and convolutional_recurrent.py of keras 1.2.2.
"""

from __future__ import annotations

from typing import Any

from rnnscope.generations.entries import Entry, Rules, Settings
from rnnscope.generations.keras1.names import GATES, KERNEL, changed

RULES = Rules()
rule = RULES.rule

_ORDERINGS = {"th": "channels_first", "tf": "channels_last"}
_CONVOLUTION = {
    **KERNEL,
    "nb_filter": "filters",
    "border_mode": "padding",
    "subsample": "strides",
    "atrous_rate": "dilation_rate",
}
_CLASSES = {
    "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "Convolution3D": "Conv3D",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "SeparableConvolution2D": "SeparableConv2D",
    "Deconvolution2D": "Conv2DTranspose",
}
_ORDERED = """
    Convolution2D Convolution3D AtrousConvolution2D SeparableConvolution2D Deconvolution2D
    LocallyConnected2D ConvLSTM2D MaxPooling2D MaxPooling3D AveragePooling2D AveragePooling3D
    GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling2D GlobalAveragePooling3D
    UpSampling2D UpSampling3D ZeroPadding2D ZeroPadding3D Cropping2D Cropping3D
    SpatialDropout2D SpatialDropout3D
"""


@rule(*_ORDERED.split())
def ordering(entry: Entry) -> Entry:
    """`dim_ordering` is `data_format` now: `th` has the channels first, `tf` last."""
    settings = dict(entry["config"])
    written = settings.pop("dim_ordering", None)
    if isinstance(written, str) and written in _ORDERINGS:
        settings["data_format"] = _ORDERINGS[written]
    return {**entry, "config": settings}


@rule("Convolution1D", "AtrousConvolution1D", "LocallyConnected1D")
def convolution_1d(entry: Entry) -> Entry:
    """`filter_length` is `kernel_size` now, `subsample_length` is `strides`."""
    names = {"filter_length": "kernel_size", "subsample_length": "strides"}
    entry = changed(entry, {**_CONVOLUTION, **names}, "input_dim", "input_length")
    return _listed(entry, "kernel_size", "strides", "dilation_rate")


@rule("Convolution2D", "AtrousConvolution2D", "LocallyConnected2D")
def convolution_2d(entry: Entry) -> Entry:
    """`nb_row` and `nb_col` are one `kernel_size` now."""
    return changed(_kernel(entry, "nb_row", "nb_col"), _CONVOLUTION)


@rule("Convolution3D")
def convolution_3d(entry: Entry) -> Entry:
    """`kernel_dim1` to `kernel_dim3` are one `kernel_size` now."""
    return changed(_kernel(entry, "kernel_dim1", "kernel_dim2", "kernel_dim3"), _CONVOLUTION)


@rule("SeparableConvolution2D")
def separable_convolution(entry: Entry) -> Entry:
    """`init` served both kernels, which have an initializer each now."""
    names = {**_CONVOLUTION, "init": "depthwise_initializer"}
    return changed(_kernel(entry, "nb_row", "nb_col"), names)


@rule("ConvLSTM2D")
def convolutional_lstm(entry: Entry) -> Entry:
    """Its names changed as those of LSTM and Convolution2D did."""
    entry = changed(_kernel(entry, "nb_row", "nb_col"), {**_CONVOLUTION, **GATES})
    entry["config"].pop("forget_bias_init", None)
    return entry


@rule("Deconvolution2D")
def deconvolution(entry: Entry) -> Entry:
    """`output_shape` had to be told; now it follows from the rest and `output_padding`."""
    entry = changed(_kernel(entry, "nb_row", "nb_col"), _CONVOLUTION)
    settings = entry["config"]
    match settings.pop("output_shape", None), settings.get("data_format"):
        case [_, _, int(rows), int(columns)], "channels_first":
            extras = _extras(settings, (rows, columns))
        case [_, int(rows), int(columns), _], _:
            extras = _extras(settings, (rows, columns))
        case _:
            extras = None
    return {**entry, "config": {**settings, "output_padding": extras}}


def _extras(settings: Settings, wanted: tuple[int, int]) -> list[int | None] | None:
    """Return how much is to be added to the least output that the rest allows; None for most.

    Source: keras/src/backend/common/backend_utils.py, compute_conv_transpose_output_shape.
    """
    match settings:
        case {"kernel_size": [int(), int()], "strides": [int(), int()]}:
            strides: list[int] = settings["strides"]
        case _:
            return None
    if 0 in strides:
        return None
    axes = list(zip(wanted, settings["kernel_size"], strides, strict=True))
    if settings.get("padding") != "same":
        return [(size - kernel) % stride for size, kernel, stride in axes]
    if all(size % stride == 0 for size, _, stride in axes):
        return None
    return [_same_extra(*axis) for axis in axes]


def _same_extra(size: int, kernel: int, stride: int) -> int | None:
    """Return what is added along an axis; None where no number gives the size, but Keras does."""
    is_even = kernel % 2 == 0
    return None if is_even and size % stride == 0 else (size - kernel % 2) % stride


@rule("MaxPooling1D", "AveragePooling1D")
def pooling_1d(entry: Entry) -> Entry:
    """`pool_length` is `pool_size` now, `stride` is `strides`."""
    names = {"pool_length": "pool_size", "stride": "strides", "border_mode": "padding"}
    return _listed(changed(entry, names), "pool_size", "strides")


@rule("MaxPooling2D", "MaxPooling3D", "AveragePooling2D", "AveragePooling3D")
def pooling(entry: Entry) -> Entry:
    """`border_mode` is `padding` now."""
    return changed(entry, {"border_mode": "padding"})


@rule("UpSampling1D")
def up_sampling_1d(entry: Entry) -> Entry:
    """`length` is `size` now."""
    return changed(entry, {"length": "size"})


@rule("ZeroPadding1D")
def zero_padding_1d(entry: Entry) -> Entry:
    """`padding` was one number for both ends, or the ends by name."""
    match entry["config"].get("padding"):
        case int(size):
            ends: Any = [size, size]
        case {**names}:
            ends = [names.get("left_pad", 0), names.get("right_pad", 0)]
        case other:
            ends = other
    return _with(entry, padding=ends)


@rule("ZeroPadding2D")
def zero_padding_2d(entry: Entry) -> Entry:
    """`padding` was a number for each axis, four numbers in a row, or the sides by name."""
    match entry["config"].get("padding"):
        case [int(rows), int(columns)]:
            sides: Any = [[rows, rows], [columns, columns]]
        case [top, bottom, left, right]:
            sides = [[top, bottom], [left, right]]
        case {**names}:
            ends = ("top_pad", "bottom_pad"), ("left_pad", "right_pad")
            sides = [[names.get(end, 0) for end in pair] for pair in ends]
        case other:
            sides = other
    return _with(entry, padding=sides)


@rule("ZeroPadding3D")
def zero_padding_3d(entry: Entry) -> Entry:
    """`padding` was a number for each axis."""
    padding = entry["config"].get("padding")
    if not isinstance(padding, list):
        return entry
    return _with(entry, padding=[[ends, ends] if type(ends) is int else ends for ends in padding])


@rule(*_CLASSES)
def class_names(entry: Entry) -> Entry:
    """Convolutions are named `Conv`; those with holes are no class of their own any more."""
    return {**entry, "class_name": _CLASSES[entry["class_name"]]}


def _kernel(entry: Entry, *names: str) -> Entry:
    """Return a layer whose kernel has one setting for all its sizes."""
    settings = {key: value for key, value in entry["config"].items() if key not in names}
    sizes = [entry["config"].get(name) for name in names]
    if None not in sizes:
        settings["kernel_size"] = sizes
    return {**entry, "config": settings}


def _listed(entry: Entry, *keys: str) -> Entry:
    """Return a layer in which a size along the only axis is a list of one."""
    settings = entry["config"]
    return _with(entry, **{key: [settings[key]] for key in keys if type(settings.get(key)) is int})


def _with(entry: Entry, **settings: Any) -> Entry:
    return {**entry, "config": {**entry["config"], **settings}}
