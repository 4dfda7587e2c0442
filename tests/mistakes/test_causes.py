"""How many numbers mistakes give, and how they are written."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from rnnscope.mistakes.causes import all_miscounts, causes, likely
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone, entry, sequential, write_json
from tests.mistakes.published import PUBLISHED

pytestmark = pytest.mark.quick

_IMAGES = sequential(
    *(
        layer
        for i, filters in enumerate((16, 32, 64, 64, 64))
        for layer in (
            entry("Conv2D", f"conv{i}", filters=filters, kernel_size=[3, 3], padding="same"),
            entry("BatchNormalization", f"norm{i}", axis=-1),
            entry("MaxPooling2D", f"pool{i}", pool_size=[2, 2], strides=[2, 2], padding="same"),
        )
    ),
    entry("Flatten", "flat"),
    entry("Dense", "dense", units=128),
    entry("Dropout", "drop", rate=0.5),
    entry("Dense", "last", units=10),
    shape=(None, 64, 64, 3),
)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    here = tmp_path_factory.mktemp("models")
    models = [_IMAGES, *(case.model for case in PUBLISHED)]
    paths = (write_json(here / f"{i}.json", model) for i, model in enumerate(models))
    return [alone(path) for path in (MNIST, SENTIMENT, *paths)]


def test_the_arithmetic_is_the_count(reports: list[Report]) -> None:
    for report in reports:
        for one in all_miscounts(report):
            assert eval(one.write(), {}) == one.count, one.words  # noqa: S307  # our own


def test_what_is_right_is_no_mistake(reports: list[Report]) -> None:
    for report in reports:
        assert causes(report, report.total or 0) == ()
        for one in all_miscounts(report):
            right = report.total if one.row is None else one.row.layer_params
            assert one.count != right, one.words


def _numbers(total: int) -> Iterator[int]:
    chance = random.Random(11)
    for low, high in ((0.3, 3), (0.9, 1.1), (0.99, 1.01)):
        yield from (chance.randint(int(low * total), int(high * total)) for _ in range(100))


@pytest.mark.parametrize("which", range(3))
def test_hardly_any_number_is_explained(reports: list[Report], which: int) -> None:
    report = reports[which]
    numbers = list(_numbers(report.total or 0))
    found = list(all_miscounts(report))
    explained = [n for n in numbers if n != report.total and likely(found, n)]
    assert len(explained) <= 0.05 * len(numbers), explained


def test_of_layers_that_are_alike_one_is_named(reports: list[Report]) -> None:
    layers = [entry("Dense", name, units=7, use_bias=True) for name in ("first", "second", "third")]
    model = sequential(*layers, shape=(None, 7))
    report = alone(write_json(Path(reports[2].source or "").with_name("alike.json"), model))
    (cause,) = causes(report, 49)
    assert (cause.path, cause.alike) == ("first", ("second", "third"))
