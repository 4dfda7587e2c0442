"""The answer to `--set`, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnnscope.report.report import Report


def what_if_data(report: Report, sizes: Mapping[str, int | None]) -> dict[str, Any]:
    """Return what comes of other sizes."""
    from rnnscope.report.recounting.what_if import what_if

    found = what_if(report, sizes)
    return {
        "sizes": [
            {
                "name": size.name,
                "value": size.value,
                "other": size.other,
                "together": list(size.together),
            }
            for size in found.sizes
        ],
        "count": found.count,
        "total": found.total,
        "refused": list(found.refused),
    }
