"""Values, names and lists in sentences: as much as a person reads, and how much more there is."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app
from rnnscope.wording import cut, joined, listed, shown, split_outside
from tests.files import custom, entry, old_entry, old_sequential, sequential, write_json

pytestmark = pytest.mark.quick

CODE = base64.encodebytes(bytes(range(1, 200)) * 3).decode()
LONG = "L" * 300_000


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("short", "'short'"),
        ("x" * 500, f"'{'x' * 100}'... (500 characters)"),
        (10**5000, "a number of 16,610 bits"),
        ([1, 2.5, None, True, "a"], "[1, 2.5, None, True, 'a']"),
        ([7] * 100, f"[{'7, ' * 12}...]"),
        (CODE, f"<{len(CODE):,} characters of code>"),
        ([CODE, None], f"[<{len(CODE):,} characters of code>, None]"),
        (object(), "<object>"),
    ],
    ids=range(8),
)
def test_a_value_is_shown(value: object, text: str) -> None:
    assert shown(value) == text


def test_a_large_value_takes_no_longer_than_what_is_shown_of_it() -> None:
    values: list[Any] = [[LONG] * 10_000, {str(i): [LONG] for i in range(10_000)}, LONG * 100]
    start = time.thread_time()
    assert all(len(shown(value)) < 250 for value in values)
    assert time.thread_time() - start < 0.5


def test_names_are_listed() -> None:
    assert listed("abc") == "a, b and c"
    assert listed("abcde" * 2) == "a, b, c, d and 1 more"
    assert listed(["n" * 300]) == f"{'n' * 100}... (300 characters)"
    assert listed(map(str, range(2000))) == "0, 1, 2, 3 and 1,996 more"


def test_parts_are_joined_as_far_as_they_fit() -> None:
    assert joined(["a*b", "c"], " + ", 100) == "a*b + c"
    assert joined(["ab"] * 2000, " + ", 20) == "ab + ab + ab + ab + ... and 1,996 more"
    assert split_outside("a*(b + c) + d", " + ") == ["a*(b + c)", "d"]
    assert split_outside("((None, 8), (2, 9))", ", ") == ["((None, 8)", "(2, 9))"]
    assert cut("as it is") == "as it is"


HOSTILE: list[Any] = [LONG, [LONG], {LONG: LONG}, [1] * 50_000, {"class_name": LONG, "config": {}}]
PLACES = ("units", "name", "activation", "dtype", "trainable", "merge_mode")


@pytest.mark.parametrize("value", HOSTILE, ids=["text", "list", "key", "numbers", "layer"])
def test_what_is_said_is_not_as_long_as_what_is_found(tmp_path: Path, value: Any) -> None:
    dense = entry("Dense", "d", units=2)
    configs = [
        sequential({**dense, "config": {**dense["config"], key: value}}, shape=(None, 3))
        for key in PLACES
    ]
    configs += [sequential({**dense, key: value}) for key in ("class_name", "module", "config")]
    configs += [
        sequential(custom("Odd", "o", width=value), shape=(None, 3)),
        sequential(entry("InputLayer", "i", batch_shape=value)),
        sequential(entry("Reshape", "r", target_shape=value), shape=(None, 3)),
        old_sequential(old_entry("Dense", "d", units=value, batch_input_shape=[None, 3])),
        {"class_name": value, "config": {}},
        {"keras_version": value, **sequential(dense, shape=(None, 3))},
    ]
    for config in configs:
        path = write_json(tmp_path / "m.json", config)
        ran = CliRunner().invoke(app, ["explain", str(path), "--no-summary"])
        assert ran.exit_code in (0, 2), ran.exception
        assert len(ran.stdout) + len(ran.stderr) < 10_000, json.dumps(config)[:200]


def test_no_code_stands_in_a_report(tmp_path: Path) -> None:
    function = [CODE, None, None]
    config = sequential(
        entry("Lambda", "space_to_depth", function=function, output_shape=function),
        entry("Dense", "d", units=function),
        entry("Activation", "a", activation=function),
        custom("Odd", "odd", thing=CODE),
        shape=(None, 8, 8, 3),
    )
    path = write_json(tmp_path / "m.json", config)
    for to in ("text", "markdown", "json", "csv"):
        for layer in ([], ["--layer", "space_to_depth"], ["--layer", "d"], ["--layer", "a"]):
            ran = CliRunner().invoke(
                app, ["explain", str(path), "--no-summary", "--format", to, *layer]
            )
            assert CODE[:20] not in ran.output
