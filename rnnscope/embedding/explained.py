"""The reports that documents show: each model is explained once, however many of them name it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from rnnscope import api
from rnnscope.readers.given import Given, Kind
from rnnscope.report.report import Report
from rnnscope.verify import TIMEOUT


@dataclass(slots=True)
class Explained:
    """Explains models, each once; without a timeout Keras is not asked."""

    timeout: float | None = TIMEOUT
    imports: tuple[str, ...] = ()
    known: dict[Given, Report] = field(default_factory=dict)

    def __call__(self, given: Given) -> Report:
        """Return the report of a model.

        Raises:
            RnnscopeError: as `explain` does.

        """
        if given not in self.known:
            self.known[given] = self._explain(given)
        return self.known[given]

    def _explain(self, given: Given) -> Report:
        begin_names_anew(given)
        if self.timeout is None:
            return api.explain(given, summary=False, imports=self.imports)
        return api.explain(given, timeout=self.timeout, imports=self.imports)

    def differing(self) -> Iterator[str]:
        """Say which models are not what their files say they are."""
        for given, report in self.known.items():
            yield from differing(given.value, report)


def begin_names_anew(given: Given) -> None:
    """Let Keras number the layers of a target from the start, as if no other had been before."""
    if given.kind is Kind.TARGET and "keras" in sys.modules:
        sys.modules["keras"].utils.clear_session()


def differing(name: str, report: Report) -> Iterator[str]:
    """Say of a model, in a sentence, that it is not what its file says it is."""
    if report.differences:
        yield f"{name}: its witnesses differ: {report.differences[0].text}"
