"""On which line of a TOML file something stands, which Python's own reader does not tell.

It is asked of text that `tomllib` has read, so that nothing is found to be wrong here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile, islice, takewhile
from typing import NamedTuple, TypeAlias

Place: TypeAlias = tuple[str | int, ...]  # keys, and which of the tables of an array

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\w-]+"
    r"|[^ \t\r]",
    re.DOTALL,
)
_OPEN, _SHUT = ("[", "{"), ("]", "}")


@dataclass(slots=True)
class _Tables:
    """Which table the lines are in, and how many an array has so far."""

    lines: dict[Place, int] = field(default_factory=dict)
    current: Place = ()
    counts: dict[Place, int] = field(default_factory=dict)

    def begin(self, keys: tuple[str, ...], line: int, *, is_one_of_many: bool) -> None:
        """Go on in a table, or in one more of an array."""
        place = self._place(keys[:-1]) + keys[-1:]
        if is_one_of_many:
            self.counts[place] = self.counts.get(place, 0) + 1
            self.lines.setdefault(place, line)
        self.current = self._latest(place)
        self.lines.setdefault(self.current, line)

    def _place(self, keys: tuple[str, ...]) -> Place:
        place: Place = ()
        for key in keys:
            place = self._latest((*place, key))
        return place

    def _latest(self, place: Place) -> Place:
        """Return the last table so far of an array, or the table itself."""
        return (*place, self.counts[place] - 1) if place in self.counts else place


def lines(text: str) -> Mapping[Place, int]:
    """Return the line of each table, of each key at the beginning of one, and of what it lists."""
    tables = _Tables()
    for tokens in _statements(text):
        line = tokens[0].line
        opening = next((i for i, token in enumerate(tokens) if token.text != "["), 0)
        keys = _keys(tokens[opening:])
        if opening:
            tables.begin(keys, line, is_one_of_many=opening > 1)
        else:
            for length in range(1, len(keys) + 1):
                tables.lines.setdefault((*tables.current, *keys[:length]), line)
            for i, item in enumerate(_items(tokens)):
                tables.lines[(*tables.current, *keys, i)] = item.line
    return tables.lines


def line_of(places: Mapping[Place, int], place: Place) -> int:
    """Return the line of a place, or of what it stands in."""
    return next((places[place[:i]] for i in range(len(place), 0, -1) if place[:i] in places), 1)


class _Token(NamedTuple):
    text: str
    line: int


def _statements(text: str) -> Iterator[list[_Token]]:
    """Yield each header of a table, and each key with its value, over however many lines."""
    tokens: list[_Token] = []
    line, depth = 1, 0
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if sign == "\n" and depth <= 0 and tokens:
            yield tokens
            tokens, depth = [], 0
        elif not sign.startswith(("#", "\n")):
            tokens.append(_Token(sign, line))
            depth += (sign in _OPEN) - (sign in _SHUT)
        line += sign.count("\n")
    if tokens:
        yield tokens


def _keys(tokens: list[_Token]) -> tuple[str, ...]:
    """Return the keys of `a."b".c`, which end with `=` or `]`."""
    names = takewhile(lambda token: token.text not in ("=", "]"), tokens)
    return tuple(_key(token.text) for token in names if token.text != ".")


def _key(token: str) -> str:
    return str(tomllib.loads(f"key = {token}")["key"]) if token[0] in "\"'" else token


def _items(tokens: list[_Token]) -> Iterator[_Token]:
    """Yield the first token of each item of a list that is a key's value."""
    value = dropwhile(lambda token: token.text != "=", tokens)
    depth, is_first = 0, False
    for token in islice(value, 1, None):
        if not depth and token.text != "[":
            return
        if depth == 1 and is_first and token.text != "]":
            yield token
        depth += (token.text in _OPEN) - (token.text in _SHUT)
        is_first = depth == 1 and token.text in ("[", ",")
