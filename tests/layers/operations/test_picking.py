"""Output shapes by the formula alone: where a file records them, they would hide a wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from rnnscope.algebra.expr import symbol
from rnnscope.layers import FORMULAS, Layer, Output
from rnnscope.model.parts import Call, LayerConfig, TensorRef

Shape = tuple[int | None, ...]
X = TensorRef("x")


def outputs(name: str, call: Call | None, *shapes: Shape, **settings: Any) -> list[Shape]:
    calls = () if call is None else (call,)
    config = LayerConfig(class_name=name, name="it", settings=settings, calls=calls)
    inputs = tuple(
        tuple(symbol(f"axis_{i}", size, "x") for i, size in enumerate(shape)) for shape in shapes
    )
    found = list(FORMULAS[f"ops.{name}"].function(Layer(config=config, path="it", inputs=inputs)))
    return [
        tuple(size.value for size in shape)
        for part in found
        if isinstance(part, Output)
        for shape in part.shapes
    ]


TABLE: Shape = (6, 5, 3)
ONE, TWO = Call((X,)), Call((X, TensorRef("y")))
LISTED = Call(([X, X],))
KNOWN: list[tuple[str, Call | None, list[Shape], dict[str, Any], list[Shape]]] = [
    ("GetItem", Call((X, [slice(None), slice(7, None)])), [TABLE], {}, [(6, 0, 3)]),
    ("Sum", None, [TABLE, (4, 2)], {"axis": 1}, [(6, 3)]),
    ("Split", ONE, [TABLE], {"indices_or_sections": 2}, [(3, 5, 3)] * 2),
    ("Unstack", ONE, [(2, 5, 3)], {}, [(5, 3)] * 2),
    ("Unstack", ONE, [(None, 5, 3)], {"num": 3}, [(5, 3)] * 3),
    ("Take", TWO, [TABLE, (4, 2)], {"axis": 1}, [(6, 4, 2, 3)]),
    ("Take", Call((X, [0, 2])), [TABLE], {"axis": 1}, [(6, 2, 3)]),
    ("Concatenate", LISTED, [TABLE, TABLE], {}, [(12, 5, 3)]),
    ("Stack", LISTED, [TABLE, TABLE], {}, [(2, 6, 5, 3)]),
    ("Stack", LISTED, [TABLE, TABLE], {"axis": -1}, [(6, 5, 3, 2)]),
    ("Stack", LISTED, [TABLE, TABLE], {"axis": -2}, [(6, 5, 2, 3)]),
    ("Matmul", TWO, [(6, 5), (5, 3)], {}, [(6, 3)]),
    ("Reshape", ONE, [TABLE], {"newshape": [-1, 9, 2]}, [(5, 9, 2)]),
    ("Reshape", ONE, [TABLE], {"newshape": [9, -1]}, [(9, 10)]),
    ("Repeat", ONE, [TABLE], {"repeats": [4], "axis": 1}, [(6, 20, 3)]),
    ("Repeat", ONE, [TABLE], {"repeats": 4, "axis": 1}, [(6, 20, 3)]),
    ("Pad", ONE, [TABLE], {"pad_width": [[1, 2]]}, [(9, 8, 6)]),
    ("OneHot", ONE, [TABLE], {"num_classes": 7}, [(6, 5, 3, 7)]),
    ("Resize", ONE, [TABLE], {"size": [4, 2]}, [(4, 2, 3)]),
    ("Resize", ONE, [(6, 5, 4, 3)], {"size": [8, 2]}, [(6, 8, 2, 3)]),
]


@pytest.mark.parametrize(("name", "call", "shapes", "settings", "expected"), KNOWN)
def test_known(
    name: str,
    call: Call | None,
    shapes: list[Shape],
    settings: dict[str, Any],
    expected: list[Shape],
) -> None:
    assert outputs(name, call, *shapes, **settings) == expected


@pytest.mark.parametrize(
    ("name", "call", "shapes", "settings"),
    [
        ("GetItem", None, [TABLE], {}),
        ("GetItem", Call((X, 0)), [], {}),
        ("Take", None, [TABLE], {"axis": 1}),
        ("Take", Call((X, [0]), {"mode": "clip"}), [TABLE, (2,)], {"axis": 1}),
        ("Concatenate", LISTED, [], {}),
        ("Concatenate", Call(([X, [1.0]],)), [TABLE], {}),
        ("Stack", LISTED, [], {}),
        ("Stack", Call(([X, [1.0]],)), [TABLE], {}),
        ("Matmul", TWO, [(6, 5), (5,)], {}),
        ("Repeat", ONE, [TABLE], {"repeats": 4}),
        ("Resize", ONE, [(6, 5)], {"size": [4, 2]}),
        ("Sum", Call((X, TensorRef("y"))), [TABLE, TABLE], {}),
    ],
    ids=str,
)
def test_no_more_is_said_than_is_known(
    name: str, call: Call | None, shapes: list[Shape], settings: dict[str, Any]
) -> None:
    assert outputs(name, call, *shapes, **settings) == []
