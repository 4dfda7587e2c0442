"""Indexes are read as TensorFlow reads them; damaged ones are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.readers.saved_model import tensor_bundle
from rnnscope.readers.saved_model.tensor_bundle import (
    Entry,
    UnknownShapeError,
    crc32c,
    masked,
    read_index,
    shape_of,
)
from rnnscope.untrusted.limits import applied
from rnnscope.untrusted.protobuf import MalformedError, WireReader
from tests.readers.saved_models import field, number, varint

MAGIC = bytes.fromhex("57fb808b247547db")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., bytes]:
    """Write tensors with TensorFlow, and return the bytes of their index."""
    directory = tmp_path_factory.mktemp("bundle")

    def write(tensors: dict[str, object], slices: dict[str, str] | None = None) -> bytes:
        names = list(tensors)
        parts = [(slices or {}).get(name, "") for name in names]
        tf.raw_ops.SaveV2(
            prefix=str(directory / "b"),
            tensor_names=names,
            shape_and_slices=parts,
            tensors=[tensors[name] for name in names],
        )
        return (directory / "b.index").read_bytes()

    return write


@pytest.fixture(scope="module")
def small(written: Callable[..., bytes]) -> bytes:
    kernel, bias = tf.zeros((3, 4)), tf.zeros((4,))
    return written({"layer/kernel": kernel, "layer/bias": bias, "step": tf.constant(1, tf.int64)})


def test_names_shapes_and_dtypes(small: bytes) -> None:
    assert read_index(small) == {
        "layer/kernel": Entry((3, 4), "float32"),
        "layer/bias": Entry((4,), "float32"),
        "step": Entry((), "int64"),
    }


def test_every_dtype_has_tensorflows_name(written: Callable[..., bytes]) -> None:
    kinds = "float32 float64 float16 bfloat16 int8 int16 int32 int64 uint8 uint16 uint32 uint64"
    kinds += " bool string complex64 complex128"
    tensors = {kind: tf.zeros((2,), tf.dtypes.as_dtype(kind)) for kind in kinds.split()}
    assert {name: entry.dtype for name, entry in read_index(written(tensors)).items()} == {
        kind: kind for kind in tensors
    }
    assert tensor_bundle.dtype_of(77) == "dtype 77"


def test_many_tensors_are_in_many_blocks(written: Callable[..., bytes]) -> None:
    names = [f"layer_with_weights-{i}/{'x' * 100}/kernel" for i in range(3000)]
    value = tf.zeros((2, 2))
    index = written(dict.fromkeys(names, value))
    assert len(index) > 2 * 2**17  # a block is begun every 256 KiB at the latest
    assert set(read_index(index)) == set(names)


def test_a_tensor_saved_in_slices_is_one(written: Callable[..., bytes]) -> None:
    index = written({"table": tf.zeros((2, 5))}, {"table": "4 5 0,2:-"})
    assert read_index(index) == {"table": Entry((4, 5), "float32")}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no index"),
        (b"x" * 48, "no index"),
        (b"\xff" * 40 + MAGIC, "cut off"),
        (b"\0\0\x00\x7f" + b"\0" * 36 + MAGIC, "cut off"),
    ],
)
def test_what_is_no_index_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        read_index(data)


@given(data=st.data())
def test_a_flipped_bit_is_noticed_or_changes_nothing(small: bytes, data: st.DataObject) -> None:
    damaged = bytearray(small)
    at = data.draw(st.integers(0, len(small) * 8 - 1))
    damaged[at // 8] ^= 1 << at % 8
    try:
        found = read_index(bytes(damaged))
    except MalformedError:
        return
    assert found == read_index(small)


@given(data=st.data())
def test_a_cut_index_is_refused(small: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(small) - 1))
    with pytest.raises(MalformedError):
        read_index(small[:cut])


def block(*pairs: tuple[int, bytes, bytes], kind: int = 0, restarts: int = 0) -> bytes:
    """Write a block: for each key how much it shares with the last one, the rest, the value."""
    data = b"".join(
        varint(shared) + varint(len(key)) + varint(len(value)) + key + value
        for shared, key, value in pairs
    )
    data += restarts.to_bytes(4, "little") + bytes([kind])
    return data + masked(crc32c(memoryview(data))).to_bytes(4, "little")


def table(*blocks: bytes, handles: list[bytes] | None = None) -> bytes:
    """Write a table of blocks; `handles` are where its index says they are."""
    places, at = [], 0
    for each in blocks:
        places.append(varint(at) + varint(len(each) - 5))
        at += len(each)
    index = block(*((0, bytes([97 + i]), h) for i, h in enumerate(handles or places)))
    footer = varint(0) + varint(0) + varint(at) + varint(len(index) - 5)
    return b"".join(blocks) + index + footer.ljust(40, b"\0") + MAGIC


def entry(*sizes: int) -> bytes:
    shape = b"".join(field(2, number(1, size)) for size in sizes)
    return number(1, 1) + field(2, shape)


def test_keys_share_their_beginnings() -> None:
    first = block((0, b"", b"header"), (0, b"a/kernel", entry(3, 4)), (2, b"bias", entry(4)))
    second = block((0, b"b", entry()))
    assert read_index(table(first, second)) == {
        "a/kernel": Entry((3, 4), "float32"),
        "a/bias": Entry((4,), "float32"),
        "b": Entry((), "float32"),
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (table(block((0, b"a", entry()), kind=1)), "Snappy"),
        (table(block((0, b"a", entry()), kind=9)), "unknown method"),
        (table(block((0, b"a", entry()), restarts=99)), "cut off"),
        (table(block((5, b"a", entry()))), "a name in it"),
        (table(block((0, b"a" * 3000, entry()))), "too long"),
        (table(block((0, b"\xff", entry()))), "not UTF-8"),
        (table(block((0, b"a", b"\x08"))), "cut off"),
        (table(block((0, b"a", entry(*[1] * 65)))), "none can have"),
        (table(block((0, b"a", entry(2**40, 2**40)))), "none can have"),
        (table(block((0, b"a", entry(2**64 - 2)))), "none can have"),
        (table(block((0, b"a", entry())), handles=[b"\0\x07", b"\0\x07"]), "checksum"),
        (table(block(), handles=[b"\0\x04", b"\0\x04"]), "overlap"),
    ],
)
def test_tables_that_tensorflow_does_not_write_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(MalformedError, match=reason):
        read_index(data)


def test_a_long_index_is_refused(small: bytes) -> None:
    for limit in ("index_bytes", "index_tensors", "index_name_bytes"):
        reason = f"beyond the limit {limit} of 2"
        with applied({limit: 2}), pytest.raises(MalformedError, match=reason):
            read_index(small)


def test_an_unknown_shape_is_said_to_be_unknown() -> None:
    for shape in (number(3, 1), field(2, number(1, 2**64 - 1))):
        with pytest.raises(UnknownShapeError):
            shape_of(WireReader(), memoryview(shape))


def test_a_checkpoint_of_a_model_is_read(tmp_path: Path) -> None:
    made = tf.train.Checkpoint(a=tf.Variable(tf.zeros((2, 3))))
    made.write(str(tmp_path / "c"))
    found = read_index((tmp_path / "c.index").read_bytes())
    assert found["a/.ATTRIBUTES/VARIABLE_VALUE"] == Entry((2, 3), "float32")
