"""Asks Keras for `model.summary()`; a program of its own.

One request a line on standard input, one answer a line on standard output,
both JSON; ends with its input.  The model is built from a config that rnnscope
wrote, without allocating weights; only where the user vouches for a file is it
loaded instead.  Keras is forgetful between two requests: the answer to one is
what a new process would give.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from rnnscope.errors import said
from rnnscope.processes import own_memory, user_code

_DEEPEST = 20_000  # calls in each other: Keras follows a model of 1,000 layers in as many and more


def main() -> None:
    """Import Keras at once; then answer each request, or say what went wrong."""
    sys.setrecursionlimit(_DEEPEST)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not get between
    gc.disable()  # importing Keras makes nothing but what stays: a tenth of its time
    problem = _failure(_import_keras)
    gc.freeze()
    gc.enable()
    for line in sys.stdin:
        answers.write(json.dumps(problem or _answered(json.loads(line))) + "\n")
        answers.flush()
        _failure(_forget)


def _import_keras() -> None:
    from rnnscope.verify import light_keras

    if os.environ["KERAS_BACKEND"] == light_keras.BACKEND:
        light_keras.import_light()
    import keras  # noqa: F401


def _forget() -> None:
    """Let the next answer be the one that a new process would give."""
    import keras

    keras.utils.clear_session()


def _failure(action: Callable[[], object]) -> dict[str, Any]:
    """Return what went wrong in an action as an answer; nothing where nothing did."""
    try:
        action()
    except MemoryError:
        return {"error": "it takes more memory; --limit summary_memory_bytes=NUMBER gives it more"}
    except ModuleNotFoundError as error:
        is_missing = error.name and not error.name.startswith("keras.")
        return {"error": f"{error.name} is not installed" if is_missing else said(error)}
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever it is, it is a reason
        return {"error": said(error)}
    return {}


def _answered(request: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    with user_code.running() if request.get("imports") else contextlib.nullcontext():
        return _failure(lambda: answer.update(_answer(request))) or answer


def _bound(memory: int) -> None:
    """Let the system hold this process to its memory: a state or a constant may be any size.

    Raises:
        MemoryError: it takes as much already.  TensorFlow's threads, where the
            system gives them nothing at all, may wait for each other for good.

    """
    if own_memory.taken() >= memory:
        raise MemoryError
    own_memory.bound(memory)


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    import keras

    from rnnscope.tracing import users_classes
    from rnnscope.tracing.scope import shapes_only
    from rnnscope.verify._known_settings import without_unknown
    from rnnscope.verify._observation import observe

    classes = users_classes(request.get("imports", ()))
    if "load" in request:
        return observe(keras.models.load_model(request["load"], classes, safe_mode=True))
    _bound(request["memory_bytes"])
    old = bool(request.get("before_keras_3"))
    config = without_unknown(request["config"], before_keras_3=old)
    with shapes_only():
        model = _rebuilt(config, classes)
        for place in request.get("frozen", ()):
            _freeze(model, place)
        return observe(model)


def _freeze(model: Any, place: list[str]) -> None:
    """Freeze a layer of a model, and what is inside it, by the names on the way to it."""
    layer = model
    for name in place:
        layer = layer.get_layer(name)
    layer.trainable = False


def _rebuilt(config: dict[str, Any], classes: dict[str, Any]) -> Any:
    """Build the model that a config of ours describes."""
    import keras
    from keras.src.saving.serialization_lib import ObjectSharingScope

    with ObjectSharingScope(), _sequential_at_once():
        return keras.saving.deserialize_keras_object(
            config,
            custom_objects={**classes, "rnnscope>StandIn": _stand_in_class()},
            safe_mode=True,
        )


@contextlib.contextmanager
def _sequential_at_once() -> Iterator[None]:
    """Build a Sequential model once, with all its layers: Keras builds it anew for each more."""
    from keras.src.models.sequential import Sequential

    add, from_config = Sequential.add, Sequential.from_config

    def whole(cls: Any, config: Any, custom_objects: Any = None) -> Any:
        model = from_config.__func__(cls, config, custom_objects)
        if model._layers and model._functional is None:
            model._maybe_rebuild()
        return model

    Sequential.add = lambda self, layer, rebuild=True: add(self, layer, rebuild=False)  # noqa: ARG005
    Sequential.from_config = classmethod(whole)
    try:
        yield
    finally:
        Sequential.add, Sequential.from_config = add, from_config


def _stand_in_class() -> Any:
    import keras

    class StandIn(keras.layers.Layer):
        """Stands in for a layer that must not be run: its weights' shapes and its outputs."""

        def __init__(self, weights: list[Any], outputs: list[Any], **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.outputs_known = outputs
            for i, (shape, trainable) in enumerate(weights):
                self.add_weight(shape=tuple(shape), name=f"weight_{i}", trainable=trainable)
            self.built = True

        def compute_output_spec(self, *_: Any, **__: Any) -> Any:
            specs = [keras.KerasTensor(tuple(shape)) for shape in self.outputs_known]
            return specs[0] if len(specs) == 1 else specs

        def call(self, *_: Any) -> Any:
            raise NotImplementedError

    return StandIn


if __name__ == "__main__":
    main()
