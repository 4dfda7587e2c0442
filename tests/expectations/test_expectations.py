"""What somebody expects, out of plain values: what is understood, refused, merged and told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rnnscope.errors import BadArgumentError
from rnnscope.expectations import Expectations
from rnnscope.expectations.sizes import bytes_of

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("100 kB", 100_000),
        ("100kB", 100_000),
        ("1 MB", 1_000_000),
        ("2.5 GB", 2_500_000_000),
        ("1 KiB", 1024),
        ("1.5 MiB", 1_572_864),
        ("1 GiB", 2**30),
        ("80 B", 80),
        ("80_000", 80_000),
        ("1,000 kB", 1_000_000),
        (80_000, 80_000),
        (0, 0),
    ],
)
def test_sizes_in_bytes(size: object, expected: int) -> None:
    assert bytes_of(size) == expected


@pytest.mark.parametrize(
    "size",
    ["100 KB", "1 kb", "1 TB", "kB", "", "-3", "1e3", "1.5", "0.0001 kB", -1, True, 1.0, None],
)
def test_what_is_no_size_in_bytes(size: object) -> None:
    with pytest.raises(BadArgumentError, match=r"max_bytes: expected a number of bytes.*KiB"):
        bytes_of(size)


def test_what_is_asked_is_told_in_words() -> None:
    expected = Expectations.of(
        total=21_386,
        layers={"simple_rnn": 20_096, "dense*": "units*input_dim + units"},
        trainable=np.int64(21_386),
        non_trainable=0,
        max_params=50_000,
        max_bytes="100 kB",
        max_macs=600_000,
        at={"timesteps": 28},
        frozen=["embed*"],
        require=("summary",),
    )
    assert expected.told == (
        "total 21,386",
        "simple_rnn 20,096",
        "dense* units*input_dim + units",
        "trainable 21,386",
        "non-trainable 0",
        "at most 50,000 params",
        "at most 100,000 bytes",
        "at most 600,000 multiply-adds at timesteps=28",
        "embed* frozen",
        "summary heard",
    )
    assert not expected.is_empty
    assert Expectations.of(at={"timesteps": 3}).is_empty
    assert type(expected.trainable) is int


def test_flags_beat_keys() -> None:
    keys = Expectations.of(total=3, layers={"a": 1, "b": 2}, frozen="a", at={"t": 1}, max_params=9)
    flags = Expectations.of(total=0, layers={"b": 3, "c": 4}, frozen=("x",))
    assert keys.beaten_by(flags) == Expectations.of(
        total=0, layers={"a": 1, "b": 3, "c": 4}, frozen="x", at={"t": 1}, max_params=9
    )
    assert keys.beaten_by(Expectations()) == keys


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("total", "3"),
        ("total", 3.0),
        ("total", True),
        ("total", -1),
        ("total", 10**30),
        ("total", np.array([3, 4])),
        ("layers", [3]),
        ("layers", {"": 3}),
        ("layers['a']", {"a": None}),
        ("layers['a']", {"a": 3.5}),
        ("trainable", "all"),
        ("non_trainable", ()),
        ("max_params", "50 k"),
        ("max_bytes", "1 TB"),
        ("max_macs", "1 MB"),
        ("at", 3),
        ("at", {3: 3}),
        ("at['t']", {"t": None}),
        ("frozen", 3),
        ("frozen", [""]),
        ("require", [None]),
    ],
)
def test_what_is_none_is_refused_by_its_name(name: str, value: Any) -> None:
    with pytest.raises(BadArgumentError) as caught:
        Expectations.of(**{name.partition("[")[0]: value})
    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name}: expected ")
