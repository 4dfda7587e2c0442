"""Rows that stand on several lines."""

from __future__ import annotations

import pytest

from tests.readers.printed.texts import one

pytestmark = pytest.mark.quick


ROWS = [("lstm_1 (LSTM)", "(None, 8)", "320"), ("dense_1 (Dense)", "(None, 10)", "90")]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("parts", [[1, 1, 1], [2, 1], [1, 2]])
def test_cells_on_lines_of_their_own(parts: list[int], between: str) -> None:
    lines = ["Layer (type)", "Output Shape", "Param #"]
    for row in ROWS:
        cells = iter(row)
        lines += ["    ".join(next(cells) for _ in range(part)) for part in parts]
    summary = one(between.join([*lines, "Total params: 410"]))
    assert [(row.name, row.class_name, row.params) for row in summary.rows] == [
        ("lstm_1", "LSTM", 320),
        ("dense_1", "Dense", 90),
    ]
    assert not summary.unread
    assert summary.rows[0].line == 1 + 3 * len(between)


def test_a_connection_below_a_class_that_is_cut_off_is_no_end_of_it() -> None:
    head = "Layer (type)                    Output Shape         Param #     Connected to\n"
    row = "transformer_block_1 (Transforme (None, 80, 256)      658688\n"
    summary = one(f"{head}{'=' * 80}\n{row}token_and_position_embedding_of_t\n{'_' * 80}\n")
    [row_1] = summary.rows
    assert (row_1.class_name, row_1.is_class_cut) == ("Transforme", True)
    assert [each.layer for each in row_1.connections or ()] == ["token_and_position_embedding_of_t"]


@pytest.mark.parametrize("place", range(22, 68))
def test_a_row_that_is_broken_anywhere_has_its_number_or_none(place: int) -> None:
    row = "block5_conv1 (Conv2D)        (None, 9, 9, 512)         2359808   "
    head = f"Layer (type)                 Output Shape              Param #   \n{'=' * 65}\n"
    rows = one(f"{head}{row[:place]}\n{row[place:]}\n{'_' * 65}\nd (Dense)  (None, 1)  513\n").rows
    for found in (found for found in rows if found.name == "block5_conv1"):
        assert (found.params, found.shapes[0].sizes) == (2359808, (None, 9, 9, 512))
