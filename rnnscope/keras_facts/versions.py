"""The generations of Keras, each with configs and files of its own."""

from __future__ import annotations

from enum import StrEnum
from typing import assert_never


class Generation(StrEnum):
    """The first number of Keras's version; tf.keras up to 2.15 and tf_keras are Keras 2."""

    KERAS_1 = "1"
    KERAS_2 = "2"
    KERAS_3 = "3"

    @classmethod
    def of(cls, version: object) -> Generation | None:
        """Return what a version is of, such as "2.4.0"; None where it is of none of them."""
        number, point, _ = version.partition(".") if isinstance(version, str) else ("", "", "")
        return next((each for each in cls if point and each == number), None)


def is_before_keras_3(version: str | None) -> bool:
    """Tell whether a version is of the Keras that TensorFlow 1 and 2 had."""
    generation = Generation.of(version)
    match generation:
        case Generation.KERAS_1 | Generation.KERAS_2:
            return True
        case Generation.KERAS_3 | None:
            return False
        case _:
            assert_never(generation)
