"""Changes to bytes, as accidents and attackers make them."""

from __future__ import annotations

import random

_WORDS = (0, 1, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**32 - 1, 2**63 - 1, 2**64 - 1)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return data with one to four changes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if changed:
            chance.choice((_flip, _word, _cut, _swap, _copy, _header))(changed, chance)
    return bytes(changed)


def _flip(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)


def _word(data: bytearray, chance: random.Random) -> None:
    size = chance.choice((1, 2, 4, 8))
    at = chance.randrange(len(data))
    value = chance.choice(_WORDS) % 2 ** (8 * size)
    data[at : at + size] = value.to_bytes(size, "little")[: len(data) - at]


def _cut(data: bytearray, chance: random.Random) -> None:
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]


def _swap(data: bytearray, chance: random.Random) -> None:
    size = chance.choice((8, 64, 512))
    if len(data) > 2 * size:
        a, b = (chance.randrange(len(data) - size) for _ in range(2))
        data[a : a + size], data[b : b + size] = data[b : b + size], data[a : a + size]


def _copy(data: bytearray, chance: random.Random) -> None:
    size = chance.choice((8, 64, 512))
    if len(data) > 2 * size:
        a, b = (chance.randrange(len(data) - size) for _ in range(2))
        data[a : a + size] = data[b : b + size]


def _header(data: bytearray, chance: random.Random) -> None:
    """Change a byte near one of HDF5's own marks, where its structures are."""
    mark = chance.choice((b"TREE", b"HEAP", b"SNOD", b"OHDR", b"FRHP", b"GCOL", b"\x89HDF"))
    places = [i for i in range(len(data) - 8) if data[i : i + 4] == mark[:4]][:4000]
    if places:
        at = chance.choice(places) + chance.randrange(64)
        if at < len(data):
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
