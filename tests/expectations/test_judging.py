"""What does not hold of a model: each kind of expectation, and how it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rnnscope import BadFormulaError
from rnnscope.expectations import Expectations, Failure, Subject
from rnnscope.expectations.judging import failures
from rnnscope.expectations.outcome_of import failed, outcome
from rnnscope.pages.checked.failure_lines import failure_lines, failure_text, headline
from rnnscope.report.report import Report
from tests.files import (
    MNIST,
    SENTIMENT,
    alone,
    custom,
    edited,
    entry,
    replaced,
    sequential,
    write_json,
)

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


@pytest.fixture(scope="module")
def sentiment() -> Report:
    return alone(SENTIMENT)


def wrong(report: Report, **expected: Any) -> list[Failure]:
    return list(failures(report, Expectations.of(**expected)))


def one(report: Report, **expected: Any) -> Failure:
    (failure,) = wrong(report, **expected)
    return failure


@pytest.mark.parametrize(
    "expected",
    [
        {"total": 21_386},
        {"trainable": 21_386, "non_trainable": 0},
        {"max_params": 21_386, "max_bytes": "85.544 kB"},
        {"max_macs": 560_384},
        {"layers": {"d*": 1290, "?imple_rnn": 20_096}},
        {"require": ("stored",)},
    ],
)
def test_what_holds(mnist: Report, expected: dict[str, Any]) -> None:
    assert not wrong(mnist, **expected)


def test_a_total(mnist: Report) -> None:
    failure = one(mnist, total=20_000)
    assert (failure.subject, failure.path) == (Subject.TOTAL, "")
    assert (failure.expected, failure.found) == ("20,000", "21,386")
    assert failure.sentence == "the model has 21,386 params, expected 20,000"
    assert failure.difference == "1,386 more than expected"
    assert [(part.path, part.found) for part in failure.parts] == [
        ("simple_rnn", "20,096"),
        ("dense", "1,290"),
    ]


def test_of_many_layers_the_largest_are_told(tmp_path: Path) -> None:
    layers = [entry("Dense", f"d{i}", units=i + 1) for i in range(30)]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 4))))
    parts = one(report, total=3).parts
    assert len(parts) == 13
    assert parts[-1].path == "18 more"
    told = sum(int(part.found.replace(",", "")) for part in parts)
    assert told == report.total


@pytest.mark.parametrize(
    ("expected", "sentence", "cause"),
    [
        (
            {"max_params": 20_000},
            "the model has 21,386 params, expected at most 20,000",
            "With simple_rnn.units = 123 at most (it is 128) it would hold.",
        ),
        (
            {"max_bytes": "80 kB"},
            "the weights take 85,544 bytes, expected at most 80,000",
            "With simple_rnn.units = 123 at most (it is 128) it would hold.",
        ),
        (
            {"max_bytes": 43_000},
            "the weights take 85,544 bytes, expected at most 43,000",
            "With float16 for its float32 weights it would take 42,772 bytes.",
        ),
    ],
)
def test_the_most_that_it_may_have(
    mnist: Report, expected: dict[str, Any], sentence: str, cause: str
) -> None:
    failure = one(mnist, **expected)
    assert failure.sentence == sentence
    assert cause in failure.causes
    assert failure.difference.endswith(" more than allowed")


def test_the_largest_size_that_would_do_is_the_largest(mnist: Report) -> None:
    causes = one(mnist, max_params=20_000).causes
    assert (
        causes
        == (
            "With simple_rnn.units = 123 at most (it is 128) it would hold.",
            "With dense.units = 0 at most (it is 10) it would hold.",
        )[:1]
    )
    kept, too_many = (mnist.recount({"simple_rnn.units": units}).total for units in (123, 124))
    assert kept is not None
    assert too_many is not None
    assert kept <= 20_000 < too_many


def test_multiply_adds_of_sizes_that_are_left_open(sentiment: Report, mnist: Report) -> None:
    assert one(mnist, max_macs=3).sentence == (
        "the model takes 560,384 multiply-adds, expected at most 3"
    )
    failure = one(sentiment, max_macs=3)
    assert failure.found == "not known"
    assert failure.sentence == (
        "the multiply-adds need a size for tokens.timesteps, which is left open"
    )
    assert failure.causes == ("Give it with `at`: timesteps = 100, for example.",)
    mistaken = one(sentiment, max_macs=3, at={"timestep": 10})
    assert mistaken.sentence == failure.sentence
    assert mistaken.causes == (
        "`at` has 'timestep', as no axis that the model leaves open is called.",
        *failure.causes,
    )
    more = one(sentiment, max_macs=3, at={"timesteps": 10})
    assert more.sentence.startswith("the model takes ")
    assert " multiply-adds at timesteps = 10, expected at most 3" in more.sentence
    assert not wrong(sentiment, max_macs=10**9, at={"timesteps": 10, "no_such_size": 3})


def test_multiply_adds_that_nobody_knows(tmp_path: Path) -> None:
    config = sequential(custom("Odd", "odd"), entry("Dense", "d", units=2), shape=(None, 3))
    report = alone(write_json(tmp_path / "m.json", config))
    failure = one(report, max_macs=10**9)
    assert failure.sentence == "the multiply-adds of odd and d are not known"


def test_frozen(tmp_path: Path) -> None:
    layers = [
        entry("Embedding", "embedding", input_dim=10, output_dim=3, trainable=False),
        entry("Dropout", "dropout", rate=0.5),
        entry("Dense", "dense", units=2),
        entry("Dense", "dense_1", units=1),
    ]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 5))))
    assert not wrong(report, frozen=["embedding"])
    assert not wrong(report, frozen=["e*", "embed?ing"])
    assert [each.path for each in wrong(report, frozen=["d*"])] == ["dense", "dense_1"]
    failure = one(report, frozen="dense")
    assert failure.sentence == "dense is trained, expected frozen"
    assert failure.difference == "8 params are trained: kernel and bias"
    assert failure.causes == ("It would hold after model.get_layer('dense').trainable = False.",)
    assert (
        one(report, frozen="dropout").sentence
        == ("dropout has weights, so nothing is frozen there")
        or one(report, frozen="dropout").found == "no weights"
    )
    assert one(report, frozen="drop*").found == "no weights"
    assert one(report, frozen="gone").found == "no such layer"


def test_what_is_trained_follows_from_what_should_be_frozen(tmp_path: Path) -> None:
    layers = [entry("Embedding", "e", input_dim=10, output_dim=3), entry("Dense", "d", units=2)]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 5))))
    trained, fixed, frozen = wrong(report, trainable=8, non_trainable=30, frozen=["e"])
    assert (trained.follows, fixed.follows) == ("because e is trained", "because e is trained")
    assert not frozen.follows
    assert "With trainable = False of e it would hold." in one(report, trainable=8).causes
    statistics = sequential(entry("BatchNormalization", "b"), shape=(None, 4))
    of_batches = alone(write_json(tmp_path / "b.json", statistics))
    assert any("moving statistics of b" in each for each in one(of_batches, trainable=16).causes)


def test_names_paths_and_globs(sentiment: Report) -> None:
    paths = ("bidirectional.*_layer", "*_layer", "bidirectional.forward_layer", "backward_layer")
    assert not wrong(sentiment, layers=dict.fromkeys(paths, 2112))
    assert not wrong(sentiment, layers={"bidirectional*": 4224})  # and nothing that is inside
    failure = one(sentiment, layers={"gro": 1008})
    assert failure.sentence == "no layer is named 'gro'; did you mean 'gru'?"
    assert failure.causes == ("gru has 1,008 params.",)
    assert one(sentiment, layers={"x*": 3}).found == "no such layer"


def test_a_name_with_signs_of_a_glob_goes_first(tmp_path: Path) -> None:
    layers = [entry("Dense", name, units=n) for n, name in enumerate(["d[1]", "d1", "d*"], 1)]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 1))))
    assert not wrong(report, layers={"d[1]": 2, "d1": 4, "d*": 9})


def test_a_formula_may_have_sizes_by_their_values(mnist: Report, sentiment: Report) -> None:
    for text in (
        "units*units + units*28 + units",
        "128*units + 28*units + units",
        "units*128 + units*input_dim + 128",
        "128*128 + 128*28 + 128",
        "units*(128 + 28 + 1)",
        "units**2 + units*input_dim + units",
    ):
        assert not wrong(mnist, layers={"simple_rnn": text}), text
    for text in ("units*157", "units*input_dim + 16_512", "units*units*units//units + 29*units"):
        failure = one(mnist, layers={"simple_rnn": text})
        assert "(the same number, by another expression)" in failure.sentence, text
        assert failure.causes[0].startswith("Found minus expected: ")
    assert not wrong(sentiment, layers={"gru": "3*(8*8 + 8*32 + 2*8)"})
    assert not wrong(sentiment, layers={"gru": "3*(units*8 + units*input_dim + 2*units)"})


def test_a_formula_that_cannot_be_read_names_the_layer(mnist: Report) -> None:
    with pytest.raises(BadFormulaError, match="dense has no size named 'unit'; it has: units, inp"):
        wrong(mnist, layers={"d*": "unit*input_dim"})
    with pytest.raises(BadFormulaError, match="its value is beyond any count"):
        wrong(mnist, layers={"dense": "((units**16)**16)**16"})


def test_witnesses(mnist: Report, tmp_path: Path) -> None:
    failure = one(mnist, require=("summary", "stored"))
    assert failure.subject is Subject.REQUIRED
    assert failure.sentence == "summary() was not heard, as required: not asked"
    path = edited(MNIST, tmp_path / "m.keras", lambda h5: replaced(h5, "layers/dense/vars/1", (9,)))
    differing = one(alone(path), total=21_386)
    assert (differing.subject, differing.path) == (Subject.AGREEMENT, "dense")
    assert (differing.expected, differing.found) == ("(10,)", "(9,)")


def test_all_is_told_in_the_order_of_what_was_asked(sentiment: Report) -> None:
    found = wrong(
        sentiment, total=1, max_params=2, layers={"gro": 3, "gru": 4}, frozen=["gru"], max_macs=5
    )
    assert [str(each.subject) for each in found] == [
        "total",
        "max-params",
        "layer",
        "layer",
        "frozen",
        "max-macs",
    ]
    assert headline(found) == "the model has 13,273 params, expected 1; 5 more do not hold"
    assert sum(bool(each.parts) for each in found) == 1
    lines = failure_text(found, "m.keras").splitlines()
    assert lines[:2] == [headline(found), "in m.keras"]
    assert max(map(len, lines)) <= 100
    assert max(map(len, failure_lines(found, width=60))) <= 62


def test_an_outcome(mnist: Report, sentiment: Report) -> None:
    held = outcome("m.keras", mnist, Expectations.of(total=21_386, max_macs=600_000))
    assert (held.total, held.trainable, held.bytes, held.macs) == (21_386, 21_386, 85_544, 560_384)
    assert (held.code, held.verified, held.failures) == (0, True, ())
    assert held.witnesses == (("stored", "agrees"), ("summary", "not heard: not asked"))
    assert held.expected == ("total 21,386", "at most 600,000 multiply-adds")
    assert outcome("s", sentiment, Expectations.of(total=3)).code == 1
    assert outcome("s", sentiment, Expectations.of(total=13_273)).macs is None
    error = failed("gone.keras", FileNotFoundError("there is no such file"))
    assert (error.code, error.error) == (2, "there is no such file")


HOSTILE = "a\n\x1b[31m" + "x" * 3000


def test_hostile_names_stay_on_their_line(tmp_path: Path) -> None:
    layers = [entry("Dense", HOSTILE, units=2), entry("Dense", "d", units=2)]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 3))))
    found = wrong(
        report, total=3, layers={HOSTILE: 3, "a*": "units", "\x1b[0m": 3}, frozen=["*", "\x07"]
    )
    text = failure_text(found, "m\x1b.json")
    assert "\x1b" not in text
    assert "\x07" not in text
    assert max(map(len, text.splitlines())) < 2_100
