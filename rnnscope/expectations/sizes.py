"""Sizes in bytes, as people write them: `"100 kB"` is 100,000, `"1 MiB"` is 1,048,576."""

from __future__ import annotations

import re
from fractions import Fraction

from rnnscope.errors import BadArgumentError
from rnnscope.untrusted.whole_numbers import MOST

UNITS = {
    "": 1,
    "B": 1,
    "kB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "KiB": 1024,
    "MiB": 1024**2,
    "GiB": 1024**3,
}
_SIZE = re.compile(r"\s*(\d{1,15}(?:[_,]\d{3}){0,4}(?:\.\d{1,9})?)\s*([A-Za-z]*)\s*")
_EXPECTED = (
    "a number of bytes, as 100_000, '100 kB' or '2.5 MiB', in B, kB, MB, GB, which are 1,000 "
    "of each other, or KiB, MiB, GiB, 1,024"
)


def bytes_of(size: object, name: str = "max_bytes") -> int:
    """Return a size in bytes; a plain number is one already.

    >>> bytes_of("100 kB"), bytes_of("1.5KiB"), bytes_of(80_000)
    (100000, 1536, 80000)

    Raises:
        BadArgumentError: it is none, or no whole number of bytes.

    """
    match = _SIZE.fullmatch(size) if isinstance(size, str) else None
    if match is not None and match[2] in UNITS:
        exact = Fraction(re.sub("[_,]", "", match[1])) * UNITS[match[2]]
        if exact.denominator == 1 and exact <= MOST:
            return int(exact)
    if type(size) is int and 0 <= size <= MOST:
        return size
    raise BadArgumentError(name, _EXPECTED, size)
