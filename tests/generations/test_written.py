"""What Keras 2.12 to 2.15 wrote, each in its way of numbering groups; see written/write.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rnnscope.report.report import Report
from tests.files import alone, edited, unpacked

WRITTEN = Path(__file__).parent / "written"
VERSIONS = ("2.12.0", "2.13.1", "2.14.0", "2.15.0")
NAMES = ("chain", "graph", "models", "derived", "own")
JOINED = ("chain", "graph", "models", "derived")  # whose configs list their layers


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(WRITTEN, VERSIONS, tmp_path_factory.mktemp("written"))


def counted(written: Path, version: str, name: str) -> int:
    """Return what Keras counted when it wrote the model."""
    counts: dict[str, int] = json.loads((written / version / "counts.json").read_text())
    return counts[name]


def agrees(report: Report) -> bool:
    witness = report.witness("stored")
    return witness is not None and witness.agrees and report.differences == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("version", VERSIONS)
def test_whole_models_agree_with_their_weights(written: Path, version: str, name: str) -> None:
    report = alone(written / version / f"{name}.keras")
    assert report.keras_version == version
    assert report.differences == ()
    assert report.total == counted(written, version, name)
    assert agrees(report) is (name in JOINED)


@pytest.mark.parametrize("name", ["chain", "graph", "derived"])
@pytest.mark.parametrize("version", VERSIONS)
def test_weights_in_a_file_of_their_own_agree(written: Path, version: str, name: str) -> None:
    folder = written / version
    report = alone(folder / f"{name}.json", weights=folder / f"{name}.weights.h5")
    assert agrees(report)
    assert report.total == counted(written, version, name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("version", VERSIONS)
def test_weights_alone_are_counted(written: Path, version: str, name: str) -> None:
    assert alone(written / version / f"{name}.weights.h5").total == counted(written, version, name)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_group_that_was_taken_out_is_missed_where_it_was(
    written: Path, version: str, tmp_path: Path
) -> None:
    def drop(root: Any) -> None:
        layers = next(iter(group for name, group in root.items() if "layer" in name))
        second = sorted(name for name in layers if name.startswith("dense"))[1]
        del layers[second]

    report = alone(edited(written / version / "chain.keras", tmp_path / "m.keras", drop))
    assert [(d.layer, d.found) for d in report.differences] == [("dense_1", "nothing")] * 2
