"""What changed, in each format: JSON as its schema says, and names that are but names."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import jsonschema
import pytest

from rnnscope.changes import Changes, Kind
from rnnscope.changes.comparing import changes
from rnnscope.errors import UnknownFormatError
from rnnscope.renderers import Options
from rnnscope.renderers.changes import CHANGE_RENDERERS, render
from rnnscope.renderers.changes.schema import json_schema
from rnnscope.states import LayerState, ModelState, WeightState
from tests.changes.chains import chain
from tests.changes.random_models import edited, edits, model, state
from tests.changes.test_random_pairs import locked
from tests.renderers.test_hostile_names import NAMES

pytestmark = pytest.mark.quick


def strict(schema: Any, name: str = "") -> Any:
    """Return the schema without its leave to add fields."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inside = {key: strict(each, key) for key, each in schema.items()}
    if "properties" in schema and name != "properties":
        inside["additionalProperties"] = False
    return inside


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(json_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(strict(schema))


def pairs() -> Iterator[Changes]:
    for seed in range(60):
        random = Random(seed)
        layers = model(random)
        old, new = state(layers), state(edited(layers, edits(random, layers)))
        yield changes(old, new)
        yield changes(locked(old), locked(new))
    yield changes(chain([8, 4, 2]), chain([8, 2]))
    yield changes(replace(chain([8]), layers=()), chain([8]))
    yield changes(chain([8]), replace(chain([8]), layers=()))


def test_json_is_as_its_schema_says(validator: jsonschema.Draft202012Validator) -> None:
    several = list(pairs())
    data = json.loads(render(several, "json"))
    validator.validate(data)
    for told, each in zip(several, data["models"], strict=True):
        moved = [*each["changes"], *each["together"]]
        counts = [pair["params"] for one in moved for pair in one["moved"]]
        own = [one["own"] for one in each["changes"]]
        assert sum(counts) + sum(own) == each["new"]["params"] - each["old"]["params"]
        assert each["changed"] == bool(told)
        for one in each["together"]:
            assert max(one["causes"]) < len(each["changes"])
    kinds = {one["kind"] for each in data["models"] for one in each["changes"]}
    assert {"added", "removed", "replaced", "renamed", "changed"} <= kinds


def test_every_kind_is_in_the_schema() -> None:
    schema = json.loads(json_schema())
    assert schema["$defs"]["change"]["properties"]["kind"]["enum"] == [*Kind]


def test_a_format_that_there_is_not() -> None:
    with pytest.raises(UnknownFormatError, match="yaml"):
        render([], "yaml")


def hostile(name: str) -> Changes:
    """Return changes of a model all of whose names and values are hostile."""
    weights = (WeightState(f"w{name}", (2, 3), f"d{name}"), WeightState(name, (3,), "float32"))
    layer = LayerState(
        path=f"a{name}",
        class_name=f"Class{name}",
        formula="units",
        sizes={f"u{name}": 2, "size": 3},
        sources={"size": (f"from{name}",)},
        params=9,
        weights=weights,
        settings={f"s{name}": name, "dtype": name, "trainable": True},
        inputs=(),
        output=f"(None, {name})",
    )
    changed = replace(
        layer,
        sizes={f"u{name}": 3, "size": 4},
        params=12,
        weights=(replace(weights[0], trainable=False, dtype="float16"), weights[1]),
        settings={f"s{name}": f"{name}{name}", "dtype": "float32", "trainable": False},
        output=f"(None, 2, {name})",
    )
    gone = replace(layer, path=f"gone{name}", inputs=(f"a{name}",), weights=())
    called = replace(gone, path=f"called{name}", class_name=name or "x", inputs=(f"x{name}",))
    last = replace(layer, path=f"last{name}", inputs=(f"a{name}", f"x{name}"))
    other = replace(last, path=f"other{name}", inputs=(f"x{name}",))
    old = ModelState(source=f"m{name}", layers=(layer, gone, last), inputs={f"i{name}.n{name}": 2})
    new = ModelState(
        source=f"n{name}", layers=(changed, called, other, last), inputs={f"i{name}.n{name}": 3}
    )
    return changes(old, new)


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("to", CHANGE_RENDERERS)
@pytest.mark.parametrize("kind", NAMES)
def test_nothing_but_text_and_line_ends(kind: str, to: str, ascii_only: bool) -> None:
    told = hostile(NAMES[kind])
    options = Options(ascii_only=ascii_only)
    text = render([told, told], to, options)
    assert text.encode("utf-8")
    assert text.endswith("\n")
    found = {unicodedata.category(sign) for sign in text.replace("\n", "")}
    assert not found & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert not ascii_only or text.isascii()
    if to != "json" and kind != "empty":
        plain = render([hostile("xx")] * 2, to, Options(ascii_only=ascii_only, width=10_000))
        lines = render([told, told], to, Options(ascii_only=ascii_only, width=10_000))
        assert lines.count("\n") == plain.count("\n")


@pytest.mark.parametrize("kind", ["markdown", "html", "html attribute", "wiki", "latex", "pipe"])
def test_a_name_is_no_markdown(kind: str) -> None:
    assert NAMES[kind] not in render([hostile(NAMES[kind])], "markdown")


def test_long_lines_are_broken_at_spaces() -> None:
    told = changes(
        chain([8] * 40, lambda i: f"a_long_name_{i}"), chain([9] * 40, lambda i: f"b{i}")
    )
    for line in render([told, told], "text", Options(width=60)).splitlines():
        assert len(line) <= 60


def test_each_of_several_stands_under_its_name() -> None:
    one = changes(chain([8]), chain([4]))
    text = render([one, changes(chain([8]), chain([8]))], "text")
    assert text == (
        "model\n"
        "  dense.units 8 -> 4: dense -36; total 36\n"
        "  288 -> 144 bytes; 64 -> 32 multiply-adds\n"
        "\n"
        "model\n"
        "  No difference: 1 layer, 72 params.\n"
    )
    assert render([one], "markdown") == (
        "**model**\n"
        "\n"
        "- dense.units 8 -\\> 4: dense -36; total 36\n"
        "- 288 -\\> 144 bytes; 64 -\\> 32 multiply-adds\n"
    )
