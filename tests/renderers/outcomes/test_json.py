"""JSON of models that were checked: held to its schema, in one object and line by line."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import jsonschema
import pytest

from rnnscope.expectations.failure import Failure, Subject
from rnnscope.expectations.outcome import Outcome
from rnnscope.renderers.outcomes import outcome_lines
from rnnscope.renderers.outcomes.schema import json_schema
from tests.renderers.outcomes.conftest import held

pytestmark = pytest.mark.quick


def strict(schema: Any, name: str = "") -> Any:
    """Return the schema without its leave to add fields."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inside = {key: strict(each, key) for key, each in schema.items()}
    of_a_model = inside.get("$ref") == "#/$defs/model"
    if of_a_model or ("properties" in schema and name not in ("model", "properties")):
        inside["unevaluatedProperties"] = False
    return inside


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(strict(schema))


def whole(outcomes: list[Outcome]) -> Any:
    return json.loads("".join(outcome_lines(outcomes, "json")))


def test_the_object_fits_its_schema(
    outcomes: list[Outcome], validator: jsonschema.Draft202012Validator
) -> None:
    data = whole(outcomes)
    validator.validate(data)
    assert data["counts"] == {"held": 1, "failed": 1, "not_judged": 1}
    assert (data["code"], [model["code"] for model in data["models"]]) == (2, [0, 1, 2])


@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_any_number_of_models_is_one_object(
    count: int, validator: jsonschema.Draft202012Validator
) -> None:
    data = whole([held()] * count)
    validator.validate(data)
    assert (len(data["models"]), data["code"]) == (count, 0)


def test_a_line_has_the_fields_of_a_model(
    outcomes: list[Outcome], validator: jsonschema.Draft202012Validator
) -> None:
    lines = [json.loads(line) for line in outcome_lines(outcomes, "jsonl")]
    for line in lines:
        validator.validate(line)
    assert lines == [{"schema": 1, **model} for model in whole(outcomes)["models"]]


def test_every_field_of_an_outcome_is_told(outcomes: list[Outcome]) -> None:
    model = whole(outcomes)["models"][1]
    assert set(model) == {field.name for field in fields(Outcome)} | {"status", "code"}
    assert set(model["failures"][0]) == {field.name for field in fields(Failure)}
    assert model["witnesses"]["summary"] == {
        "spoke": False,
        "reason": "Keras is not installed",
    }


def test_a_field_that_is_not_described_is_found(
    outcomes: list[Outcome], validator: jsonschema.Draft202012Validator
) -> None:
    data = whole(outcomes)
    assert not validator.is_valid({**data, "added": 1})
    for place in (data["models"][1], data["models"][1]["failures"][0], data["counts"]):
        place["added"] = 1
        assert not validator.is_valid(data)
        del place["added"]
    assert validator.is_valid(data)


def test_subjects_and_statuses_of_the_schema_are_ours() -> None:
    parts = json.loads(json_schema())["$defs"]
    assert parts["failure"]["properties"]["subject"]["enum"] == [str(each) for each in Subject]
