"""How large the weights are in memory, as summary() writes it."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.report.report import Report

_UNITS = ("B", "KB", "MB", "GB", "TB", "PB")


def in_bytes(report: Report) -> Iterator[str]:
    """Say how many bytes the weights take, and what summary() writes for that."""
    if not report.total:
        return
    yield (
        f"summary() writes the {report.bytes:,} bytes of the weights as {readable(report.bytes)}, "
        "in steps of 1,024."
    )


def readable(size: int) -> str:
    """Write a size as summary() does.

    Source: keras/src/utils/summary_utils.py, readable_memory_size.

    >>> readable(85_544)
    '83.54 KB'
    """
    amount = float(size)
    for unit in _UNITS[:-1]:
        if amount < 1024:
            return f"{amount:.2f} {unit}"
        amount /= 1024
    return f"{amount:.2f} {_UNITS[-1]}"
