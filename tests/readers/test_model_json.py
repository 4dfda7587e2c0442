"""A model's config alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rnnscope.api import explain
from tests.files import MNIST, members_of

CONFIG = members_of(MNIST)["config.json"].decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CONFIG, id="as it is"),
        pytest.param(f"\n \t{CONFIG}\n", id="with space around"),
        pytest.param(f"\ufeff{CONFIG}", id="with a byte order mark"),
        pytest.param(json.dumps(CONFIG), id="dumped twice"),
        pytest.param(json.dumps(json.loads(CONFIG), indent=4), id="indented"),
    ],
)
def test_ways_to_write_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(text, encoding="utf-8")
    report = explain(path)
    assert (report.total, report.format) == (21_386, "json")
    stored = report.witness("stored")
    assert stored is not None
    assert (stored.spoke, stored.reason) == (False, "a config has no weights")
    assert not report.verified


def test_the_version_is_told_where_the_config_has_it(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    for version, told in (("2.4.0", "2.4.0"), (3, None)):
        path.write_text(json.dumps({**json.loads(CONFIG), "keras_version": version}))
        assert explain(path).keras_version == told
