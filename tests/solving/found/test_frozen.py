"""What the totals of a printed summary say of what is trained stands, whatever follows from it."""

from __future__ import annotations

import json

import pytest

import rnnscope
from rnnscope.renderers import render
from rnnscope.report.report import Report
from tests.solving.pasted import verdict

pytestmark = pytest.mark.quick

Row = tuple[str, str, str, int] | tuple[str, str, str, int, str]

DENSES: tuple[Row, ...] = (
    ("input_1", "InputLayer", "(None, 100)", 0),
    ("a", "Dense", "(None, 50)", 5_050),
    ("b", "Dense", "(None, 20)", 1_020),
    ("c", "Dense", "(None, 10)", 210),
)


def text_of(*rows: Row, totals: tuple[int | None, ...] = (), total: int | None = None) -> str:
    """Write a table; `totals` are what is trainable, what is not, and the optimizer's."""
    column = any(len(row) > 4 for row in rows)
    head = f"{'Layer (type)':<32}{'Output Shape':<26}{'Param #':<12}"
    lines = ['Model: "m"', "_" * 80, head + "Trainable" * column, "=" * 80]
    for name, kind, shape, params, *trained in rows:
        lines.append(f"{f'{name} ({kind})':<32}{shape:<26}{params:<12}{''.join(trained)}")
    known = sum(number or 0 for number in totals) if total is None else total
    labels = ("Trainable params", "Non-trainable params", "Optimizer params")
    lines += ["=" * 80, f"Total params: {known or sum(row[3] for row in rows):,}"]
    pairs = zip(labels, totals, strict=False)
    lines += [f"{label}: {number:,}" for label, number in pairs if number is not None]
    return "\n".join(lines) + "\n"


def explained(*rows: Row, totals: tuple[int | None, ...] = (), total: int | None = None) -> Report:
    text = text_of(*rows, totals=totals, total=total)
    return rnnscope.explain_summary(text, summary=False)


def found(report: Report) -> tuple[str, tuple[str, ...]]:
    assert report.freezing is not None
    return str(report.freezing.found), report.freezing.layers


def agree(report: Report) -> None:
    """Hold that no number of the layers contradicts the totals of the text."""
    data = json.loads(report.to_json())
    printed, params = data["printed"], data["params"]
    assert (params["trainable"], params["non_trainable"]) == (
        printed["trainable"],
        printed["non_trainable"],
    )
    for kind in ("trainable", "non_trainable"):
        numbers = [layer[kind] for layer in data["layers"]]
        assert None in numbers or sum(numbers) == params[kind]


def test_one_choice_of_rows_that_adds_up_is_frozen() -> None:
    report = explained(*DENSES, totals=(210, 6_070))
    assert found(report) == ("sum", ("a", "b"))
    agree(report)
    assert (report.trainable, report["a"].trainable, report["c"].trainable) == (210, 0, 210)
    assert not report.differences
    words = " ".join(report.render("text").split())
    assert "Trainable params: 210 Non-trainable params: 6,070" in words
    assert "Frozen (trainable=False): a and b." in words
    code = render(report, "code")
    assert "'a',\n    'b',\n]:\n    model.get_layer(name).trainable = False" in code


@pytest.mark.parametrize("to", ["text", "markdown", "html", "model-card", "json", "csv", "latex"])
def test_every_format_has_the_printed_totals(to: str) -> None:
    report = explained(*DENSES, totals=(210, 6_070))
    text = report.render(to)
    assert "6,070" in text or "6070" in text or to == "csv"
    assert "6,280 trainable" not in text


def test_weights_that_are_never_trained_count_whatever_is_frozen() -> None:
    rows = (*DENSES[:2], ("n", "BatchNormalization", "(None, 50)", 200), *DENSES[3:])
    rows = (*rows[:3], ("c", "Dense", "(None, 10)", 510))
    made = explained(*rows, totals=(5_660, 100))
    assert found(made) == ("none", ())
    frozen = explained(*rows, totals=(510, 5_250))
    assert found(frozen) == ("sum", ("a", "n"))
    agree(frozen)


def test_a_norm_without_scale_has_two_of_three_numbers_that_are_never_trained() -> None:
    """Nothing has to be frozen for them, as somebody might take them for 1/2 of what is trained."""
    rows: tuple[Row, ...] = (
        ("input_1", "InputLayer", "(None, 8, 8, 64)", 0),
        ("a", "BatchNormalization", "(None, 8, 8, 64)", 192),
        ("b", "Conv2D", "(None, 8, 8, 128)", 8_320),
        ("c", "BatchNormalization", "(None, 8, 8, 128)", 384),
        ("d", "BatchNormalization", "(None, 8, 8, 128)", 384),
    )
    report = explained(*rows, totals=(8_640, 640))
    told = verdict(report, "c")
    assert {fit.fixed for fit in told.fits} == {256, 320}
    assert found(report) == ("none", ())
    assert (report["a"].trainable, report["c"].non_trainable) == (64, 256)
    agree(report)
    assert "frozen" not in report.render("text")


def test_a_norm_of_which_nothing_tells_what_is_never_trained_tells_of_none_that_is_frozen() -> None:
    """384 is 4*96, of which half is never trained, and 3*128, of which it is 256."""
    rows: tuple[Row, ...] = (
        ("input_1", "InputLayer", "(None, 8, 8, 64)", 0),
        ("a", "BatchNormalization", "(None, 8, 8, 64)", 192),
        ("b", "Conv2D", "(None, 8, 8, 128)", 8_320),
        ("c", "BatchNormalization", "multiple", 384),
    )
    plain = explained(*rows, totals=(8_512, 384))
    assert (found(plain), plain["c"].non_trainable) == (("none", ()), 256)
    unknown = explained(*rows, totals=(320, 8_576))
    assert found(unknown) == ("open", ())
    agree(unknown)
    words = " ".join(unknown.render("text").split())
    assert "since how much of a row is never trained, its settings do not tell" in words
    assert "does not tell one by one" not in words


def test_no_layer_is_frozen_where_other_settings_of_a_row_explain_the_totals() -> None:
    """384 is taken for 3*128 without scale; of renorm along two axes it is 6*64, of which 320.

    These make 448 with the 128 of a; by what is assumed the 64 of e would have to be frozen.
    """
    rows: tuple[Row, ...] = (
        ("input_1", "InputLayer", "(None, 8, 8, 64)", 0),
        ("a", "BatchNormalization", "(None, 8, 8, 64)", 256),
        ("b", "Conv2D", "(None, 8, 8, 128)", 8_320),
        ("c", "BatchNormalization", "(None, 8, 8, 128)", 384),
        ("d", "Conv2D", "(None, 8, 8, 32)", 4_128),
        ("e", "LayerNormalization", "(None, 8, 8, 32)", 64),
    )
    report = explained(*rows, totals=(12_704, 448))
    assert found(report) == ("open", ())
    agree(report)
    assert "since it depends on settings that were assumed" in " ".join(str(report).split())
    frozen = explained(*rows, totals=(4_448, 8_704))
    assert found(frozen) == ("assumed", ("b",))
    agree(frozen)
    words = " ".join(str(frozen).split())
    assert "params (384 of these are never trained, such as a moving mean); but it depends" in words


def test_a_norm_of_which_a_default_was_assumed_makes_no_totals_wrong() -> None:
    """300 is taken for 4*75, of which 150 are never trained; of 3*100 it is 200."""
    rows: tuple[Row, ...] = (
        ("input_1", "InputLayer", "(None, None, None, ", 0),
        ("up", "UpSampling2D", "(None, None, None, ", 0),
        ("a", "BatchNormalization", "(None, None, None, ", 300),
    )
    report = explained(*rows, totals=(100, 200))
    told = verdict(report, "a")
    assert {fit.fixed for fit in told.fits} >= {150, 200}
    assert found(report) == ("open", ())
    agree(report)
    words = " ".join(report.render("text").split())
    assert "since it depends on settings that were assumed how much of a row" in words
    assert "150 of these" not in words


def test_all_are_frozen_where_nothing_is_trained_even_if_rows_are_left_out() -> None:
    report = explained(*DENSES, totals=(0, 6_280))
    assert found(report) == ("all", ("a", "b", "c"))
    agree(report)
    assert "model.trainable = False" in render(report, "code")
    text = text_of(*DENSES[:2], totals=(0, 6_280)).replace("=" * 80, "...", 1)
    assert found(rnnscope.explain_summary(text, summary=False))[0] == "all"


def test_the_column_is_taken_at_its_word() -> None:
    marks = ("-", "N", "Y", "Y")
    rows: list[Row] = [(*row[:4], mark) for row, mark in zip(DENSES, marks, strict=True)]
    report = explained(*rows, totals=(1_230, 5_050))
    assert found(report) == ("column", ("a",))
    agree(report)
    wrong = explained(*rows, totals=(210, 6_070))
    assert [each.text for each in wrong.differences] == [
        "non-trainable params: the column Trainable implies 5,050, the text has 6,070"
    ]
    agree(wrong)


def test_what_several_choices_give_is_not_told() -> None:
    rows: tuple[Row, ...] = (
        ("input_1", "InputLayer", "(None, 10)", 0),
        *((f"d{i}", "Dense", "(None, 10)", 110) for i in range(6)),
    )
    report = explained(*rows, totals=(440, 220))
    assert found(report) == ("first", ("d0", "d1"))
    assert "Other choices of layers may give them too" in render(report, "code")
    agree(report)
    last = (*rows, ("e", "Dense", "(None, 3)", 33))
    report = explained(*last, totals=(550, 143))
    assert found(report) == ("open", ())
    agree(report)
    assert report["d0"].trainable is None
    words = " ".join(report.render("text").split())
    assert "Which layers are frozen is not told by this summary" in words
    code = render(report, "code")
    assert "[l.trainable for l in model.layers]" in " ".join(code.replace("#", "").split())
    assert "trainable = False" not in code


def test_totals_that_contradict_each_other_are_said_with_both_numbers() -> None:
    report = explained(*DENSES, totals=(6_000, 12), total=6_280)
    assert [each.text for each in report.differences] == [
        "total params: the sum of trainable and non-trainable params implies 6,012, "
        "the text has 6,280"
    ]
    agree(report)


def test_a_number_that_no_choice_gives_is_a_finding() -> None:
    report = explained(*DENSES, totals=(6_269, 11))
    assert [each.text for each in report.differences] == [
        "non-trainable params: what was found implies 0, the text has 11 "
        "(no choice of frozen layers gives it)"
    ]
    agree(report)


def test_what_is_inside_a_row_that_is_not_printed_may_be_frozen_alone() -> None:
    rows: tuple[Row, ...] = (
        ("input_1", "InputLayer", "(None, 100)", 0),
        ("base", "Functional", "(None, 20)", 7_777),
        ("c", "Dense", "(None, 10)", 210),
    )
    frozen = explained(*rows, totals=(210, 7_777))
    assert found(frozen) == ("assumed", ("base",))
    agree(frozen)
    partly = explained(*rows, totals=(7_765, 222))
    assert found(partly) == ("open", ())
    agree(partly)
    assert not partly.differences
    marks = ("-", "Y", "Y")
    marked: list[Row] = [(*row[:4], mark) for row, mark in zip(rows, marks, strict=True)]
    told = explained(*marked, totals=(7_765, 222))
    assert (told["base"].trainable, told["base"].non_trainable) == (7_555, 222)
    agree(told)
    assert "fixed=222" in render(told, "code")


@pytest.mark.parametrize("params", [2_112, 2_257_985])
def test_what_a_wrapper_holds_may_be_a_model_with_weights_that_are_never_trained(
    params: int,
) -> None:
    """The number may be that of a Dense too, or of none of Keras's layers that is likely."""
    rows: tuple[Row, ...] = (
        ("td", "TimeDistributed", "(None, 7, 7, 7, 64)", params),
        ("flatten", "Flatten", "(None, 21952)", 0),
        ("out", "Dense", "(None, 2)", 43_906),
    )
    report = explained(*rows, totals=(params + 43_906 - 34, 34))
    assert report.freezing is not None
    assert (report.freezing.found, report.differences) == ("open", ())
    assert report.freezing.inside == ("td",)


def test_the_optimizers_variables_are_in_the_total_and_not_the_models() -> None:
    report = explained(*DENSES, totals=(6_280, 0, 12_562))
    assert (report.total, report.optimizer, report.differences) == (6_280, 12_562, ())
    assert "Optimizer variables: 12,562" in report.render("text")
    less = explained(*DENSES, totals=(6_280, 0, 12_562), total=6_280)
    assert (
        "trainable, non-trainable and optimizer params implies 18,842" in less.differences[0].text
    )


def test_without_totals_it_is_not_told_what_is_trained() -> None:
    report = rnnscope.explain_summary("a (Dense)  (None, 50)  5050\n", summary=False)
    assert (report.trainable, report.non_trainable, report["a"].trainable) == (None, None, None)
    assert "Trainable params: not printed" in report.render("text")


def test_one_of_the_two_is_what_the_total_leaves() -> None:
    report = explained(*DENSES, totals=(210, None), total=6_280)
    assert (report.trainable, report.non_trainable) == (210, 6_070)


def test_many_rows_are_looked_through_within_bounds() -> None:
    rows: tuple[Row, ...] = (
        ("input_1", "InputLayer", "(None, 1000)", 0),
        *((f"d{i}", "Dense", f"(None, {1_000 + i * i})", 1) for i in range(150)),
    )
    sizes = [1_000, *(1_000 + i * i for i in range(150))]
    pairs = zip(rows[1:], sizes, sizes[1:], strict=False)
    denses = [(*row[:3], of * (to) + to) for row, of, to in pairs]
    total = sum(row[3] for row in denses)
    odd = sum(row[3] for row in denses[::2])
    report = explained(rows[0], *denses, totals=(total - odd, odd))
    assert found(report) == ("open", ())
    assert "there are too many choices of layers to look through" in " ".join(str(report).split())


def test_multiply_adds_that_depend_on_what_is_assumed_are_not_stated() -> None:
    report = rnnscope.explain_summary("a (Dense)  (None, 50)  5050\n", summary=False)
    assert (report["a"].macs, report.macs) == (None, None)  # 50·100, or 50·101 without a bias
    conv = rnnscope.explain_summary(
        "i (InputLayer)  (None, 8, 8, 3)  0\nc (Conv2D)  (None, 6, 6, 4)  112\n", summary=False
    )
    assert conv.macs is not None
    assert conv.macs.value == 36 * 108
