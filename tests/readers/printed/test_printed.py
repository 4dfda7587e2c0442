"""What Keras printed is read as it was meant, at any width and of any generation."""

from __future__ import annotations

import pytest

from rnnscope.model.printed import PrintedRow
from rnnscope.model.printed_sums import Sum, added
from tests.readers.printed.texts import ALL, Printed, one

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("printed", ALL, ids=[printed.id for printed in ALL])
def test_rows_and_totals_are_those_of_the_model(printed: Printed) -> None:
    summary = one(printed.text)
    assert len(summary.rows) == len(printed.rows)
    for row, (name, class_name, params, shapes, depth) in zip(
        summary.rows, printed.rows, strict=True
    ):
        assert is_of(row.name, name, row.is_name_cut)
        assert is_of(row.class_name, class_name, row.is_class_cut)
        assert (row.params, row.depth) == (params, depth)
        assert are_of(row, shapes or [])
    assert summary.total == printed.total == added(summary)[0]
    assert added(summary)[1] is Sum.ADDS_UP
    assert not summary.unread
    assert summary.generation in (None, int(printed.keras[0]))


def is_of(read: str, whole: str, is_cut: bool) -> bool:
    """Tell whether what was read is a name, or its beginning where its end is cut off."""
    return whole.startswith(read) if is_cut else read == whole


def are_of(row: PrintedRow, shapes: list[list[int | None]]) -> bool:
    """Tell whether the shapes of a row are those of a layer, as far as they go."""
    return all(
        list(shape.sizes) == whole[: len(shape.sizes)]
        and (shape.is_cut or len(whole) == len(shape.sizes))
        for shape, whole in zip(row.shapes, shapes, strict=False)
    )


def test_most_texts_tell_their_generation() -> None:
    told = [one(printed.text).generation for printed in ALL]
    assert told.count(None) * 5 < len(told)


@pytest.mark.parametrize("keras", ["1.2.2", "2.2.5", "2.13.1", "3"])
def test_what_is_connected_is_read(keras: str) -> None:
    (printed,) = (p for p in ALL if (p.keras, p.model, p.width) == (keras, "shared", None))
    rows = {row.name: row for row in one(printed.text).rows}
    tower = [(entry.layer, entry.node, entry.tensor) for entry in rows["tower"].connections or ()]
    assert tower == [("left", 0, 0), ("right", 0, 0)]
    joined = [(entry.layer, entry.node) for entry in rows["joined"].connections or ()]
    assert joined == [("tower", 0), ("tower", 1)]
    assert rows["left"].connections == ()


def test_a_column_of_what_is_trainable_is_read() -> None:
    (printed,) = (p for p in ALL if (p.keras, p.model, p.width) == ("2.13.1", "cnn", 120))
    assert [row.trainable for row in one(printed.text).rows] == [True] * 7


def test_the_name_of_the_model_is_read() -> None:
    (printed,) = (p for p in ALL if (p.keras, p.model, p.width) == ("2.13.1", "shared", 80))
    assert one(printed.text).name == "shared"


@pytest.mark.parametrize("left", ["N", "No", "Non", "None"])
def test_a_size_that_is_left_open_is_told_by_its_first_letter(left: str) -> None:
    row = f"conv2d_2 (Conv2D)      (None, None, {left} 296     input_17[0][0]"
    (shape,) = one(f"{row}\nTotal params: 296\n").rows[0].shapes
    assert (shape.sizes, shape.is_cut, shape.begun) == ((None, None), True, "None")
    assert shape.goes_on_as((None, None, None, 5))
    assert not shape.goes_on_as((None, None, 5))


@pytest.mark.parametrize("behind", ["[]", "batchnormalization_input", "conv1[0][0]"])
def test_a_number_below_its_heading_is_one_behind_a_shape_that_is_cut(behind: str) -> None:
    head = "Layer (type)           Output Shape   Param # Connected to            "
    row = f"batchnormalization_7 ( (None, 64, 48, 12      {behind}"
    last = "dense_1 (Dense)        (None, 3)      15      batchnormalization_7[0][0"
    text = f"{head}\n{'=' * 70}\n{row}\n{last}\n{'=' * 70}\nTotal params: 27\n"
    found = one(text).rows[0]
    assert (found.shapes[0].sizes, found.params) == ((None, 64, 48), 12)


@pytest.mark.parametrize("inside", ["global_average_pooling2d", "encoder_of_the_first_sentence"])
def test_a_class_may_wrap_right_behind_its_bracket(inside: str) -> None:
    head = " Layer (type)                Output Shape              Param #   \n" + "=" * 65
    row = f" {inside} (  (None, 4)                 0         \n GlobalAveragePooling2D)    "
    (found,) = one(f"{head}\n{row}\n{'=' * 65}\nTotal params: 0\n").rows
    assert (found.name, found.class_name) == (inside, "GlobalAveragePooling2D")


@pytest.mark.parametrize("heading", ["Trai…", "Tr…", "T…"])
def test_a_column_is_known_by_what_is_left_of_its_heading(heading: str) -> None:
    text = (
        f"┃ Layer (type)          ┃ Output Shape     ┃ Param # ┃ {heading:6} ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━┩\n"
        "│ dense (Dense)         │ (None, 3)        │      12 │   N    │\n"
        "└───────────────────────┴──────────────────┴─────────┴────────┘\n"
        " Total params: 12 (48.00 B)\n"
    )
    assert [row.trainable for row in one(text).rows] == [False]
