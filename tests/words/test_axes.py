"""An axis is named only where a layer says what it is; else it has its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from rnnscope.report.inputs import input_meanings
from tests.files import Config, alone, custom, entry, sequential, write_json

pytestmark = pytest.mark.quick

DENSE = entry("Dense", "dense", units=2)
FLAT = entry("Flatten", "flat")
LSTM = entry("LSTM", "lstm", units=2)
CONV = entry("Conv2D", "conv", filters=4, kernel_size=[3, 3], strides=[1, 1], padding="valid")
FIRST = entry("Conv2D", "conv", filters=4, kernel_size=[3, 3], data_format="channels_first")
NORM = entry("BatchNormalization", "norm", axis=-1)
CASES: dict[str, tuple[Sequence[Config], Sequence[int | None], str]] = {
    "rows": ([DENSE], (None, 10), "batch, features"),
    "rows, behind layers that leave them": ([NORM, DENSE], (None, 10), "batch, features"),
    "rows that are normalized": ([NORM, FLAT], (None, 10), "batch, features"),
    "rows that are only laid out": ([FLAT], (None, 10), "batch, axis 1"),
    "words": ([entry("Embedding", "table", input_dim=9, output_dim=4)], (None, 10),
              "batch, timesteps"),
    "sequences": ([LSTM], (None, 10, 3), "batch, timesteps, features"),
    "sequences, read both ways": ([entry("Bidirectional", "both", layer=LSTM)], (None, 10, 3),
                                  "batch, timesteps, features"),
    "rows that are laid out at each step": ([entry("TimeDistributed", "each", layer=FLAT)],
                                            (None, 10, 3, 4), "batch, timesteps, axis 2, axis 3"),
    "rows of rows that are only laid out": ([FLAT, DENSE], (None, 28, 28), "batch, axis 1, axis 2"),
    "rows of rows into Dense": ([DENSE], (None, 10, 3), "batch, axis 1, features"),
    "images": ([CONV], (None, 8, 9, 3), "batch, height, width, channels"),
    "images, channels first": ([FIRST], (None, 3, 8, 9), "batch, channels, height, width"),
    "images that are only laid out": ([FLAT], (None, 8, 9, 3), "batch, axis 1, axis 2, axis 3"),
    "a class of somebody's own": ([custom("LSTM", "own")], (None, 8, 9), "batch, axis 1, axis 2"),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "shape", "names"), CASES.values(), ids=CASES)
def test_names_of_axes(
    tmp_path: Path, parts: Sequence[Config], shape: Sequence[int | None], names: str
) -> None:
    path = write_json(tmp_path / "m.json", sequential(*parts, shape=shape))
    (meaning,) = input_meanings(alone(path))
    assert meaning.shape.endswith(f" = ({names})")
