"""Which arguments of each class are looked for, and what they may be: the one place for it.

What is not here has no say in a count or a shape, or Keras's default is taken for it.  Nothing
here says what an argument does: the formula of the class is asked for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, permutations
from typing import Any, TypeAlias

from rnnscope.keras_facts.class_names import ALIASES
from rnnscope.solving.asked.era import ANY, Era


@dataclass(frozen=True, slots=True)
class Size:
    """A whole number that a shape or the number of weights tells; several for each of some axes.

    One that is `late` has a default, and is looked for only where nothing fits with that.
    """

    name: str
    axes: int = 0
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """Whole numbers, one for each axis, that a count has as their product alone."""

    name: str
    axes: int


@dataclass(frozen=True, slots=True)
class Choice:
    """An argument that is one of a few values; the first is Keras's default.

    Values that depend on the number of axes are worked out by `family`, and those that Keras 2
    took besides by `before`.  It is there `since` a generation of Keras, and `until` another.
    `shapes` says that it may change what comes out, and not the weights alone, and `is_seen`
    that the weights show which it is.  By `several` of its values there is more than one output.
    `is_untold` says that it is in no number and no shape: what fits of its values is put in,
    and said to be one of those that do.
    """

    name: str
    values: tuple[Any, ...] = ()
    family: Callable[[int], tuple[Any, ...]] | None = None
    before: Callable[[int], tuple[Any, ...]] | None = None
    shapes: bool = True
    since: int = 0
    until: int = 3
    is_seen: bool = True
    several: tuple[Any, ...] = ()
    is_untold: bool = False

    def of(self, rank: int, *, is_single: bool = False, era: Era = ANY) -> tuple[Any, ...]:
        """Return the values for an input of so many axes, and for a single output."""
        values = self.family(rank) if self.family else self.values
        if not era.has(self.since, self.until):
            return values[:1]
        if self.before is not None and era.may_be_2:
            values = (*values, *self.before(rank))
        return tuple(each for each in values if not (is_single and each in self.several))


@dataclass(frozen=True, slots=True)
class Divisor:
    """A whole number that divides another argument; 1 by default."""

    name: str
    of: str


Argument: TypeAlias = Size | Product | Choice | Divisor


@dataclass(frozen=True, slots=True)
class Domain:
    """What is looked for of a class.

    `inside` are the classes that the layer it wraps may be of, which is not printed, so that it
    might be somebody's own as well; those that it mostly is of are `usual`.
    `window` is how many axes a window moves along, whose strides and padding no count has.
    `rank` is how many axes an input of it has, where it takes no others.
    `taken` are arguments whose default is taken for granted, though others would count.
    `wide` are arguments whose default is told by the sizes before and after, where both are known.
    `scores` says that a call may give the scores of an attention besides.
    """

    arguments: tuple[Argument, ...] = ()
    inside: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    key: str = "layer"
    window: int = 0
    rank: int | None = None
    taken: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    scores: bool = False


_BIAS = Choice("use_bias", (True, False), shapes=False)
_GROUPS = Choice("groups", (32, -1), is_untold=True)  # -1: one for each channel
_BIAS_2 = Choice("use_bias", (True, False), shapes=False, since=2)  # always, in Keras 0 and 1
_CENTER = Choice("center", (True, False), shapes=False)
_SCALE = Choice("scale", (True, False), shapes=False)
_RMS = Choice("rms_scaling", (False, True), shapes=False, since=3, is_seen=False)
_RESET = Choice("reset_after", (True, False), shapes=False)
_FORMAT = Choice("data_format", ("channels_last", "channels_first"))
_STATES = (
    Choice("return_sequences", (False, True)),
    Choice("return_state", (False, True), several=(True,)),
)
_UNITS = Size("units")
_RECURRENT = ("LSTM", "GRU", "SimpleRNN")
_CUDNN = ("CuDNNLSTM", "CuDNNGRU")
BEFORE_KERAS_3 = frozenset(_CUDNN)
_CELLS = ("LSTMCell", "GRUCell", "SimpleRNNCell")
ATTENTIONS = ("MultiHeadAttention", "GroupQueryAttention")  # each of a query and a value
_SPREAD = ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
_AT_EACH_STEP = (
    *("Dense", "Conv2D", "Conv1D", "Conv3D", "BatchNormalization", "LayerNormalization"),
    *("LSTM", "GRU", "SimpleRNN", "Bidirectional", "Embedding", "SeparableConv2D"),
    *("DepthwiseConv2D", "Conv2DTranspose", "PReLU"),
)
_WRAPPED = ("Dense", "Conv2D", "Conv1D", "Conv3D", "Conv2DTranspose", "Embedding")


def _axis(rank: int) -> tuple[Any, ...]:
    """Return each axis but the batch, the last one first, as Keras has it by default."""
    return (-1, *range(1, rank - 1))


def _axes(rank: int) -> tuple[Any, ...]:
    """Return each axis, and then all sets of several."""
    return (*_axis(rank), *_several(rank))


def _several(rank: int) -> tuple[Any, ...]:
    places = range(1, rank)
    several = chain.from_iterable(combinations(places, n) for n in range(2, rank))
    return tuple(map(list, several))


def _shared(rank: int) -> tuple[Any, ...]:
    places = range(1, rank)
    several = chain.from_iterable(combinations(places, n) for n in range(1, rank))
    return (None, *map(list, several))


def _orders(rank: int) -> tuple[Any, ...]:
    return tuple(map(list, permutations(range(1, rank))))


def _pairs(rank: int) -> tuple[Any, ...]:
    both = [[one, other] for one in range(1, rank) for other in range(1, rank)]
    return (-1, *(axes for axes in both))


def _conv(axes: int) -> Mapping[str, Domain]:
    """Return what is looked for of the layers that move over so many axes."""
    kernel, filters = Product("kernel_size", axes), Size("filters")
    usual = (filters, kernel, _BIAS, _FORMAT)
    grouped = (*usual, Divisor("groups", "filters"))
    depthwise = (kernel, Size("depth_multiplier"), _BIAS, _FORMAT)
    separable = (filters, kernel, Size("depth_multiplier"), _BIAS, _FORMAT)
    return {
        f"Conv{axes}D": Domain(grouped, window=axes, rank=axes + 2),
        f"Conv{axes}DTranspose": Domain(
            usual, window=axes, rank=axes + 2, taken=("output_padding",) if axes > 1 else ()
        ),
        f"DepthwiseConv{axes}D": Domain(depthwise, window=axes, rank=axes + 2),
        f"SeparableConv{axes}D": Domain(separable, window=axes, rank=axes + 2),
        f"ConvLSTM{axes}D": Domain((*usual, *_STATES), window=axes, rank=axes + 3),
        f"UpSampling{axes}D": Domain(
            (Size("size", axes), _FORMAT) if axes > 1 else (Size("size"),)
        ),
        f"GlobalMaxPooling{axes}D": Domain((_FORMAT, Choice("keepdims", (False, True)))),
        f"GlobalAveragePooling{axes}D": Domain((_FORMAT, Choice("keepdims", (False, True)))),
    }


_NORMALIZATION = (Choice("axis", family=_axis), _CENTER, _SCALE)

DOMAINS: Mapping[str, Domain] = {
    "Dense": Domain((_UNITS, _BIAS)),
    "Embedding": Domain((Size("output_dim"), Size("input_dim"))),
    "SimpleRNN": Domain((_UNITS, _BIAS_2, *_STATES), rank=3),
    "LSTM": Domain((_UNITS, _BIAS_2, *_STATES), rank=3),
    "GRU": Domain((_UNITS, _BIAS_2, _RESET, *_STATES), rank=3),
    "CuDNNLSTM": Domain((_UNITS, *_STATES), rank=3),
    "CuDNNGRU": Domain((_UNITS, *_STATES), rank=3),
    "SimpleRNNCell": Domain((_UNITS, _BIAS)),
    "LSTMCell": Domain((_UNITS, _BIAS)),
    "GRUCell": Domain((_UNITS, _BIAS, _RESET)),
    **_conv(1),
    **_conv(2),
    **_conv(3),
    "BatchNormalization": Domain(
        (
            Choice("axis", family=_axis, before=_several),
            _CENTER,
            _SCALE,
            Choice("renorm", (False, True), shapes=False),
        )
    ),
    "LayerNormalization": Domain((Choice("axis", family=_axes), _CENTER, _SCALE, _RMS)),
    "GroupNormalization": Domain((*_NORMALIZATION, _GROUPS)),
    "RMSNormalization": Domain((Choice("axis", family=_axes),)),
    "Normalization": Domain((Choice("axis", family=lambda rank: (*_axes(rank), None)),)),
    "PReLU": Domain((Choice("shared_axes", family=_shared),)),
    "MultiHeadAttention": Domain(
        (
            Size("num_heads"),
            Size("key_dim"),
            _BIAS,
            Size("value_dim", is_late=True),
            Size("output_shape", is_late=True),
        ),
        taken=("value_dim",),
        wide=("output_shape",),
        scores=True,
    ),
    "Attention": Domain(
        (
            Choice("use_scale", (False, True), shapes=False),
            Choice("score_mode", ("dot", "concat"), shapes=False, since=2),
        ),
        scores=True,
    ),
    "AdditiveAttention": Domain((Choice("use_scale", (True, False), shapes=False),), scores=True),
    "Bidirectional": Domain(
        (Choice("merge_mode", ("concat", "sum", None), several=(None,)),),
        inside=(*_RECURRENT, *_CUDNN, *_SPREAD),
        usual=_RECURRENT,
    ),
    "TimeDistributed": Domain(inside=_AT_EACH_STEP, usual=_AT_EACH_STEP[:4]),
    "RNN": Domain(_STATES, inside=_CELLS, usual=_CELLS, key="cell"),
    "SpectralNormalization": Domain(inside=_WRAPPED, usual=_WRAPPED[:4]),
    "RepeatVector": Domain((Size("n"),)),
    "Permute": Domain((Choice("dims", family=_orders),)),
    "Concatenate": Domain((Choice("axis", family=_axis),)),
    "Dot": Domain((Choice("axes", family=_pairs),)),
    "Resizing": Domain((Size("height"), Size("width"), _FORMAT)),
    "CenterCrop": Domain((Size("height"), Size("width"), _FORMAT)),
    "RandomCrop": Domain((Size("height"), Size("width"), _FORMAT)),
    "CategoryEncoding": Domain((Size("num_tokens"),)),
}

_NOTHING = Domain()


def domain_of(class_name: str) -> Domain:
    """Return what is looked for of a class; one of nothing where that is nothing."""
    return DOMAINS.get(ALIASES.get(class_name, class_name), _NOTHING)


# Classes whose formulas look at no size of what flows in, but whether it is known before the model
# runs: what one says of some size holds of each, so that it is run once for all of them.
OF_ANY_SIZE = frozenset(
    (
        *("Dense", "Embedding", *_RECURRENT, *_CUDNN, "Bidirectional", "TimeDistributed", "RNN"),
        *("BatchNormalization", "LayerNormalization", "RMSNormalization", "PReLU"),
        *(f"{name}{axes}D" for name in ("Conv", "ConvLSTM") for axes in (1, 2, 3)),
        *(f"{name}Conv{axes}D" for name in ("Depthwise", "Separable") for axes in (1, 2)),
        *(f"Conv{axes}DTranspose" for axes in (1, 2, 3)),
    )
)

# Those whose formulas look at no argument that is sought as a number either, nor at an axis.
OF_ANY_NUMBER = OF_ANY_SIZE | {"MultiHeadAttention"}
