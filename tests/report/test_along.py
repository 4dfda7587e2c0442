"""Counts along one size: each polynomial against the model counted again with that size."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from rnnscope.report.recounting.along import SIZE, Along
from rnnscope.report.report import Report
from tests.expectations.making import explained, made
from tests.files import MNIST, SENTIMENT, alone, entry, sequential, write_json

pytestmark = pytest.mark.quick


def against_recounts(report: Report) -> int:
    """Hold the total along every size to what comes of other sizes; return how many were held."""
    recounting, held = report.recounting, 0
    assert recounting.total is not None
    along = Along(recounting)
    for number, knob in enumerate(recounting.knobs):
        if knob.value is None or knob.locked:
            continue
        polynomial = along.run({number: SIZE}).get(recounting.total, (report.total,))
        for size in (1, 2, knob.value + 3, 3 * knob.value):
            total = recounting.recount({knob.name: size}).total
            if total is not None:
                at = along.at(number, size).get(recounting.total, report.total)
                assert at == total, (knob.name, size)
                if polynomial is not None:
                    assert sum(n * size**i for i, n in enumerate(polynomial) if n) == total
                held += 1
    return held


@pytest.mark.parametrize("path", [MNIST, SENTIMENT])
def test_the_examples(path: Path) -> None:
    assert against_recounts(alone(path)) > 8


@pytest.mark.parametrize("seed", range(12))
def test_random_models(tmp_path: Path, seed: int) -> None:
    shape, layers = made(Random(seed))
    assert against_recounts(explained(shape, layers, tmp_path / "m.json"))


@pytest.mark.parametrize("seed", range(12))
def test_the_sizes_that_give_a_number_are_found(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    report = explained(*made(random), tmp_path / "m.json")
    recounting, along = report.recounting, Along(report.recounting)
    assert recounting.total is not None
    for number in recounting.counted:
        knob = recounting.knobs[number]
        size = random.randint(1, 2 * (knob.value or 1))
        total = recounting.recount({knob.name: size}).total
        if total is not None and size != knob.value:
            run = along.run({number: SIZE})
            assert size in [*along.solutions(number, recounting.total, total, run)]


def test_a_size_that_is_rounded_on_its_way(tmp_path: Path) -> None:
    layers = [
        entry("MaxPooling1D", "pool", pool_size=3, strides=2),
        entry("Flatten", "flat"),
        entry("Dense", "dense", units=3),
    ]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 29, 5))))
    assert against_recounts(report) > 5
    along, recounting = Along(report.recounting), report.recounting
    (steps,) = (i for i, knob in enumerate(recounting.knobs) if knob.value == 29)
    assert along.run({steps: SIZE})[recounting.total or 0] is None
    found = along.solutions(steps, recounting.total or 0, 3 * 5 * 10 + 3, along.run({steps: SIZE}))
    assert list(found) == [22, 21]  # the nearer one first
