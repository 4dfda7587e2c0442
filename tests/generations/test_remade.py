"""Models of the kinds that people still have, as Keras 1 and 2 wrote them; see remade/write.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explained
from rnnscope.report.report import Report
from tests.files import alone, unpacked
from tests.verify.same_process import SameProcess

REMADE = Path(__file__).parent / "remade"
VERSIONS = ("1.2.2", "2.1.6", "2.2.4-tf", "2.3.1", "2.9.0")
MODELS = [(version, name) for version in VERSIONS for name in ("recurrent", "images")]
MODELS += [("1.2.2", "gone")]


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked(REMADE, VERSIONS, tmp_path_factory.mktemp("remade"))


def counted(folder: Path, name: str) -> tuple[int, list[tuple[str, int]]]:
    """Return what Keras counted when it wrote a model: in all, and of each layer."""
    counts: dict[str, Any] = json.loads((folder / "counts.json").read_text())[name]
    return counts["total"], [tuple(layer) for layer in counts["layers"]]


def counts(report: Report) -> tuple[int | None, list[tuple[str, int | None]]]:
    return report.total, [(row.name, row.params) for row in report.layers]


def agrees(report: Report, name: str) -> bool:
    """Tell whether a witness was heard, and agreed."""
    witness = report.witness(name)
    assert witness is not None
    return witness.spoke and witness.differences == ()


def heard(path: Path) -> Report:
    """Explain a file, and hold it against the summary() of the Keras of today."""
    model, report = explained(path)
    return report.with_witness(SameProcess().rebuilt(report, model))


@pytest.mark.parametrize(("version", "name"), MODELS)
def test_a_whole_model(remade: Path, version: str, name: str) -> None:
    report = heard(remade / version / f"{name}.h5")
    assert (report.keras_version, counts(report)) == (version, counted(remade / version, name))
    assert agrees(report, "stored")
    assert agrees(report, "summary")


@pytest.mark.parametrize("name", ["recurrent", "images"])
def test_a_saved_model(remade: Path, name: str) -> None:
    report = heard(remade / "2.9.0" / name)
    assert counts(report) == counted(remade / "2.9.0", name)
    assert agrees(report, "stored")
    assert agrees(report, "summary")


CONFIGS = [(*model, ending) for model in MODELS for ending in ("json", "yaml")]
NO_YAML = [("2.9.0", "recurrent", "yaml"), ("2.9.0", "images", "yaml")]


@pytest.mark.parametrize(("version", "name", "ending"), [c for c in CONFIGS if c not in NO_YAML])
def test_a_config_and_its_weights(remade: Path, version: str, name: str, ending: str) -> None:
    folder = remade / version
    report = alone(folder / f"{name}.{ending}", weights=folder / f"{name}.weights.h5")
    assert counts(report) == counted(folder, name)
    assert agrees(report, "stored")


@pytest.mark.parametrize(("version", "name"), MODELS)
def test_weights_alone(remade: Path, version: str, name: str) -> None:
    report = alone(remade / version / f"{name}.weights.h5")
    assert report.total == counted(remade / version, name)[0]
