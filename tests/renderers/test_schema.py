"""The JSON Schema: every field that is written is described there, and those promised are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from rnnscope.cli import app
from rnnscope.renderers.schema import json_schema
from rnnscope.report.report import Report
from tests.files import (
    MNIST,
    SENTIMENT,
    alone,
    custom,
    edited,
    entry,
    replaced,
    sequential,
    write_json,
)

pytestmark = pytest.mark.quick


def strict(schema: Any, *, within: bool = False) -> Any:
    """Return the schema without its leave to add fields."""
    if isinstance(schema, list):
        return [strict(each, within=within) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inside = {key: strict(each, within=within or key == "allOf") for key, each in schema.items()}
    if "allOf" in schema or (not within and schema.get("$ref") == "#/$defs/layer"):
        inside["unevaluatedProperties"] = False
    elif "properties" in schema and not within and "path" not in schema["properties"]:
        inside["additionalProperties"] = False
    return inside


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(strict(schema))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    here = tmp_path_factory.mktemp("models")
    differing = edited(
        SENTIMENT, here / "m.keras", lambda h5: replaced(h5, "layers/gru/cell/vars/2", (24,))
    )
    odd = write_json(
        here / "odd.json", sequential(custom("Odd", "odd"), entry("Dropout", "d"), shape=(None, 3))
    )
    equal = [entry("Dense", f"dense_{i}", units=3) for i in range(6)]
    repeated = write_json(here / "repeated.json", sequential(*equal, shape=(None, 3)))
    window = entry("Conv1D", "conv", filters=4, kernel_size=3)
    bounded = write_json(here / "bounded.json", sequential(window, shape=(None, 9, 2)))
    printed = here / "printed.txt"
    printed.write_text(PRINTED)
    return [alone(path) for path in (MNIST, SENTIMENT, differing, odd, repeated, bounded, printed)]


# As Keras 2 prints it, but with a number that no setting gives.
PRINTED = """\
Model: "sequential"
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
gru_1 (GRU)                  (None, 16)                1104
_________________________________________________________________
dense_1 (Dense)              (None, 10)                171
=================================================================
Total params: 1,274
Trainable params: 1,274
Non-trainable params: 0
_________________________________________________________________
"""


def written(reports: list[Report]) -> Iterator[dict[str, Any]]:
    for report in reports:
        yield json.loads(report.to_json())
        yield json.loads(report.render("json-full"))
        yield from (json.loads(report.to_json(layer=layer.path)) for layer in report.walk())
        yield from (json.loads(report.to_json(why_not=n)) for n in (0, 3_712, 21_386))
        knobs = report.recounting.knobs[:2] if report.recounting.is_sound else ()
        yield from (json.loads(report.to_json(what_if={knob.name: 4})) for knob in knobs)


def test_every_field_is_described(
    reports: list[Report], validator: jsonschema.Draft202012Validator
) -> None:
    for data in written(reports):
        found = [
            f"{error.json_path}: {error.message:.300}" for error in validator.iter_errors(data)
        ]
        assert found == []


def described(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for each in schema:
            yield from described(each)
    elif isinstance(schema, dict):
        yield from schema.get("properties", ())
        for each in schema.values():
            yield from described(each)


def fields_of(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from fields_of(each)
    elif isinstance(data, dict):
        yield from data
        for each in data.values():
            yield from fields_of(each)


def test_every_field_that_is_described_is_written(reports: list[Report]) -> None:
    reports = [*reports, Report.with_witness(reports[0], _spoken())]
    met = {name for data in written(reports) for name in fields_of(data)}
    assert set(described(json.loads(json_schema()))) - met <= {"inputs_reason"}


def _spoken() -> Any:
    """Return a witness that says on which Keras it spoke."""
    from rnnscope.report.witness import Witness

    return Witness(name="summary", spoke=True, keras="3.15.1", backend="numpy")


def test_a_wrong_field_is_found(
    reports: list[Report], validator: jsonschema.Draft202012Validator
) -> None:
    data = json.loads(reports[0].to_json())
    for broken in ({"params": 3}, {"added": 1}):
        assert not validator.is_valid({**data, **broken})
    layer = {**data["layers"][1], "surprise": 1}
    assert not validator.is_valid({**data, "layers": [layer]})


def test_the_command_serves_it(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["explain", "--format", "json-schema"]).output == json_schema()
    there = tmp_path / "schema.json"
    runner.invoke(app, ["explain", "--format", "json-schema", "-o", str(there)])
    assert there.read_text(encoding="utf-8") == json_schema()


@pytest.mark.parametrize("arguments", [[], ["--format", "json-schema", str(MNIST)]])
def test_with_or_without_a_model(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["explain", *arguments])
    assert (result.exit_code, "MODEL" in result.output) == (2, True)
