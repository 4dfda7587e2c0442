"""What is said in few words of a pasted summary that Keras prints again."""

from __future__ import annotations

from rnnscope.api import explain_summary
from rnnscope.pages.said.verdicts import headline

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
