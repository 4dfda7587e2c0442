"""What a layer says of itself, and whether settings that were found for its row are its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rnnscope.algebra.expr import symbol
from rnnscope.keras_facts.class_names import ALIASES
from rnnscope.layers import Layer
from rnnscope.report.row_verdict import Fit
from rnnscope.report.trial import tried

Config = Mapping[str, Any]

_OF_KERAS_1 = {
    "units": "output_dim",
    "filters": "nb_filter",
    "use_bias": "bias",
    "padding": "border_mode",
    "size": "length",
    "data_format": "dim_ordering",
    "dilation_rate": "atrous_rate",
}
_KERNELS = (
    ("filter_length",),
    ("nb_row", "nb_col"),
    ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
)
_STRIDES = ("subsample", "subsample_length")
_ORDERS = {"tf": "channels_last", "th": "channels_first"}
_DEFAULTS = {
    "use_bias": True,
    "center": True,
    "scale": True,
    "renorm": False,
    "reset_after": False,
    "groups": 1,
    "dilation_rate": 1,
    "depth_multiplier": 1,
    "return_state": False,
    "keepdims": False,
    "score_mode": "dot",
    "data_format": "channels_last",
}
_TAKEN = ("groups",)
_MERGED = ("sum", "mul", "ave")
_CLASSES = {"AtrousConvolution1D": "Conv1D", "AtrousConvolution2D": "Conv2D"}
_LISTS = ("kernel_size", "strides", "dilation_rate", "pool_size", "size", "padding", "cropping")
_SPLIT = ("LSTM", "GRU", "SimpleRNN", "CuDNN", "RNN", "Bidirectional", "Conv", "TimeDistributed")


@dataclass(frozen=True, slots=True)
class Truth:
    """A layer of a model that was printed, and the version of Keras that it is of."""

    row: Mapping[str, Any]
    keras: str
    is_cut: bool = False  # so that nothing tells how many axes there are

    @property
    def rank(self) -> int:
        """How many axes what flows in has."""
        shapes = self.row["inputs"] or self.row["shapes"]
        return len(shapes[0]) if shapes else 0

    def is_of(self, fit: Fit, untold: Sequence[str] = ()) -> bool:
        """Tell whether settings are those of the layer, with its weights and what flows in."""
        return not self.apart(fit, untold)

    def apart(self, fit: Fit, untold: Sequence[str] = ()) -> list[str]:
        """Return what of some settings is not so, but for arguments that are said to be untold."""
        if not self._is_class(fit):
            return [f"it is a {fit.class_name}"]
        wrong = [
            f"{key} = {value!r}, not {self._own(key)!r}"
            for key, value in fit.settings.items()
            if key.rpartition(".")[2] not in untold and not self._is_same(key, value)
        ]
        if not self._flows(fit):
            wrong.append(f"inputs = {fit.input_shapes}, not {self.row['inputs']}")
        if not wrong and not self._has_weights(fit):
            wrong.append(f"weights are {self.row['weights']}")
        return wrong

    def _is_class(self, fit: Fit) -> bool:
        own = self.row["class"]
        return _class_of(own) == _class_of(fit.class_name)

    def moved_apart(self, fit: Fit, untold: Sequence[str]) -> list[str]:
        """Return what is not so of the arguments of which no count tells."""
        config = fit.config.settings if fit.config else {}
        return [
            f"{key} = {config[key]!r}, not {self._own(key)!r}"
            for key in ("padding", "strides", "dilation_rate")
            if key in config and key not in untold and not self._is_same(key, config[key])
        ]

    def departs_in(self, assumed: Sequence[str]) -> bool:
        """Tell whether a default does not hold that is said to be assumed alone."""
        return any(self._own(key) not in (None, _DEFAULTS[key]) for key in assumed if key in _TAKEN)

    def _flows(self, fit: Fit) -> bool:
        own = self.row["inputs"]
        if own is None or len(own) != len(fit.input_shapes):
            return True
        return all(
            not shape
            or (self.is_cut and len(shape) != len(other))
            or (
                len(shape) == len(other)
                and all(
                    None in pair or pair[0] == pair[1]
                    for pair in zip(shape[1:], other[1:], strict=True)
                )
            )
            for shape, other in zip(fit.input_shapes, own, strict=True)
        )

    def _has_weights(self, fit: Fit) -> bool:
        """Tell whether the formula makes the layer's weights of the settings."""
        own = self.row["weights"]
        is_split = self.keras < "2.3" and any(part in self.row["class"] for part in _SPLIT)
        if fit.config is None or is_split or fit.hidden:
            return True
        shapes = tuple(
            tuple(symbol(f"axis_{i}", size, "input") for i, size in enumerate(shape))
            for shape in fit.input_shapes
        )
        trial = tried(Layer(config=fit.config, path="layer", inputs=shapes))
        if trial is None:
            return True
        found = [[size.value for size in shape] for shape in trial.weights]
        if any(None in shape for shape in found):
            return True
        return sorted(_whole(shape) for shape in found) == sorted(_whole(shape) for shape in own)

    def _own(self, key: str) -> Any:
        config: Config = self.row["config"] or {}
        *wrappers, name = key.split(".")
        for wrapper in wrappers:
            config = config[wrapper]["config"] if wrapper in config else {}
        return _own(config, name)

    def _is_same(self, key: str, value: Any) -> bool:
        own, name = self._own(key), key.rpartition(".")[2]
        if name in ("axis", "axes", "shared_axes"):
            is_told = name != "shared_axes" or name in self.row["config"]  # which Keras 1 forgets
            rank = self.rank - ("layer." in key)  # of what flows into the layer inside
            return not is_told or _axes(value, rank) == _axes(own, rank)
        if name == "merge_mode" and {value, own} <= {*_MERGED}:
            return True  # which nothing tells apart
        if name in _LISTS:
            return _flat(value, 3) == _flat(own, 3)
        if name == "target_shape":
            return list(value) in (self.row["shapes"][0][1:], own)
        if name == "output_shape" or isinstance(value, list | tuple):
            return _flat(value, 0) == _flat(own, 0)
        if isinstance(value, bool) or isinstance(own, bool):
            return bool(value) is bool(own)
        return bool(value == own)


def _class_of(name: str) -> str:
    return _CLASSES.get(name, ALIASES.get(name, name))


def _own(config: Config, name: str) -> Any:
    """Return an argument's value, by the name that Keras 1 had for it too."""
    if name in ("layer", "cell"):
        return _class_of(config[name]["class_name"]) if name in config else None
    if name in config:
        return config[name]
    if name == "kernel_size":
        names = next((each for each in _KERNELS if each[0] in config), ())
        return [config[each] for each in names]
    if name == "strides":
        return next((config[each] for each in _STRIDES if each in config), 1)
    old = config.get(_OF_KERAS_1.get(name, ""))
    if old is None:
        return _DEFAULTS.get(name)
    return _ORDERS.get(old, old) if isinstance(old, str) else old


def _whole(shape: Sequence[Any]) -> list[Any]:
    """Return a shape without axes of one, which some kernels have beside."""
    return [size for size in shape if size != 1]


def _axes(value: Any, rank: int) -> list[int]:
    values = value if isinstance(value, list | tuple) else [value]
    return sorted(axis % rank if rank else axis for axis in values if axis is not None)


def _flat(value: Any, length: int) -> list[Any]:
    """Return the numbers in an argument, which is one for all axes, or one for each."""
    if not isinstance(value, list | tuple):
        return [value] * length if length else [value]
    found = [each for one in value for each in _flat(one, 0)]
    return (
        found * length
        if len(found) == 1 and length
        else [*found, *found[-1:] * (length - len(found))]
    )
