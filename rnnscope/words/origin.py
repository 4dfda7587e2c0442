"""Models that keras.applications has: which one it looks to be, and what its top would add."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.keras_facts.applications import APPLICATIONS
from rnnscope.report.report import Report
from rnnscope.wording import cut


def application(report: Report) -> Iterator[str]:
    """Say which of Keras's own models has the name and the count of this one, or of one inside."""
    models = [(report.name, report.total)]
    models += [(row.name, row.layer_params) for row in report.walk() if row.is_model]
    for name, params in dict.fromkeys(models):
        for function, (stem, whole, base) in APPLICATIONS.items():
            if name.startswith(stem) and params in (whole, base):
                top = _with_top() if params == whole else _without_top(whole, base)
                yield (
                    f"{cut(name)} has the name and the count of keras.applications.{function} {top}"
                )


def _with_top() -> str:
    return "with its top, for 1,000 classes."


def _without_top(whole: int, base: int) -> str:
    more = whole - base
    return f"without its top (include_top=False), which would add {more:,}: {whole:,} in all."
