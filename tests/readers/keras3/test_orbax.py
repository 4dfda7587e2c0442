"""Orbax checkpoints: the config of the last step, without weights."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rnnscope.derivation import explain_model
from rnnscope.errors import UnreadableModelError
from rnnscope.readers.keras3 import orbax
from rnnscope.readers.source import Source
from tests.files import Config, entry, sequential

pytestmark = pytest.mark.quick

STRINGS = "model_config/_strings.json"


def config(units: int) -> Config:
    return sequential(entry("LSTM", "lstm", units=units), shape=(None, 7, 5))


def write(directory: Path, strings: object) -> Path:
    """Write what OrbaxCheckpoint writes of a config, beside the arrays."""
    (directory / "model_config").mkdir(parents=True)
    (directory / "pytree").mkdir()
    (directory / STRINGS).write_text(json.dumps(strings))
    return directory


def why(directory: Path) -> str:
    with pytest.raises(UnreadableModelError) as caught:
        orbax.read(Source.of(directory))
    assert "\n" not in caught.value.reason
    return caught.value.reason


def test_the_config_of_the_last_step_is_read(tmp_path: Path) -> None:
    for step, units in (("9", 2), ("10", 4), ("10.orbax-checkpoint-tmp", 6)):
        compiled = {**config(units), "compile_config": {"loss": "mse"}}
        write(tmp_path / step, {"config": json.dumps(compiled)})
    assert orbax.sniff(Source.of(tmp_path))
    read = orbax.read(Source.of(tmp_path))
    assert explain_model(read).total == 4 * (4 * 4 + 4 * 5 + 4)
    assert (read.format, read.compiled, read.store) == ("orbax", True, None)
    assert "OCDBT" in read.no_store


def test_one_step_is_read(tmp_path: Path) -> None:
    step = write(tmp_path / "3", {"config": json.dumps(config(2))})
    assert orbax.sniff(Source.of(step))
    read = orbax.read(Source.of(step))
    assert explain_model(read).total == 4 * (2 * 2 + 2 * 5 + 2)
    assert not read.compiled


def test_a_checkpoint_of_weights_alone_has_no_config(tmp_path: Path) -> None:
    (tmp_path / "0" / "pytree").mkdir(parents=True)
    assert orbax.sniff(Source.of(tmp_path))
    assert "save_weights_only=True" in why(tmp_path)


def test_other_directories_are_not_taken(tmp_path: Path) -> None:
    assert not orbax.sniff(Source.of(tmp_path))
    (tmp_path / "1").mkdir()
    assert not orbax.sniff(Source.of(tmp_path))


@pytest.mark.parametrize(
    ("strings", "reason"),
    [
        ([], "no text named 'config'"),
        ({}, "no text named 'config'"),
        ({"config": {"class_name": "Sequential"}}, "no text named 'config'"),
        ({"config": "{"}, "is not JSON"),
        ({"config": "[" * 100_000}, "is not JSON"),
        ({"config": "{}"}, "config.class_name: expected a text"),
    ],
)
def test_broken_configs_are_refused(tmp_path: Path, strings: object, reason: str) -> None:
    assert reason in why(write(tmp_path / "0", strings))


def test_links_are_not_followed(tmp_path: Path) -> None:
    real = write(tmp_path / "real" / "0", {"config": json.dumps(config(2))})
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "0").symlink_to(real)
    assert not orbax.sniff(Source.of(linked))
    step = tmp_path / "step"
    (step / "model_config").mkdir(parents=True)
    (step / STRINGS).symlink_to(real / STRINGS)
    assert "is a link, which is not followed" in why(step)
