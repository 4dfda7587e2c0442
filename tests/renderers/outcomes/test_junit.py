"""JUnit XML of models that were checked, as those who take it read it."""

from __future__ import annotations

from xml.etree import ElementTree

import junitparser
import pytest

from rnnscope.expectations.outcome import Outcome
from rnnscope.renderers.outcomes import outcome_lines
from tests.renderers.outcomes.conftest import held

pytestmark = pytest.mark.quick


def document(outcomes: list[Outcome]) -> str:
    return "".join(outcome_lines(outcomes, "junit"))


def test_a_consumer_reads_a_case_for_each_model(outcomes: list[Outcome]) -> None:
    (suite,) = junitparser.JUnitXml.fromstring(document(outcomes).encode())
    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (3, 1, 1, 0)
    assert suite.time == pytest.approx(0.51)
    good, bad, unread = suite
    assert [case.name for case in suite] == [outcome.model for outcome in outcomes]
    assert (good.is_passed, bad.is_failure, unread.is_error) == (True, True, True)
    said = "dense has 1,290 params, expected 1,280; 1 more follows from it"
    assert bad.result[0].message == f"models/gru.keras: {said}"
    assert "\ndense         1,280   1,290  units*input_dim + units = 10*" in bad.result[0].text
    assert unread.result[0].message == "models/broken.keras: it is no archive"
    assert good.system_out.startswith("models/mnist.keras: total 21,386; at most 50,000 params;")


def test_the_sums_are_those_of_the_cases(outcomes: list[Outcome]) -> None:
    xml = junitparser.JUnitXml.fromstring(document([*outcomes, *outcomes, held()]).encode())
    (suite,) = xml
    said = (suite.tests, suite.failures, suite.errors, suite.time)
    suite.update_statistics()  # type: ignore[no-untyped-call]
    assert said == (suite.tests, suite.failures, suite.errors, pytest.approx(suite.time))


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
    # pytest holds what it writes to the schema of Jenkins.
    pytester.makepyfile(SUITE)
    pytester.runpytest("-p", "no:cacheprovider", "--junitxml=there.xml", "-o", "junit_logging=all")
    theirs = ElementTree.parse(pytester.path / "there.xml").getroot()  # noqa: S314  # pytest's own
    ours = ElementTree.fromstring(document(outcomes))  # noqa: S314
    assert places(ours) <= places(theirs) | {("failure", "type"), ("error", "type")}


def places(element: ElementTree.Element) -> set[tuple[str, str]]:
    """Return which element stands in which, and which has which attribute."""
    found = {(element.tag, name) for name in element.attrib}
    for child in element:
        found |= {(f"{element.tag}/{child.tag}", ""), *places(child)}
    return found


def test_no_model_is_an_empty_suite() -> None:
    (suite,) = junitparser.JUnitXml.fromstring(document([]).encode())
    assert (suite.tests, list(suite)) == (0, [])
