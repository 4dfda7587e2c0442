"""Rows that are pasted below a header, and what is told of one of them."""

from __future__ import annotations

import rnnscope
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import RowVerdict

HEAD = f"Layer (type)                 Output Shape              Param #   \n{'=' * 65}\n"


def explained(*rows: str) -> Report:
    """Return the report of rows, without Keras's own summary."""
    return rnnscope.explain_summary(HEAD + "\n".join(rows) + "\n", summary=False)


def verdict(report: Report, name: str) -> RowVerdict:
    """Return what is told of a row."""
    told = report[name].told
    assert told is not None
    return told
