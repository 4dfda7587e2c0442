"""The states of a report are types; whoever compares them with text, or prints them, sees text."""

from __future__ import annotations

import copy
import json
import pickle  # noqa: TID251  # what a user may do with a report
from collections.abc import Callable

import pytest

import rnnscope
from rnnscope import Basis, Origin, Role, Verdict
from rnnscope.report.report import Report, weakest
from rnnscope.wording import Word
from tests.files import MNIST

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def report() -> Report:
    return rnnscope.explain(MNIST, summary=False)


def states_of(report: Report) -> list[Word | str]:
    row = report.layers[0]
    symbols = [symbol.kind for symbol in row.symbols]
    verdicts = [row.verdict(witness) for witness in report.witnesses]
    return [row.basis, *symbols, *(weight.role for weight in row.weights), *verdicts]


def test_a_state_is_its_text(report: Report) -> None:
    row = report.layers[0]
    assert row.basis == "derived"
    assert row.basis in {"derived": "a key may be text too"}
    assert states_of(report) == [
        *("derived", "setting", "computed", "input -> hidden", "hidden -> hidden", "bias"),
        *("agrees", "silent"),
    ]
    assert row.symbols[0].origin == "setting"


def test_a_state_is_of_a_type(report: Report) -> None:
    kinds = [Basis, Origin, Origin, Role, Role, Role, Verdict, Verdict]
    assert list(map(type, states_of(report))) == kinds
    assert report.layers[0].basis is Basis("derived") is Basis.DERIVED


@pytest.mark.parametrize("state", [Basis.DERIVED, Verdict.AGREES, Origin.RECORDED, Role.BIAS])
def test_a_state_is_shown_as_its_text(state: Word) -> None:
    text = state.value
    assert (f"{state}", f"{state:>12}", str(state)) == (text, f"{text:>12}", text)
    assert (repr(state), json.dumps([state]), type(str(state))) == (repr(text), f'["{text}"]', str)


def pickled(value: object) -> object:
    return pickle.loads(pickle.dumps(value))  # noqa: S301


@pytest.mark.parametrize("again", [pickled, copy.copy, copy.deepcopy])
def test_a_report_may_be_copied(report: Report, again: Callable[[object], object]) -> None:
    other = again(report)
    assert isinstance(other, Report)
    assert (other, other.to_json()) == (report, report.to_json())
    assert list(map(type, states_of(other))) == list(map(type, states_of(report)))
    assert other.layers[0].basis is Basis.DERIVED


@pytest.mark.parametrize(
    ("basis", "is_explained", "is_by_formula"),
    [
        (Basis.DERIVED, True, True),
        (Basis.TRACED, True, False),
        (Basis.STORED, False, False),
        (Basis.PRINTED, False, False),
        (Basis.NONE, True, True),
        (Basis.UNKNOWN, False, False),
    ],
)
def test_what_a_basis_tells(basis: Basis, is_explained: bool, is_by_formula: bool) -> None:
    assert (basis.is_explained, basis.is_by_formula) == (is_explained, is_by_formula)
    assert weakest([Basis.NONE, basis]) is basis


def test_every_basis_has_its_place_among_the_others() -> None:
    order = [Basis.NONE, Basis.DERIVED, Basis.TRACED, Basis.STORED, Basis.PRINTED, Basis.UNKNOWN]
    assert set(order) == set(Basis)
    for i in range(1, len(order) + 1):
        assert weakest(order[:i]) is order[i - 1]
