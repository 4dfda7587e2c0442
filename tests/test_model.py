"""Names as Keras makes them, tensors, and the refs in a call."""

from __future__ import annotations

import pytest

from rnnscope.model.parts import (
    Call,
    LayerConfig,
    Tensor,
    TensorRef,
    groups_in_container,
    snake_case,
    tensor_refs,
)


@pytest.mark.parametrize(
    ("class_name", "group"),
    [
        ("Dense", "dense"),
        ("Conv2D", "conv2d"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("PReLU", "p_re_lu"),
        ("ReLU", "re_lu"),
        ("LSTM", "lstm"),
        ("GRUCell", "gru_cell"),
        ("SimpleRNN", "simple_rnn"),
        ("ConvLSTM2D", "conv_lstm2d"),
        ("RNN", "rnn"),
        ("MultiHeadAttention", "multi_head_attention"),
        ("GlobalAveragePooling1D", "global_average_pooling1d"),
        ("My Layer!", "my_layer"),
        ("", ""),
    ],
)
def test_snake_case_is_keras_own(class_name: str, group: str) -> None:
    naming = pytest.importorskip("keras.src.utils.naming")
    assert snake_case(class_name) == group == naming.to_snake_case(class_name)


def test_groups_are_counted_by_class() -> None:
    classes = ["Dense", "LSTM", "Dense", "Dense", "GroupQueryAttention"]
    groups = ["dense", "lstm", "dense_1", "dense_2", "grouped_query_attention"]
    assert groups_in_container(classes) == groups


@pytest.mark.parametrize(
    ("shape", "params"), [((), 1), ((3,), 3), ((3, 0), 0), ((2**40, 2**40), 2**80)]
)
def test_params_of_a_tensor_never_overflow(shape: tuple[int, ...], params: int) -> None:
    assert Tensor("t", shape, "float32").params == params


def test_refs_are_found_in_nested_arguments() -> None:
    one, two, three = TensorRef("a"), TensorRef("b", 1), TensorRef("c", 0, 2)
    call = Call(([one, {"x": (two,)}], 3, "text"), {"mask": None, "state": [three]})
    assert list(call.refs) == [one, two, three]
    assert list(tensor_refs("a")) == []


@pytest.mark.parametrize(
    ("module", "registered_name", "builtin", "operation"),
    [
        ("keras.layers", "", True, False),
        ("keras.layers", "Dense", True, False),
        ("keras.src.models.functional", "Dense", True, False),
        ("keras.src.ops.numpy", "Dense", True, True),
        ("keras.layers", "mine>Dense", False, False),
        ("mine", "", False, False),
        ("", "mine>Dense", False, False),
        ("keras_hub.layers", "", False, False),
        ("kerasX", "", False, False),
    ],
)
def test_whose_class_it_is(
    module: str, registered_name: str, builtin: bool, operation: bool
) -> None:
    layer = LayerConfig(
        class_name="Dense", name="d", module=module, registered_name=registered_name
    )
    assert (layer.is_builtin, layer.is_operation) == (builtin, operation)
