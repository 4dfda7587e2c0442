"""What is said of witnesses in few words."""

from __future__ import annotations

from rnnscope.api import explain_summary
from rnnscope.pages.said.verdicts import headline, mark
from tests.files import MNIST, alone

TEXT = """
 Layer (type)                   Output Shape         Param #     Connected to
==================================================================================================
 input_1 (InputLayer)           [(None, 10)]         0           []
 input_2 (InputLayer)           [(None, 6)]          0           []
 joined (CLASS)                 (None, 16)           0           ['input_1[0][0]',
                                                                  'input_2[0][0]']
 dense (Dense)                  (None, 4)            68          ['joined[0][0]']
==================================================================================================
Total params: 68
"""


def of_summary(text: str) -> str:
    *_, said = headline(explain_summary(text, summary=True))
    return said


def test_keras_prints_the_same_where_each_row_is_a_layer_of_its_own() -> None:
    said = of_summary(TEXT.replace("CLASS", "Concatenate"))
    assert said == "✓ summary(): Keras prints the same for the model found"


def test_the_numbers_alone_are_the_same_where_something_stands_for_a_row() -> None:
    """A Lambda puts out what is printed, since we say so; a Concatenate never does of 10 and 5."""
    same = "✓ summary(): Keras prints the same numbers for the model found"
    assert of_summary(TEXT.replace("CLASS", "Lambda")) == same
    assert (
        of_summary(TEXT.replace("CLASS", "Concatenate").replace("(None, 6)", "(None, 5)")) == same
    )


def test_a_witness_that_there_is_none_of_is_not_being_asked() -> None:
    """A file has no printed table, and a text no tensors: nobody would ever hear from them."""
    file, text = alone(MNIST), explain_summary(TEXT.replace("CLASS", "Concatenate"))
    assert mark(file, "printed", file["dense"]) == "– nothing to compare"
    assert mark(text, "stored", text["dense"]) == "– nothing to compare"
    assert mark(file, "stored", file["dense"]) == "✓ agrees"
