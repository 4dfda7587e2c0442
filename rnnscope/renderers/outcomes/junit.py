"""JUnit XML, which the services that build and test show: a test case for each model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape

from rnnscope.expectations.outcome import FAILED, HELD, NOT_DONE, Outcome
from rnnscope.pages.checked.outcomes import told
from rnnscope.pages.texts import visible
from rnnscope.renderers._options import Options

SUITE = "rnnscope"
CLASS = "rnnscope.check"  # which those who show it split at the dot, so a path is none
_ELEMENTS = {FAILED: "failure", NOT_DONE: "error"}


def lines(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:  # noqa: ARG001
    """Yield the document when all models are judged: their numbers stand in its head."""
    codes, seconds, cases = Counter[int](), 0.0, []
    for outcome in outcomes:
        codes[outcome.code] += 1
        seconds += outcome.seconds
        cases.append(_case(outcome))
    counts = {
        "name": SUITE,
        "tests": codes.total(),
        "failures": codes[FAILED],
        "errors": codes[NOT_DONE],
        "skipped": 0,
        "time": f"{seconds:.3f}",
    }
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f"<testsuites>\n<testsuite{_attributes(counts)}>\n"
    yield from cases
    yield "</testsuite>\n</testsuites>\n"


def _case(outcome: Outcome) -> str:
    head = {"classname": CLASS, "name": outcome.model, "time": f"{outcome.seconds:.3f}"}
    if outcome.code == HELD:
        inside = f"<system-out>{_text(*told(outcome))}</system-out>"
    else:
        element = _ELEMENTS[outcome.code]
        lines = told(outcome)
        said = {"message": lines[0], "type": element}
        inside = f"<{element}{_attributes(said)}>{_text(*lines)}</{element}>"
    return f"<testcase{_attributes(head)}>{inside}</testcase>\n"


def _attributes(values: Mapping[str, object]) -> str:
    return "".join(f' {name}="{_text(str(value))}"' for name, value in values.items())


def _text(*lines: str) -> str:
    """Write lines for XML, in which most controls may not even stand escaped."""
    return escape("\n".join(map(visible, lines)))
