"""The members of a zip: where they are, and how large and how tight they may be."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.readers.source import Source
from rnnscope.untrusted.limits import applied

pytestmark = pytest.mark.quick

ZEROS = bytes(10_000)
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"  # before a member, and what the directory says of it
SIZE, OFFSET = 20, 42  # where in that its packed size is, and where it says the member is


def written(path: Path, data: bytes, packed: int = zipfile.ZIP_STORED) -> Source:
    """Write a zip of one member, whose header has an extra field."""
    info = zipfile.ZipInfo("it")
    info.extra = b"\xfe\xca\x03\x00abc"
    info.compress_type = packed
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("before", "b" * 1_000)
        archive.writestr(info, data)
    return Source.of(path)


def config(source: Source) -> bytes | None:
    with source.members() as members:
        return members.config("it")


def weights(source: Source) -> tuple[bytes, int | None]:
    with source.members() as members:
        place = members.weights("it")
    assert place is not None
    return Source(place.path).piece(place.start, place.length), place.inflated


def changed(source: Source, change: Callable[[bytearray, int], None]) -> Source:
    """Change what the directory says of the member, which begins at a place."""
    data = bytearray(source.path.read_bytes())
    change(data, data.rindex(CENTRAL))
    source.path.write_bytes(data)
    return source


def test_the_bytes_of_a_member_are_found_behind_its_header(tmp_path: Path) -> None:
    assert weights(written(tmp_path / "zip", b"12345")) == (b"12345", None)
    packed, inflated = weights(written(tmp_path / "zip", ZEROS, zipfile.ZIP_DEFLATED))
    assert (len(packed) < 100, inflated) == (True, 10_000)


def _elsewhere(data: bytearray, at: int) -> None:
    data[at + OFFSET] ^= 1


def _at_another(data: bytearray, at: int) -> None:
    data[at + OFFSET : at + OFFSET + 4] = bytes(4)


def _unsigned(data: bytearray, _: int) -> None:
    data[data.rindex(LOCAL)] = 0


def _shorter(data: bytearray, at: int) -> None:
    data[at + SIZE] -= 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_elsewhere, "it is not where the archive says"),
        (_at_another, "it is not where the archive says"),
        (_unsigned, "it is not where the archive says"),
        (_shorter, "it has two sizes"),
    ],
)
def test_a_member_of_which_two_things_are_said(
    tmp_path: Path, change: Callable[[bytearray, int], None], reason: str
) -> None:
    source = changed(written(tmp_path / "zip", b"12345"), change)
    with pytest.raises(UnreadableModelError, match=reason):
        weights(source)


def test_a_member_that_is_damaged(tmp_path: Path) -> None:
    source = written(tmp_path / "zip", b"12345")
    data = source.path.read_bytes()
    source.path.write_bytes(data.replace(b"12345", b"12346"))
    with pytest.raises(UnreadableModelError, match=r"it is damaged \(Bad CRC-32"):
        config(source)


def _longer(data: bytearray, at: int) -> None:
    for size in (SIZE, SIZE + 4):  # packed, and not
        data[at + size + 1] = 255


def test_a_member_that_ends_early(tmp_path: Path) -> None:
    source = changed(written(tmp_path / "zip", b"12345"), _longer)
    told = r"it is damaged \((it ends early|Overlapped entries)"  # newer Pythons see it first
    with pytest.raises(UnreadableModelError, match=told):
        config(source)


@pytest.mark.parametrize(
    ("allowed", "refused", "read"),
    [
        ({"json_bytes": 10_000}, {"json_bytes": 9_999}, config),
        ({"zip_json_bytes": 10_000}, {"zip_json_bytes": 9_999}, config),
        ({"zip_member_bytes": 10_000}, {"zip_member_bytes": 9_999}, weights),
        ({"zip_ratio": 1_000, "zip_json_bytes": 1}, {"zip_ratio": 10, "zip_json_bytes": 1}, config),
        ({"zip_members": 2}, {"zip_members": 1}, config),
    ],
)
def test_what_a_member_may_be(
    tmp_path: Path,
    allowed: Mapping[str, int],
    refused: Mapping[str, int],
    read: Callable[[Source], object],
) -> None:
    source = written(tmp_path / "zip", ZEROS, zipfile.ZIP_DEFLATED)
    with applied(allowed):
        assert read(source)
    with applied(refused), pytest.raises(UnreadableModelError, match="beyond the limit"):
        read(source)


def test_a_directory_of_members_is_bounded_before_it_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "zip", "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}".rjust(60_000, "n"), "")
    source = Source.of(tmp_path / "zip")
    with source.members() as members:
        assert len(members.names()) == 20
    with (
        applied({"zip_members": 100}),
        pytest.raises(UnreadableModelError, match="its members are too many, beyond the limit"),
        source.members(),
    ):
        pass


def test_a_member_may_be_longer_than_the_directory(tmp_path: Path) -> None:
    data = bytes(3 * 2**20)
    with applied({"zip_members": 2}):
        assert config(written(tmp_path / "zip", data)) == data
