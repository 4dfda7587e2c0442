"""Models that would make Keras fill the memory: the process that asks it is bounded."""

from __future__ import annotations

from pathlib import Path

from rnnscope.api import explain
from rnnscope.report.witness import Witness
from tests.files import Config, entry, sequential, write_json


def asked(path: Path, config: Config, timeout: float = 120) -> Witness:
    witness = explain(write_json(path, config), summary=True, timeout=timeout).witness("summary")
    assert witness is not None
    return witness


def test_a_state_that_no_memory_holds_is_a_reason(tmp_path: Path) -> None:
    lstm = entry("LSTM", "lstm", units=2**20, stateful=True)
    witness = asked(tmp_path / "m.json", sequential(lstm, shape=(2**20, 4, 3)))
    assert not witness.spoke
    assert "OOM" in witness.reason or "emory" in witness.reason or "ended" in witness.reason


def test_sizes_alone_cost_nothing(tmp_path: Path) -> None:
    layers = [
        entry("Embedding", "e", input_dim=2**31, output_dim=2**20),
        entry("ZeroPadding1D", "z", padding=[2**40, 2**40]),
        entry("UpSampling1D", "u", size=2**20),
        entry("Dense", "d", units=2**21),
    ]
    witness = asked(tmp_path / "m.json", sequential(*layers, shape=(None, 3)))
    assert witness.spoke, witness.reason
    assert witness.agrees


def test_many_layers_take_no_longer_than_is_allowed(tmp_path: Path) -> None:
    layers = [entry("Dense", f"d{i}", units=2) for i in range(12_000)]
    witness = asked(tmp_path / "m.json", sequential(*layers, shape=(None, 3)), timeout=3)
    assert witness.reason == "Keras did not answer in 3 s; --timeout gives it longer"
