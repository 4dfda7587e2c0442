"""The answer to `--why-not`, as plain data."""

from __future__ import annotations

from typing import Any

from rnnscope.renderers._options import Options
from rnnscope.report.report import Report


def answer(report: Report, options: Options) -> dict[str, Any]:
    """Return why a count is not the number that somebody expected."""
    from rnnscope.mistakes import why_not

    found = why_not(report, options.why_not or 0, options.layer)
    return {
        "asked": found.asked,
        "number": found.number,
        "layer": found.layer,
        "count": found.count,
        "right": list(found.right),
        "causes": [
            {
                "layer": cause.path,
                "thought": cause.thought,
                "count": cause.count,
                "numbers": cause.numbers,
                "right": cause.right,
                "why": cause.why,
                "alike": list(cause.alike),
                "is_single": cause.is_single,
            }
            for cause in found.causes
        ],
        "is_as_summed": found.is_as_summed,
        "terms": list(found.terms),
        "nearest": list(found.nearest),
    }
