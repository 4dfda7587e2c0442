"""Calls of a file that Keras may be given: tensors, and plain values beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnnscope.errors import UnknownFormulaError
from rnnscope.model.parts import Call, ModelConfig, TensorRef, tensor_refs
from rnnscope.verify._plain_settings import is_plain

UNJOINED = "nothing says what flows into each of its layers"


def node(call: Call, names: Mapping[str, str], *, plain: bool) -> dict[str, Any]:
    """Write a call; a stand-in takes the tensors only, and no plain values.

    Raises:
        UnknownFormulaError: it takes no tensor at all, so Keras could not make it.

    """
    if not any(call.refs):
        raise UnknownFormulaError(UNJOINED)
    if not plain:
        return {"args": [_argument(ref, names) for ref in call.refs], "kwargs": {}}
    return {
        "args": [_argument(value, names) for value in call.args],
        "kwargs": {key: _argument(value, names) for key, value in call.kwargs.items()},
    }


def nested_node(call: Call, model: ModelConfig, names: Mapping[str, str]) -> dict[str, Any]:
    """Write a call of a Functional model, whose inputs we write as one list."""
    return {"args": [[_argument(leaf, names) for leaf in model.taken(call)]], "kwargs": {}}


def gives_tensors(call: Call, model: ModelConfig) -> bool:
    """Tell whether a call gives each input of a Functional model a tensor that flows."""
    given = model.taken(call)
    return bool(given) and all(isinstance(leaf, TensorRef) for leaf in given)


def _argument(value: object, names: Mapping[str, str]) -> Any:
    """Write a tensor as Keras does; of other values only plain ones."""
    if isinstance(value, TensorRef):
        config = {
            "shape": list(value.shape or ()),  # Keras takes that of the tensor it made
            "dtype": "float32",
            "keras_history": history(value, names),
        }
        return {"class_name": "__keras_tensor__", "config": config}
    if isinstance(value, list | tuple):
        return [_argument(item, names) for item in value]
    return value if is_plain(value) or _is_range(value) else None


def is_plain_argument(value: object) -> bool:
    """Tell whether an argument is made of tensors, plain values and ranges only."""
    if isinstance(value, list | tuple):
        return all(map(is_plain_argument, value))
    return isinstance(value, TensorRef) or is_plain(value) or _is_range(value)


def takes_array(call: Call) -> bool:
    """Tell whether a call takes numbers in a list, where Keras has an array."""
    lists = (value for value in call.args if isinstance(value, list | tuple))
    return any(not any(tensor_refs(value)) for value in lists)


def _is_range(value: object) -> bool:
    """Tell whether a value is a range or an ellipsis, as `x[..., 1:]` has them, and no more."""
    match value:
        case {"class_name": "__ellipsis__", "config": {}, **rest}:
            return not rest
        case {"class_name": "__slice__", "config": {**ends}, **rest}:
            plain = all(type(end) in (int, type(None)) for end in ends.values())
            return not rest and plain and ends.keys() <= {"start", "stop", "step"}
        case _:
            return False


def end(ref: TensorRef, model: ModelConfig, names: Mapping[str, str]) -> list[Any]:
    """Write an output of the model; a Functional model counts its calls from 1 there."""
    name, call, index = history(ref, names)
    inside = next((layer.model for layer in model.layers if layer.name == ref.layer), None)
    return [name, call + (inside is not None and not inside.is_sequential), index]


def history(ref: TensorRef, names: Mapping[str, str]) -> list[Any]:
    """Write where a tensor comes from, by the names that layers have been given."""
    return [names[ref.layer], ref.call, ref.index]
