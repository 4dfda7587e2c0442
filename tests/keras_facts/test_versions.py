"""Which generation of Keras a version is of."""

from __future__ import annotations

import pytest

from rnnscope.keras_facts.versions import Generation, is_before_keras_3

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("version", "generation"),
    [
        ("1.2.2", Generation.KERAS_1),
        ("2.2.4-tf", Generation.KERAS_2),
        ("2.15.0", Generation.KERAS_2),
        ("3.15.1", Generation.KERAS_3),
        ("30.0", None),
        ("3", None),
        ("tfjs-layers 4.2.0", None),
        ("", None),
        (None, None),
        (2.1, None),
    ],
)
def test_the_generation_of_a_version(version: object, generation: Generation | None) -> None:
    assert Generation.of(version) is generation


def test_what_was_before_keras_3() -> None:
    assert [is_before_keras_3(each) for each in ("1.0.8", "2.9.0", "3.0.0", "4", None)] == [
        *(True, True, False, False, False)
    ]
