"""Annotations and a job's summary on GitHub, read as its runner and its Markdown read them."""

from __future__ import annotations

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options

from rnnscope.expectations.outcome import Outcome
from rnnscope.renderers.outcomes import outcome_lines
from rnnscope.renderers.outcomes.github import summary
from tests.renderers.outcomes.conftest import broken, failed, held
from tests.renderers.outcomes.github_runner import Command, command_of, lines_of

pytestmark = pytest.mark.quick


def commands(outcomes: list[Outcome]) -> list[Command]:
    output = "".join(outcome_lines(outcomes, "github"))
    return [found for line in lines_of(output) if (found := command_of(line))]


def test_an_annotation_for_each_model_that_does_not_hold(outcomes: list[Outcome]) -> None:
    bad, noted, unread = commands(outcomes)
    assert (bad.name, noted.name, unread.name) == ("error", "warning", "error")
    assert noted.properties == {**bad.properties, "title": "models/gru.keras has a note"}
    assert noted.message == "evil holds Python code that was not looked at."
    assert bad.properties == {
        "file": "models/gru.keras",
        "line": "1",
        "title": "models/gru.keras not as expected",
    }
    assert bad.message.splitlines() == [
        "dense has 1,290 params, expected 1,280.",
        "10 more than expected.",
        "1,280 is what you get if the bias is left out.",
        "the model has 21,386 params, expected 21,376, because dense has 1,290.",
    ]
    assert unread.properties["title"] == "models/broken.keras could not be judged"
    assert unread.message == "it is no archive"


def test_signs_of_the_syntax_come_back_as_they_were() -> None:
    name = "a, b%3A/50%,line=2.keras"
    bad, _ = commands([failed(name, text=" 100%, a::b")])
    assert bad.properties == {"file": name, "line": "1", "title": f"{name} not as expected"}
    assert "expected 1,280 100%, a::b.\n10 more" in bad.message


def test_a_target_is_no_file() -> None:
    bad, _ = commands([failed("app.models:build")])
    assert bad.properties == {"title": "app.models:build not as expected"}


def test_the_last_line_says_how_many_held(outcomes: list[Outcome]) -> None:
    *_, last = outcome_lines(outcomes, "github")
    assert last == "3 models: 1 held, 1 failed, 1 could not be judged.\n"


def test_the_summary_has_a_row_for_each_model(outcomes: list[Outcome]) -> None:
    page = cmarkgfm.github_flavored_markdown_to_html(summary(outcomes), Options.CMARK_OPT_UNSAFE)
    assert page.count("<tr>") == 1 + len(outcomes)
    assert page.index("models/gru.keras") < page.index("models/mnist.keras")
    assert "<h3>rnnscope check</h3>" in page
    assert "<code>dense has 1,290 params, expected 1,280.</code>" in page


def test_a_summary_of_very_many_fits_into_what_github_takes() -> None:
    text = summary([failed(f"{i}.keras", "n" * 10_000) for i in range(3_000)])
    assert len(text.encode()) < 1024 * 1024
    assert text.endswith("more models\n")


def test_a_summary_of_none() -> None:
    assert "No model was checked." in summary([])
    assert "All 3 models held." in summary([held()] * 3)
    assert "could not be judged" in summary([held(), broken()])
