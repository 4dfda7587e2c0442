"""What can be said of a model that only a printed summary tells: its class."""

from __future__ import annotations

from rnnscope.report.report import Report

_SEQUENTIAL = "Sequential"
_UNKNOWN = "Model"


def class_of(report: Report) -> str:
    """Return the class of a model; of a printed summary `Model` where nothing tells it.

    Keras names a Sequential model so itself, and Keras 1 printed of it what flows into its first
    layer.  Only a functional model has rows for its inputs, or says what they are connected to.
    """
    if report.printed is None:
        return report.class_name
    rows = report.printed.rows
    if report.class_name == _SEQUENTIAL:
        is_told = report.printed.name.startswith("sequential") or bool(rows[0].connections)
    else:
        is_told = rows[0].class_name == "InputLayer" or any(row.connections for row in rows)
    return report.class_name if is_told else _UNKNOWN
