"""The lines of a TOML file on which its tables, keys and lists stand."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.checking.configuration.toml_lines import Place, line_of, lines

pytestmark = pytest.mark.quick

TEXT = '''\
# [[tool.rnnscope.check]] in a comment
text = """
[[tool.rnnscope.check]]
total = 1 """
[tool."rnn scope".'it''s']  # a comment with = and ["
[tool.rnnscope]
require = ["stored", 'summary']
odd = 'a # no comment [' # one

[[tool.rnnscope.check]]
models = [
  "a.keras",   # the first
  "b[1].keras", "c.keras",
  { inline = [1,
    2] },
]
at = { timesteps = 28 }
layers."dense*" = "units*input_dim"
layers.'gru' = 5

[[tool.rnnscope.check]]
total = 5
[tool.rnnscope.check.layers]
dense = 1_290
'''.replace("'it''s'", "'its'")


def test_every_place_has_its_line() -> None:
    tomllib.loads(TEXT)
    check: Place = ("tool", "rnnscope", "check")
    found = lines(TEXT)
    assert found["text",] == 2
    assert found["tool", "rnn scope", "its"] == 5
    assert found["tool", "rnnscope", "require"] == 7
    assert found["tool", "rnnscope", "odd"] == 8
    assert found[check] == found[*check, 0] == 10
    assert [found[*check, 0, "models", i] for i in range(4)] == [12, 13, 13, 14]
    assert found[*check, 0, "layers", "dense*"] == 18
    assert found[*check, 0, "layers", "gru"] == 19
    assert found[*check, 1] == 21
    assert found[*check, 1, "layers", "dense"] == 24


def test_what_stands_on_no_line_of_its_own_is_where_it_stands_in() -> None:
    check: Place = ("tool", "rnnscope", "check", 0)
    found = lines(TEXT)
    assert line_of(found, (*check, "at", "timesteps")) == 17
    assert line_of(found, (*check, "models", 9)) == 11
    assert line_of(found, (*check, "total")) == 10
    assert line_of(found, ("nowhere",)) == 1


NAMES = st.sampled_from(["a", "b-c", '"d e"', "'f.g'"])
VALUES = st.sampled_from(["1", '"#"', "[1,\n 2]", '"""\nx = 1\n"""', "{ z = [3] }", "'[t]'"])


@given(st.lists(st.tuples(st.booleans(), NAMES, VALUES), max_size=6))
def test_a_key_is_found_where_it_was_written(tables: list[tuple[bool, str, str]]) -> None:
    written: list[str] = []
    places: dict[Place, int] = {}
    for i, (is_spaced, name, value) in enumerate(tables):
        written += ["[[many]]", *([""] if is_spaced else [])]
        places["many", i, _plain(name)] = sum(text.count("\n") + 1 for text in written) + 1
        written.append(f"{name} = {value} # = [")
    text = "\n".join(written)
    data: Any = tomllib.loads(text)
    assert len(data.get("many", ())) == len(tables)
    assert {place: line_of(lines(text), place) for place in places} == places


def _plain(name: str) -> str:
    return next(iter(tomllib.loads(f"{name} = 1")))
