"""The example of a layer class: as a model of that one layer, and as a program that makes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rnnscope.catalogue.examples import EXAMPLES, Example, Made
from rnnscope.derivation import explain_model
from rnnscope.keras_facts.class_names import PYTHON_NAMES
from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.model.parts import Call, LayerConfig, Model, ModelConfig, TensorRef, snake_case
from rnnscope.report.report import Report
from rnnscope.verify.summary import NOT_ASKED, silent

FORMAT = "catalogue"
_KERAS = "keras.layers"
# Deprecated: Keras takes them with a warning, or does nothing with them.
_NOT_TOLD = ("rms_scaling", "input_length")
_OF_KERAS = {"data_format": "channels_last"}  # what Keras takes for None where nobody set it


def example(class_name: str) -> Report | None:
    """Explain the example of a class, the last layer of the report; None where there is none."""
    made = EXAMPLES.get(class_name)
    return explain_model(model_of(class_name, made)) if made else None


def verified(class_name: str, *, summary: bool = True) -> Report | None:
    """Explain the example of a class, and ask Keras for the summary of such a model."""
    made = EXAMPLES.get(class_name)
    if made is None:
        return None
    model = model_of(class_name, made)
    report = explain_model(model)
    if not summary:
        return report.with_witness(silent(NOT_ASKED))
    from rnnscope.verify.asking import Keras

    with Keras() as keras:
        return report.with_witness(keras.rebuilt(report, model))


def model_of(class_name: str, example: Example) -> Model:
    """Return an example as a model of that one layer, as a file would describe it."""
    inputs = tuple(_inputs(example))
    taken = {name: TensorRef(name) for name in example.inputs}
    calls = (Call(args=_with(example.call, taken)),) if taken else ()  # an input is not called
    layer = _configured(Made(class_name, example.settings), calls=calls)
    config = ModelConfig(
        class_name="Functional",
        name=class_name,
        layers=(*inputs, layer),
        inputs=tuple(taken.values()) or (TensorRef(layer.name),),
        outputs=(TensorRef(layer.name),),
    )
    return Model(config=config, source=None, format=FORMAT)


def _inputs(example: Example) -> Iterator[LayerConfig]:
    for name, shape in example.inputs.items():
        settings = {"batch_shape": [None, *shape], "dtype": example.dtype}
        yield LayerConfig(class_name="InputLayer", name=name, module=_KERAS, settings=settings)


def _with(call: Any, tensors: Mapping[str, TensorRef]) -> Any:
    if isinstance(call, str):
        return tensors[call]
    return type(call)(_with(each, tensors) for each in call)


def _configured(made: Made, calls: tuple[Call, ...] = ()) -> LayerConfig:
    """Return a layer with all that its class takes: what is given, and Keras's defaults."""
    defaults = ARGUMENTS.get(made.class_name, {}).items()
    taken = {key: value for key, value in defaults if key not in _NOT_TOLD}
    given = {"trainable": True, **taken, **made.settings}
    return LayerConfig(
        class_name=made.class_name,
        name=snake_case(PYTHON_NAMES.get(made.class_name, made.class_name)),
        module=_KERAS,
        settings={key: _plain(key, value) for key, value in given.items()},
        calls=calls,
    )


def _plain(key: str, value: Any) -> Any:
    """Return a setting as a config has it."""
    if value is None:
        return _OF_KERAS.get(key)
    if isinstance(value, Made):
        return _configured(value)
    if isinstance(value, list | tuple) and any(isinstance(each, Made) for each in value):
        return tuple(_plain("", each) for each in value)
    return list(value) if isinstance(value, tuple) else value


def program_of(class_name: str, example: Example) -> str:
    """Return an example as lines of Python that make the layer, and call it."""
    made = f"layer = {_constructed(Made(class_name, example.settings))}"
    if not example.inputs:
        return made
    dtype = "" if example.dtype == "float32" else f", dtype={example.dtype!r}"
    inputs = [f"{n} = keras.Input({shape}{dtype})" for n, shape in example.inputs.items()]
    return "\n".join((made, *inputs, f"layer({', '.join(map(_called, example.call))})"))


def _constructed(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_constructed, value))}]"
    if not isinstance(value, Made):
        return repr(value)
    settings = (f"{key}={_constructed(each)}" for key, each in value.settings.items())
    return f"keras.layers.{value.class_name}({', '.join(settings)})"


def _called(argument: Any) -> str:
    if isinstance(argument, str):
        return argument
    return f"[{', '.join(map(_called, argument))}]"
