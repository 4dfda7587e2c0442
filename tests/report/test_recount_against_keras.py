"""A model counted again with other sizes has Keras's count of the model that is built with them.

A dozen of the models; `python -m tests.benchmarks.recount` goes through all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.recounted.in_keras import FAULTS, Recounted
from tests.report.recounted.models import MODELS, build

CHOSEN = (
    *("one recurrent layer", "one cell", "bidirectional concat", "states handed on", "conv lstm"),
    *("groups", "transposed", "channels first", "reshaped", "squeeze and excite"),
    *("attention across", "grouped attention", "plain attention", "einsum", "frames", "nested"),
    *("shared", "more operations", "heads by hand", "stateful", "lora"),
)


@pytest.mark.parametrize("name", CHOSEN)
def test_other_sizes_give_the_count_that_keras_has(name: str, tmp_path: Path) -> None:
    recounted = Recounted.of(build(name), tmp_path / "config.json")
    assert recounted.report.recounting.is_sound
    tried = [*recounted.every_size(), *recounted.pairs(6)]
    assert not [str(each) for each in tried if each.outcome in FAULTS]


def test_each_model_is_of_another_kind() -> None:
    assert len(MODELS) >= len(CHOSEN)
    assert MODELS.keys() >= set(CHOSEN)
