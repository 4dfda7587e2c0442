"""JUnit XML of ours beside that of pytest, which pytest holds to the schema of Jenkins."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from rnnscope.expectations.outcome import Outcome
from rnnscope.renderers.outcomes import outcome_lines

SUITE = """
import pytest

@pytest.fixture
def broken():
    raise ValueError("no")

def test_held(): print("said")
def test_failed(): assert 1 == 2
def test_not_done(broken): ...
"""


def test_nothing_stands_in_it_that_pytest_does_not_write(
    outcomes: list[Outcome], pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(SUITE)
    pytester.runpytest("-p", "no:cacheprovider", "--junitxml=there.xml", "-o", "junit_logging=all")
    theirs = ElementTree.parse(pytester.path / "there.xml").getroot()  # noqa: S314  # pytest's own
    ours = ElementTree.fromstring("".join(outcome_lines(outcomes, "junit")))  # noqa: S314
    assert places(ours) <= places(theirs) | {("failure", "type"), ("error", "type")}


def places(element: ElementTree.Element) -> set[tuple[str, str]]:
    """Return which element stands in which, and which has which attribute."""
    found = {(element.tag, name) for name in element.attrib}
    for child in element:
        found |= {(f"{element.tag}/{child.tag}", ""), *places(child)}
    return found
