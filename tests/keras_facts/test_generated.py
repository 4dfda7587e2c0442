"""The tables that mirror Keras are what the Keras installed has, and what renew.py writes."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import keras
import pytest

from rnnscope.keras_facts import class_names, constructors, settings
from tests.keras_facts import by_hand, probe, renew

INSTALLED = f"keras {keras.__version__}"
ANSWERS = {
    version: json.loads(renew.answer(version).read_text(encoding="utf-8"))
    for version in renew.VERSIONS
}
OLD = [facts for version, facts in ANSWERS.items() if " 2." in version]


@pytest.fixture(scope="module")
def found() -> Any:
    return json.loads(renew.kept(probe.facts(keras)))


def _holds(what: str, there: Iterable[str], table: Iterable[str]) -> None:
    """Hold what the Keras installed has to be in a table."""
    more = sorted(set(there) - set(table))
    assert not more, (
        f"{INSTALLED} has {what} that the tables of rnnscope/keras_facts have not: "
        f"{', '.join(more)}. Put the version at the end of VERSIONS in "
        f"tests/keras_facts/renew.py, and run `{renew.COMMAND}`."
    )


def test_the_keras_installed_is_within_the_tables(found: Any) -> None:
    written = {name for name, (config, _) in found["layers"].items() if name == config}
    second = {name: config for name, (config, _) in found["layers"].items() if name != config}
    python = {config: name for config, name in found["layers"].values() if config != name}
    _holds("layer classes", written, class_names.KERAS_3)
    _holds("second names of layers", map(str, second.items()), map(str, _items("ALIASES")))
    _holds("names in Python", map(str, python.items()), map(str, _items("PYTHON_NAMES")))
    operations = {
        n: f"keras.src.ops.{m}" for m, names in found["operations"].items() for n in names
    }
    _holds("operations", map(str, operations.items()), map(str, _items("OPERATIONS")))
    _holds("activations", found["activations"], settings.ACTIVATIONS)
    sized = (name for name in found["dtypes"] if not name.startswith(by_hand.UNSIZED))
    _holds("dtypes", sized, settings.DTYPES)
    _holds("arguments of every layer", found["every"], constructors.EVERY_LAYER)


def _items(table: str) -> Iterable[tuple[str, str]]:
    items: Iterable[tuple[str, str]] = getattr(class_names, table).items()
    return items


def test_what_the_classes_installed_take_is_in_the_tables(found: Any) -> None:
    for name, taken in found["arguments"].items():
        hidden = {*constructors.EVERY_LAYER, *by_hand.NOT_SET.get(name, ())}
        if name in constructors.ARGUMENTS:
            _holds(f"arguments of {name}", set(taken) - hidden, constructors.ARGUMENTS[name])


def test_the_newest_version_listed_says_what_it_said(found: Any) -> None:
    if renew.NEWEST != INSTALLED:
        pytest.skip(f"{INSTALLED} is installed, and {renew.NEWEST} is the newest listed")
    said = ANSWERS[renew.NEWEST]
    changed = [key for key in said if found[key] != said[key]]
    assert not changed, f"{changed} of {INSTALLED} changed: run `{renew.COMMAND} --again`"


def test_the_tables_are_what_the_script_writes() -> None:
    if not shutil.which("ruff", path=str(Path(sys.executable).parent)):
        pytest.skip("ruff is not installed; .ci/run has it")
    for name, text in renew.tables().items():
        assert (renew.FOLDER / name).read_text(encoding="utf-8") == text, f"run `{renew.COMMAND}`"


def test_a_name_that_is_not_in_a_table_is_told_with_the_command() -> None:
    with pytest.raises(AssertionError, match=r"layer classes .* have not: New\. .*renew\.py"):
        _holds("layer classes", {"Dense", "New"}, class_names.KERAS_3)


def test_what_is_not_exported_is_in_each_keras_2() -> None:
    for facts in OLD:
        assert set(facts["unexported"]) >= by_hand.UNEXPORTED - facts["layers"].keys()


def test_what_is_said_by_hand_is_said_by_no_version() -> None:
    exported = {name for facts in OLD for name in facts["layers"]}
    assert not by_hand.EARLIER.keys() & exported
    assert exported >= by_hand.NOT_IN_FILES
    assert set(class_names.KERAS_2) >= exported - by_hand.NOT_IN_FILES
    for name, arguments in by_hand.NOT_SET.items():
        assert arguments <= ANSWERS[renew.NEWEST]["arguments"][name].keys()
