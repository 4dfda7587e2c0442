"""Which operation of Keras 3 a function of TensorFlow is, and where its arguments go.

Functions are named as TensorFlow exports them, `compat.v1.` left out.
Sources: tensorflow/python/ops and keras/src/ops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NEUTRAL: Mapping[str, Any] = {"conjugate": False, "batch_dims": 0, "constant_values": 0}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of Keras 3, in terms of a TensorFlow function's arguments.

    The first argument comes first in both; `tensors` are those after it.
    `settings` are Keras's names for arguments that are settings in Keras 3,
    `defaults` TensorFlow's own where Keras has another.  An argument that is
    neither must have its value in `neutral`, or the two are not the same.
    """

    module: str
    class_name: str
    tensors: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    neutral: Mapping[str, Any] = field(default_factory=lambda: _NEUTRAL)
    takes_list: bool = False


_BINARY = {
    "__operators__.add": "Add",
    "__operators__.eq": "Equal",
    "__operators__.ne": "NotEqual",
    "math.add": "Add",
    "math.subtract": "Subtract",
    "math.multiply": "Multiply",
    "math.divide": "Divide",
    "math.truediv": "TrueDivide",
    "math.floordiv": "FloorDivide",
    "math.floormod": "Mod",
    "math.pow": "Power",
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
    "math.equal": "Equal",
    "math.not_equal": "NotEqual",
    "math.greater": "Greater",
    "math.greater_equal": "GreaterEqual",
    "math.less": "Less",
    "math.less_equal": "LessEqual",
    "math.logical_and": "LogicalAnd",
    "math.logical_or": "LogicalOr",
    "math.logical_xor": "LogicalXor",
}
_UNARY = {
    "numpy": """
        math.abs=Absolute math.negative=Negative math.sign=Sign math.square=Square math.sqrt=Sqrt
        math.exp=Exp math.expm1=Expm1 math.log=Log math.log1p=Log1p math.reciprocal=Reciprocal
        math.sin=Sin math.cos=Cos math.tan=Tan math.tanh=Tanh math.sinh=Sinh math.cosh=Cosh
        math.floor=Floor math.ceil=Ceil math.logical_not=LogicalNot math.round=Round round=Round
        math.is_nan=Isnan math.is_inf=Isinf math.is_finite=Isfinite
        zeros_like=ZerosLike ones_like=OnesLike nn.tanh=Tanh
    """,
    "math": "math.rsqrt=Rsqrt math.erf=Erf",
    "nn": """
        math.sigmoid=Sigmoid nn.sigmoid=Sigmoid nn.relu=Relu nn.relu6=Relu6 nn.elu=Elu nn.selu=Selu
        nn.silu=Silu nn.swish=Silu nn.softplus=Softplus math.softplus=Softplus nn.softsign=Softsign
        math.softsign=Softsign
    """,
    "core": "stop_gradient=StopGradient",
}
_ALONG = {"axis": "axis"}
_REDUCTIONS = {
    "math.reduce_mean": ("numpy", "Mean"),
    "math.reduce_sum": ("numpy", "Sum"),
    "math.reduce_max": ("numpy", "Max"),
    "math.reduce_min": ("numpy", "Min"),
    "math.reduce_prod": ("numpy", "Prod"),
    "math.reduce_std": ("numpy", "Std"),
    "math.reduce_variance": ("numpy", "Var"),
    "math.reduce_any": ("numpy", "Any"),
    "math.reduce_all": ("numpy", "All"),
    "math.reduce_logsumexp": ("math", "Logsumexp"),
}


def _plain_functions() -> dict[str, Operation]:
    functions = {name: Operation("numpy", op, ("y",)) for name, op in _BINARY.items()}
    for module, lines in _UNARY.items():
        for name, _, op in (pair.partition("=") for pair in lines.split()):
            functions[name] = Operation(module, op)
    keeping = {"axis": "axis", "keepdims": "keepdims"}
    for name, (module, op) in _REDUCTIONS.items():
        functions[name] = Operation(module, op, settings=keeping)
    return functions


FUNCTIONS: Mapping[str, Operation] = {
    **_plain_functions(),
    "nn.softmax": Operation("nn", "Softmax", settings=_ALONG),
    "nn.log_softmax": Operation("nn", "LogSoftmax", settings=_ALONG),
    "nn.gelu": Operation(
        "nn", "Gelu", settings={"approximate": "approximate"}, defaults={"approximate": False}
    ),
    "nn.leaky_relu": Operation("nn", "LeakyRelu", settings={"negative_slope": "alpha"}),
    "clip_by_value": Operation(
        "numpy", "Clip", settings={"x_min": "clip_value_min", "x_max": "clip_value_max"}
    ),
    "cast": Operation("core", "Cast", settings={"dtype": "dtype"}),
    "math.argmax": Operation("numpy", "Argmax", settings=_ALONG, defaults={"axis": 0}),
    "math.argmin": Operation("numpy", "Argmin", settings=_ALONG, defaults={"axis": 0}),
    "math.cumsum": Operation("numpy", "Cumsum", settings=_ALONG, defaults={"axis": 0}),
    "where": Operation("numpy", "Where", ("x", "y")),
    "transpose": Operation("numpy", "Transpose", settings={"axes": "perm"}),
    "squeeze": Operation("numpy", "Squeeze", settings=_ALONG),
    "expand_dims": Operation("numpy", "ExpandDims", settings=_ALONG),
    "concat": Operation("numpy", "Concatenate", settings=_ALONG, takes_list=True),
    "stack": Operation("numpy", "Stack", settings=_ALONG, takes_list=True),
    "unstack": Operation("core", "Unstack", settings={"num": "num", "axis": "axis"}),
    "tile": Operation("numpy", "Tile", settings={"repeats": "multiples"}),
    "repeat": Operation("numpy", "Repeat", settings={"repeats": "repeats", "axis": "axis"}),
    "reverse": Operation("numpy", "Flip", settings=_ALONG),
    "roll": Operation("numpy", "Roll", settings={"shift": "shift", "axis": "axis"}),
    "broadcast_to": Operation("numpy", "BroadcastTo", settings={"shape": "shape"}),
    "one_hot": Operation(
        "nn", "OneHot", settings={"num_classes": "depth", "axis": "axis", "dtype": "dtype"}
    ),
    "gather": Operation("numpy", "Take", ("indices",), _ALONG, {"axis": 0}),
    "math.l2_normalize": Operation(
        "nn", "Normalize", settings={"axis": "axis", "epsilon": "epsilon"}
    ),
    "linalg.matmul": Operation(
        "numpy",
        "Matmul",
        ("b",),
        neutral=dict.fromkeys(
            ("transpose_a", "transpose_b", "adjoint_a", "adjoint_b", "a_is_sparse", "b_is_sparse"),
            False,
        ),
    ),
    "reshape": Operation("numpy", "Reshape", settings={"newshape": "shape"}),
    "split": Operation(
        "numpy", "Split", settings={"indices_or_sections": "num_or_size_splits", "axis": "axis"}
    ),
    "pad": Operation("numpy", "Pad", settings={"pad_width": "paddings", "mode": "mode"}),
    "image.resize": Operation(
        "image",
        "Resize",
        settings={"size": "size", "interpolation": "method", "antialias": "antialias"},
        neutral={"preserve_aspect_ratio": False},
    ),
}
# Functions with a Keras layer that does the same, which has no operation of its own.
LAYERS = {"identity": "Identity", "math.add_n": "Add"}

# For each operation of a TensorFlow graph: the function, and the names of its inputs
# after the first; then the attributes that are arguments of the function.
GRAPH_OPERATIONS: Mapping[str, tuple[str, tuple[str, ...], Mapping[str, str]]] = {
    **{
        op: (f"math.{name}", ("y",), {})
        for op, name in (
            *(("Add", "add"), ("AddV2", "add"), ("Sub", "subtract"), ("Mul", "multiply")),
            *(("RealDiv", "truediv"), ("Div", "divide"), ("FloorDiv", "floordiv"), ("Pow", "pow")),
            *(("FloorMod", "floormod"), ("Maximum", "maximum"), ("Minimum", "minimum")),
            *(("Equal", "equal"), ("NotEqual", "not_equal"), ("Less", "less")),
            *(("Greater", "greater"), ("GreaterEqual", "greater_equal")),
            *(("LessEqual", "less_equal"), ("LogicalAnd", "logical_and")),
            ("LogicalOr", "logical_or"),
        )
    },
    **{
        op: (f"math.{name}", (), {})
        for op, name in (
            *(("Abs", "abs"), ("Neg", "negative"), ("Sign", "sign"), ("Square", "square")),
            *(("Sqrt", "sqrt"), ("Rsqrt", "rsqrt"), ("Exp", "exp"), ("Log", "log")),
            *(("Log1p", "log1p"), ("Sigmoid", "sigmoid"), ("Tanh", "tanh"), ("Sin", "sin")),
            *(("Cos", "cos"), ("Floor", "floor"), ("Ceil", "ceil"), ("Erf", "erf")),
            *(("Softplus", "softplus"), ("Softsign", "softsign"), ("LogicalNot", "logical_not")),
            *(("Reciprocal", "reciprocal"), ("Round", "round")),
        )
    },
    **{op: (f"nn.{op.lower()}", (), {}) for op in ("Relu", "Relu6", "Elu", "Selu", "Softmax")},
    **{
        op: (f"math.reduce_{op.lower()}", ("axis",), {"keepdims": "keep_dims"})
        for op in ("Mean", "Sum", "Max", "Min", "Prod", "Any", "All")
    },
    "LeakyRelu": ("nn.leaky_relu", (), {"alpha": "alpha"}),
    "Identity": ("identity", (), {}),
    "StopGradient": ("stop_gradient", (), {}),
    "ZerosLike": ("zeros_like", (), {}),
    "OnesLike": ("ones_like", (), {}),
    "Reshape": ("reshape", ("shape",), {}),
    "ExpandDims": ("expand_dims", ("axis",), {}),
    "Squeeze": ("squeeze", (), {"axis": "squeeze_dims"}),
    "Transpose": ("transpose", ("perm",), {}),
    "Tile": ("tile", ("multiples",), {}),
    "Pad": ("pad", ("paddings",), {}),
    "ReverseV2": ("reverse", ("axis",), {}),
    "ArgMax": ("math.argmax", ("axis",), {}),
    "MatMul": (
        "linalg.matmul",
        ("b",),
        {"transpose_a": "transpose_a", "transpose_b": "transpose_b"},
    ),
    **{
        op: ("linalg.matmul", ("b",), {"adjoint_a": "adj_x", "adjoint_b": "adj_y"})
        for op in ("BatchMatMul", "BatchMatMulV2")
    },
    "ClipByValue": ("clip_by_value", ("clip_value_min", "clip_value_max"), {}),
    "GatherV2": ("gather", ("indices", "axis"), {"batch_dims": "batch_dims"}),
    "SelectV2": ("where", ("x", "y"), {}),
    "AddN": ("math.add_n", (), {}),
    "ConcatV2": ("concat", (), {}),
    "Pack": ("stack", (), {"axis": "axis"}),
}
