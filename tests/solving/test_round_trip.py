"""What real Keras of three generations prints, pasted back, is right or has the truth beside it.

`python -m tests.solving.round_trip` does so for as many models as one likes; here are a few that
were printed by older versions once, and as many that the Keras here prints.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.solving.round_trip.__main__ import table, written
from tests.solving.round_trip.held import Tally, hold_all

PRINTED = sorted((Path(__file__).parent / "round_trip" / "printed").glob("*.jsonl"))


def held(path: Path) -> Tally:
    tally = Tally()
    hold_all(path, tally)
    return tally


@pytest.mark.parametrize("path", PRINTED, ids=[path.stem for path in PRINTED])
def test_what_older_versions_printed_is_right_or_has_the_truth_beside(path: Path) -> None:
    tally = held(path)
    assert not tally.faults, table(tally)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Tally:
    return held(written("26", sys.executable, tmp_path_factory.mktemp("printed")))


def test_what_keras_prints_is_right_or_has_the_truth_beside(printed: Tally) -> None:
    assert not printed.faults, table(printed)


def test_most_of_what_keras_prints_is_told(printed: Tally) -> None:
    told = sum(number for (_, verdict), number in printed.rows.items() if verdict != "untold")
    assert told > 0.9 * sum(printed.rows.values())
