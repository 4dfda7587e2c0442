"""A model's config in YAML, as `model.to_yaml()` wrote it up to TensorFlow 2.5."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.untrusted.yaml_text import parse
from tests.files import alone

pytestmark = pytest.mark.quick

CONFIG = """\
backend: !!python/unicode 'tensorflow'
class_name: Sequential
config:
- class_name: LSTM
  config:
    batch_input_shape: !!python/tuple [null, 50, 8]
    name: lstm_1
    recurrent_dropout: 0.0
    units: 4
    use_bias: true
- class_name: Dense
  config: {name: dense_1, units: 2, use_bias: true}
keras_version: 2.0.6
"""
TOTAL = 4 * (4 * 4 + 4 * 8 + 4) + 10


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CONFIG, id="as it is"),
        pytest.param(f"# a model\n\n---\n{CONFIG}", id="after comments"),
        pytest.param(f"%YAML 1.1\n---\n{CONFIG}...\n", id="with a directive"),
        pytest.param(f"\ufeff{CONFIG}", id="with a byte order mark"),
        pytest.param(CONFIG.replace("\n", "\r\n"), id="with the line ends of Windows"),
        pytest.param("model_config:\n  " + CONFIG.replace("\n", "\n  ") + "\n", id="inside"),
    ],
)
def test_ways_to_write_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "model.yaml"
    path.write_bytes(text.encode())
    report = alone(path)
    assert (report.total, report.format, report.keras_version) == (TOTAL, "yaml", "2.0.6")
    stored = report.witness("stored")
    assert stored is not None
    assert stored.reason == "a config has no weights"


def test_a_graph_whose_parts_are_repeated_by_aliases(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(
        """\
class_name: Model
config:
  input_layers: [&x [x, 0, 0]]
  layers:
  - class_name: InputLayer
    config: {batch_input_shape: &shape !!python/tuple [null, 3], name: x}
    inbound_nodes: []
    name: x
  - class_name: Dense
    config: {name: d, units: 2, use_bias: true, batch_input_shape: *shape}
    inbound_nodes: [[[x, 0, 0, {}]]]
    name: d
  name: model
  output_layers: [[d, 0, 0]]
"""
    )
    assert alone(path).total == 8


def test_a_file_that_was_added_to_holds_its_last_model(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(CONFIG.replace("units: 2,", "units: 3,") + CONFIG)
    assert alone(path).total == TOTAL


def test_an_axis_in_a_list_of_tensorflow() -> None:
    tag = "!!python/object/apply:tensorflow.python.training.tracking.data_structures.ListWrapper"
    assert parse(f"axis: {tag}\n- [3]\n") == {"axis": [3]}
    assert parse(f"axis: {tag}\n- 3\n") == {"axis": [3]}


NUMPY = "!!python/object/apply:numpy."


def numpy_number(kind: str = "i8", order: str = "<", data: str = "gAAAAAAAAAA=") -> str:
    state = f"!!python/tuple [3, '{order}', null, null, null, -1, -1, 0]"
    number_type = f"{NUMPY}dtype {{args: [{kind}, 0, 1], state: {state}}}"
    return f"{NUMPY}core.multiarray.scalar [{number_type}, !!binary {data!r}]"


def test_a_whole_number_of_numpy() -> None:
    twice, less = numpy_number(), numpy_number("i4", data="/////w==")
    assert parse(f"a: &x {twice}\nb: *x\nc: [1, {less}]") == {"a": 128, "b": 128, "c": [1, -1]}
    assert parse(numpy_number("i4", data="AQAAAA==")) == 1


def refused(text: str | bytes) -> str:
    with pytest.raises(ValueError, match=r"\w") as caught:
        parse(text)
    return str(caught.value)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: !!python/object/apply:os.system ['true']", "tag:yaml.org,2002:python/object/apply"),
        ("a: !!python/name:os.system", "which no config needs"),
        ("a: !!binary aGk=", "the tag 'tag:yaml.org,2002:binary', which no config needs"),
        (f"a: {numpy_number('f8')}", "it has a number of NumPy that is no whole number"),
        (f"a: {numpy_number(order='>')}", "it has a number of NumPy that is no whole number"),
        (f"a: {numpy_number(data='A' * 400)}", "it has a number of NumPy that is no whole number"),
        (f"a: {numpy_number(data='x')}", "it has a number of NumPy that is no whole number"),
        (f"a: {NUMPY}core.multiarray.scalar [!!binary aGk=, [!!binary aGk=]]", "the tag"),
        (f"{{{numpy_number()}: 1}}", "a mapping has a key that is no text"),
        ("a: !mine {x: 1}", "the tag '!mine', which no config needs"),
        ("a: !!set {x: null}", "the tag 'tag:yaml.org,2002:set'"),
        (BOMB, "values or more, beyond the limit json_values of 2,000,000"),
        ("a: &a [*a]", "the alias 'a' stands for nothing that is complete"),
        ("[" * 500 + "]" * 500, "it is nested too deep, beyond the limit json_nesting of 400"),
        ("[" * 5000, "nest"),
        ("a: {b: 1, b: 2}", "a mapping has the key 'b' twice"),
        ("? [a]\n: 1", "a mapping has a key that is no text"),
        ("a: &a {x: 1}\nb: {<<: *a}", "it merges one mapping into another"),
        (f"a: {'1' * 40}", "it has a number of 40 digits, beyond the limit json_digits"),
        ("a: 1\n---\nb: 2", "it has more than one document"),
        ("a: [1", "line 2"),
        ("a: b: c", "line 1"),
        (b"a: \xff", "unacceptable character"),
        ("a: \x00", "unacceptable character"),
    ],
)
def test_what_is_refused(text: str | bytes, reason: str) -> None:
    assert reason in refused(text)
    assert "\n" not in refused(text)


def test_plain_values() -> None:
    text = "{a: 1, b: 1.5, c: true, d: null, e: ~, f: 'no', g: 2001-01-01, h: x, 3: -2, on: 0x10}"
    assert parse(text) == {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": None,
        "e": None,
        "f": "no",
        "g": "2001-01-01",
        "h": "x",
        "3": -2,
        "on": 16,
    }
    assert parse("[!!python/unicode 'x', !!str 3, !!int '4', \"\", '5']") == ["x", "3", 4, "", "5"]
    assert parse("") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name: service\nversion: 2\n", "it is no model config: it has 'name', 'version' in place"),
        ("config: {}\nclass_name: Tokenizer\n", "the config of 'Tokenizer' lists no layers"),
        ("class_name: [\n", "it is not YAML of a config"),
        ("class_name: !!python/name:os.system x\n", "which no config needs"),
    ],
)
def test_other_yaml(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(text)
    with pytest.raises(UnreadableModelError) as caught:
        alone(path)
    assert reason in caught.value.reason


def test_a_file_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    with path.open("wb") as file:
        file.write(b"class_name: x\n")
        file.truncate(2**30)
    with pytest.raises(UnreadableModelError, match="it is 1,073,741,824 bytes, beyond the limit"):
        alone(path)


TAGS = (
    *("", "!!bool", "!!int", "!!float", "!!null", "!!str", "!!timestamp", "!!binary", "!!set"),
    *("!!python/tuple", "!!python/int", "!other", "!", "!<tag:yaml.org,2002:int>"),
)
SCALARS = (
    *("x", "''", "_", "+", "-", ".", "~", "yes", "=", "0x_", "0o8", "0b2", "089", "1e", "1_.5"),
    *(".inf", ".nan", "2001-13-99", "1:59.5", "1" + ":59" * 3000, "9" * 5000, "0x" + "f" * 999),
)


@pytest.mark.parametrize("tag", TAGS)
def test_every_scalar_is_a_value_or_a_sentence(tag: str) -> None:
    refused = []
    for scalar in SCALARS:
        for text in (f"a: {tag} {scalar}", f"- {tag} {scalar}", f"{tag} {scalar}: 1"):
            try:
                parse(text)
            except ValueError as error:
                refused.append(error)
    assert all(type(error) is ValueError and len(str(error)) < 300 for error in refused)


def test_a_scalar_that_is_not_what_its_tag_says_is_named() -> None:
    with pytest.raises(ValueError, match="it has 'x' where a !!bool should be"):
        parse("a: !!bool x")
