"""JUnit XML of models that were checked, as those who take it read it."""

from __future__ import annotations

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
    assert bad.result[0].message == said
    assert "\ndense         1,280   1,290  units*input_dim + units = 10*" in bad.result[0].text
    assert unread.result[0].message == "it is no archive"
    assert good.system_out.startswith("total 21,386; at most 50,000 params;")


def test_the_sums_are_those_of_the_cases(outcomes: list[Outcome]) -> None:
    xml = junitparser.JUnitXml.fromstring(document([*outcomes, *outcomes, held()]).encode())
    (suite,) = xml
    said = (suite.tests, suite.failures, suite.errors, suite.time)
    suite.update_statistics()  # type: ignore[no-untyped-call]
    assert said == (suite.tests, suite.failures, suite.errors, pytest.approx(suite.time))


def test_no_model_is_an_empty_suite() -> None:
    (suite,) = junitparser.JUnitXml.fromstring(document([]).encode())
    assert (suite.tests, list(suite)) == (0, [])
