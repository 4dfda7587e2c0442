"""Damaged files of every format: a report, or one sentence; never anything else.

`python -m tests.fuzz.run` does the same for longer.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnnscope.api import explain
from tests.files import write_json
from tests.fuzz.checks import FORMATS, check, replaced
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import KERAS_1, KERAS_2, KERAS_3, SEEDS, TFJS, files_of

TRIES = settings(
    max_examples=12,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_files(tmp_path: Path, seed: str) -> None:
    whole = SEEDS[seed](tmp_path / "m")
    assert explain(whole, summary=False).layers
    files = {path: path.read_bytes() for path in files_of(whole)}

    @TRIES
    @given(st.integers(0, 2**32), st.sampled_from(FORMATS))
    def damage(number: int, to: str) -> None:
        chance = random.Random(number)
        path = chance.choice(list(files))
        path.write_bytes(mutated(files[path], chance))
        check(whole, to)
        path.write_bytes(files[path])

    damage()


@pytest.mark.parametrize("config", [KERAS_1, KERAS_2, KERAS_3, TFJS], ids=["1", "2", "3", "tfjs"])
def test_configs_with_anything_anywhere(tmp_path: Path, config: object) -> None:
    @settings(TRIES, max_examples=60)
    @given(st.integers(0, 2**32), st.sampled_from(FORMATS))
    def damage(number: int, to: str) -> None:
        check(write_json(tmp_path / "m.json", replaced(config, random.Random(number))), to)

    damage()
