"""Which Keras printed a text is told by what only it prints, or not at all."""

from __future__ import annotations

import pytest

from tests.readers.printed.texts import one

pytestmark = pytest.mark.quick

RULED = "Layer (type)                 Output Shape              Param #\n"
JOINED = "Layer (type)          Output Shape       Param #    Connected to\n"
DENSE = "dense_1 (Dense)  (None, 10)  1290"


@pytest.mark.parametrize(
    ("text", "generation", "because"),
    [
        ("Layer (name) Output Shape Param #\nDense (dense) (None, 10) 1290\n", 0, "Layer (name)"),
        (f"{JOINED}conv (Convolution2D) (None, 3, 3, 8) 80  x[0][0]\n", 1, "classes that Keras 2"),
        (f"{JOINED}maxpooling2d_1 (MaxPooling2D) (None, 3) 0 x[0][0]\n", 1, "Keras 1 named them"),
        (f"{JOINED}{DENSE}  dense_input_1[0][0]\n", 1, "takes an input that has no row"),
        (f"{JOINED}m (Merge) (None, 10)  0  a[0][0]\n", 1, "classes that Keras 2"),
        (f"{RULED}m (Merge) (None, 10)  0\n{DENSE}\n", 2, "no Connected to"),
        (f"{RULED}{DENSE}\n", 2, "no Connected to"),
        (
            f"{RULED}{DENSE}\nTotal params: 1290 (5.04 KB)\nx (0.00 Byte)\n",
            2,
            "in Byte, as Keras 2.13",
        ),
        (f" {RULED}{'=' * 65}\n {DENSE}\n", 2, "since Keras 2.7"),
        (f"{JOINED}m (Functional) (None, 10)  1290  x[0][0]\n", 2, "a class of Keras 2.4"),
        (f"{JOINED}l (CuDNNLSTM) (None, 10)  1290  x[0][0]\n", 2, "only Keras 2 has"),
        (
            f"{JOINED}max_pooling2d_1 (MaxPooling2D) (None, 3) 0 x[0][0]\n",
            2,
            "as Keras 1 named none",
        ),
        ("┃ Layer (type) ┃ Output Shape ┃ Param # ┃\n│ d (Dense) │ (None, 3) │ 12 │\n", 3, "lines"),
        (
            "| Layer (type) | Output Shape | Param # |\n|--------------+--------------+---------|\n"
            "| d (Dense)    | (None, 3)    |      12 |\n",
            3,
            "lines",
        ),
        (f"{RULED}{DENSE}\nTotal params: 9\nOptimizer params: 4\n", 3, "the optimizer's params"),
        (f"{RULED}dense (Dense)  ?  0 (unbuilt)\n", 3, "what is not built"),
        (f"{JOINED}{DENSE}  x[0][0]\n", None, ""),
        (f"{DENSE}\n", None, ""),
        ("max_pooling2d_1 (MaxPooling2D) (None, 3, 3, 8) 0\n", None, ""),
        (f"{RULED}dense_1 (Dense)  (None, 10)  1,290\n", None, ""),
    ],
)
def test_what_tells(text: str, generation: int | None, because: str) -> None:
    summary = one(text)
    assert summary.generation == generation
    assert because in summary.because


def test_the_least_version_is_told_where_it_is_known() -> None:
    assert one(f" {RULED}{'=' * 65}\n {DENSE}\n").since == (2, 7)
    assert one(f"{RULED}{DENSE}\n").since is None


ROWS_OF_0 = "Layer (ids)   (None, 3, 8, 8)   0\nConvolution2D (conv1_1)   (None, 4, 6, 6)   112\n"


def test_rows_of_keras_0_without_their_header() -> None:
    summary = one(f"{ROWS_OF_0}--------\nTotal params: 112\n")
    assert [(row.name, row.class_name) for row in summary.rows] == [
        ("ids", "Layer"),
        ("conv1_1", "Convolution2D"),
    ]
    assert (summary.generation, summary.total) == (0, 112)


@pytest.mark.parametrize("row", ["Encoder (mine)", "Dense (Dense)", "out (Dense)"])
def test_other_rows_have_the_name_first(row: str) -> None:
    [*_, last] = one(f"{ROWS_OF_0}{row}   (None, 4)   20\n").rows
    assert f"{last.name} ({last.class_name})" == row
