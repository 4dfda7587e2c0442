"""The layers of Keras 1 by the names and arguments that they have had since Keras 2."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers as kl

_ARGUMENTS = {
    "filters": "nb_filter",
    "padding": "border_mode",
    "use_bias": "bias",
    "strides": "subsample",
    "data_format": "dim_ordering",
}
_ORDERS = {"channels_first": "th", "channels_last": "tf"}
_SIZES = {
    1: ("filter_length",),
    2: ("nb_row", "nb_col"),
    3: ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
}


def _several(value: Any, axes: Any) -> Any:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * axes


def _convolution(name: Any, axes: Any, dilated: Any = None) -> Any:
    def made(filters: Any, kernel_size: Any, **settings: Any) -> Any:
        kind = name
        if "dilation_rate" in settings:
            kind, rate = dilated, settings.pop("dilation_rate")
            settings["atrous_rate"] = rate if axes == 1 else _several(rate, axes)
        if kind is None or "groups" in settings:
            raise TypeError(name)
        if "data_format" in settings:
            settings["data_format"] = _ORDERS[settings["data_format"]]
        if axes == 1 and "strides" in settings:
            settings["subsample_length"] = settings.pop("strides")
        elif "strides" in settings:
            settings["strides"] = _several(settings["strides"], axes)
        given = {_ARGUMENTS.get(key, key): value for key, value in settings.items()}
        return getattr(kl, kind)(filters, *_several(kernel_size, axes), **given)

    return made


def _spread(filters: Any, kernel_size: Any, **settings: Any) -> Any:
    return _convolution("ConvLSTM2D", 2)(filters, kernel_size, **settings)


def _units(name: Any) -> Any:
    def made(units: Any, **settings: Any) -> Any:
        if name != "Dense" and "use_bias" in settings:
            raise TypeError("use_bias")
        return getattr(kl, name)(
            units, **{_ARGUMENTS.get(key, key): each for key, each in settings.items()}
        )

    return made


def _merge(mode: Any) -> Any:
    return lambda: lambda tensors: kl.merge(tensors, mode=mode)


def _pooling(name: Any, axes: Any) -> Any:
    return lambda size: getattr(kl, name)(size if axes == 1 else _several(size, axes))


def _normalization(axis: Any = -1, **more: Any) -> Any:
    if more:
        raise TypeError("center")
    return kl.BatchNormalization(axis=axis)


def _time_distributed(layer: Any, **more: Any) -> Any:
    return kl.TimeDistributed(layer, **more)


class Layers:
    """Keras 1's layers, and how its models are made."""

    Conv1D = staticmethod(_convolution("Convolution1D", 1, "AtrousConvolution1D"))
    Conv2D = staticmethod(_convolution("Convolution2D", 2, "AtrousConvolution2D"))
    Conv3D = staticmethod(_convolution("Convolution3D", 3))
    SeparableConv2D = staticmethod(_convolution("SeparableConvolution2D", 2))
    LocallyConnected1D = staticmethod(_convolution("LocallyConnected1D", 1))
    LocallyConnected2D = staticmethod(_convolution("LocallyConnected2D", 2))
    ConvLSTM2D = staticmethod(_spread)
    Dense = staticmethod(_units("Dense"))
    LSTM = staticmethod(_units("LSTM"))
    GRU = staticmethod(_units("GRU"))
    SimpleRNN = staticmethod(_units("SimpleRNN"))
    Add = staticmethod(_merge("sum"))
    Concatenate = staticmethod(_merge("concat"))
    Multiply = staticmethod(_merge("mul"))
    MaxPooling1D = staticmethod(_pooling("MaxPooling1D", 1))
    AveragePooling1D = staticmethod(_pooling("AveragePooling1D", 1))
    MaxPooling2D = staticmethod(_pooling("MaxPooling2D", 2))
    AveragePooling2D = staticmethod(_pooling("AveragePooling2D", 2))
    MaxPooling3D = staticmethod(_pooling("MaxPooling3D", 3))
    UpSampling1D = staticmethod(_pooling("UpSampling1D", 1))
    UpSampling2D = staticmethod(_pooling("UpSampling2D", 2))
    UpSampling3D = staticmethod(_pooling("UpSampling3D", 3))
    ZeroPadding1D = staticmethod(_pooling("ZeroPadding1D", 1))
    ZeroPadding2D = staticmethod(_pooling("ZeroPadding2D", 2))
    BatchNormalization = staticmethod(_normalization)
    TimeDistributed = staticmethod(_time_distributed)

    def __init__(self, stack: Any) -> None:
        self.stack = stack

    def __getattr__(self, name: Any) -> Any:
        return getattr(kl, name)

    def model(self, inputs: Any, outputs: Any, **more: Any) -> Any:
        return keras.models.Model(
            input=inputs, output=outputs[0] if len(outputs) == 1 else outputs, **more
        )

    def sequential(self, **more: Any) -> Any:
        return keras.models.Sequential(**more)

    def stacked(self, model: Any, shape: Any) -> Any:
        return self.stack(model, kl.Input(shape=shape))
