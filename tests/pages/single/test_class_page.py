"""The page of a layer class: its first sentence, its example, the mistakes, what Keras says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rnnscope.catalogue import entry, example
from rnnscope.catalogue.examples import EXAMPLES
from rnnscope.catalogue.families import FAMILIES, family_of, members
from rnnscope.errors import RnnscopeError
from rnnscope.layers import FORMULAS
from rnnscope.pages.single.class_page import ClassPage, class_page
from rnnscope.pages.single.layer_page import COUNTING, NOT_COUNTING
from rnnscope.report.report import Report
from rnnscope.report.witness import Difference, Witness

pytestmark = pytest.mark.quick
NAMES = sorted(name for name in FORMULAS if not name.startswith("ops."))


def report_of(name: str) -> Report:
    return example(name) or entry(name)


def page_of(name: str) -> ClassPage:
    return class_page(report_of(name))


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        ("SimpleRNN", "A SimpleRNN layer has units·units + units·input_dim + units parameters."),
        (
            "LSTM",
            "An LSTM layer has gates·(units·units + units·input_dim + units) parameters, "
            "where gates = 4.",
        ),
        ("GRUCell", None),
        ("RMSNormalization", "An RMSNormalization layer has features parameters."),
        ("Attention", "With use_scale=True an Attention layer has 1 parameter."),
        ("Flatten", "A Flatten layer has no parameters."),
        ("InputLayer", "An InputLayer has no parameters."),
        ("TFSMLayer", "No formula says how many parameters a TFSMLayer has."),
        ("RNN", "An RNN layer has as many parameters as the layer inside it, cell."),
        (
            "Bidirectional",
            "A Bidirectional layer has as many parameters as the layers inside it together: "
            "forward_layer + backward_layer.",
        ),
        (
            "SpectralNormalization",
            "A SpectralNormalization layer has layer + filters parameters: those of the layer "
            "inside it, and weights of its own.",
        ),
    ],
)
def test_the_first_sentence(name: str, lead: str | None) -> None:
    assert lead is None or page_of(name).lead == lead


@pytest.mark.parametrize("name", NAMES)
def test_every_class_has_a_page(name: str) -> None:
    page = page_of(name)
    assert page.lead.endswith(".")
    assert all(sentence.endswith(".") for sentence in page.sentences)
    assert page.family == FAMILIES[family_of(name)]
    assert page.layer.sources or not FORMULAS[name].source
    assert bool(page.program) == (name in EXAMPLES)
    assert name not in dict(page.related)
    row = report_of(name).layers[-1]
    assert row.output_text != "?" or not page.program
    for mistake in page.mistakes.rows:
        number, numbers, thought, why = mistake
        assert number != f"{row.layer_params:,}"
        worked_out = eval(numbers.replace("·", "*").replace(",", ""))  # noqa: S307  # our own
        assert f"{worked_out:,}" == number
        assert thought
        assert why.endswith("."), f"nothing says what is right where {thought}"


def test_what_is_right_of_each_layer_inside() -> None:
    whys = {thought: why for _, _, thought, why in page_of("StackedRNNCells").mistakes.rows}
    assert whys["the bias is left out"] == (
        "Of cells[0]: It adds 256 biases: use_bias is True unless it is switched off. "
        "Of cells[1]: It adds 128 biases: use_bias is True unless it is switched off."
    )
    whys = {thought: why for _, _, thought, why in page_of("EinsumDense").mistakes.rows}
    assert whys["the bias is left out"] == "It adds 64 biases: bias_axes asks for it."


def test_each_class_is_in_one_family() -> None:
    listed = [name for family in FAMILIES for name in members(family)]
    assert sorted(listed) == NAMES
    assert family_of("Normalization") == "preprocessing"
    assert family_of("BatchNormalization") == "normalization"
    assert family_of("RandomFlip") == "image_preprocessing"
    assert family_of("CuDNNLSTM") == "old"
    assert family_of("LSTM") == "rnn"
    assert family_of("LayerScale") == "inside"


def test_no_number_stands_on_a_page_without_an_example() -> None:
    page = page_of("LocallyConnected1D")
    assert "output_timesteps" in page.formula
    assert page.names.columns == ("Name", "Meaning", "Comes from")
    (weights,) = page.layer.sections
    assert weights.columns == ("Weight", "Shape")
    assert (page.program, page.checked, page.mistakes.rows, page.layer.lines) == ("", "", (), ())


def test_what_keras_says() -> None:
    report = report_of("Dense")
    covered = frozenset(row.path for row in report.walk())
    heard = Witness(name="summary", spoke=True, covered=covered, keras="3.15.1", backend="numpy")
    assert class_page(report).checked == ""
    assert class_page(report.with_witness(heard)).checked == (
        "Keras 3.15.1 made this layer too: it has the same 2 weights, in shape and in whether "
        "training may change them, the same count, 1,290, and the same output shape, (None, 10)."
    )
    silent = Witness(name="summary", spoke=False, reason="keras is not installed")
    told = class_page(report.with_witness(silent)).checked
    assert told == "Keras was not asked: keras is not installed."
    differs = replace(heard, differences=(Difference("dense", "bias", "(10,)", "(9,)", "summary"),))
    page = class_page(report.with_witness(differs))
    assert page.checked == ""
    assert page.layer.findings == ("dense: bias: config implies (10,), summary() shows (9,)",)


def test_letters_of_an_equation_that_are_no_weights() -> None:
    notes = [note.text for note in page_of("LSTM").layer.equation.notes]
    assert notes == [
        "x[t]: the input at step t",
        "h[t]: the state after step t, which is also what that step puts out",
        "c[t]: the state that is kept beside it",
        "y: the output",
    ]
    assert page_of("Flatten").layer.equation.notes == ()


def test_where_there_are_no_weights_nothing_is_said_of_training() -> None:
    page = page_of("Permute")
    assert page.sentences[-1] == "Nothing in it is learned."
    assert "trainable" not in {row[0] for each in page.layer.sections for row in each.rows}
    assert not any("--layer" in each for each in page_of("Bidirectional").layer.sentences)


def test_other_names() -> None:
    assert "keras.layers.MaxPool2D is another name of it." in page_of("MaxPooling2D").sentences


def test_arguments_that_no_table_has() -> None:
    untold = page_of("Conv2D").untold
    assert untold.startswith("activity_regularizer, bias_constraint, bias_initializer,")
    assert untold.endswith("kernel_regularizer and dtype have no say in it either.")
    assert page_of("Flatten").untold == "dtype has no say in it either."


def test_a_dtype_that_quantizes_a_layer_has_a_say() -> None:
    said, is_told = page_of("Dense").untold.split(". ")
    assert "activity_regularizer" in said
    assert "dtype" not in said
    assert is_told == (
        "dtype has one where it quantizes the layer: with dtype='int8_from_float32' the example"
        " has 1,300 parameters."
    )


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_of_each_argument_it_is_said_what_it_does(name: str) -> None:
    tables = {each.title: each.rows for each in page_of(name).layer.sections}
    for title in (COUNTING, NOT_COUNTING):
        assert [row[0] for row in tables.get(title, ()) if not row[-1]] == []


def test_related_classes() -> None:
    related = dict(page_of("LSTM").related)
    assert related["SimpleRNN"] == "units·units + units·input_dim + units"
    assert "MaxPooling1D" in dict(page_of("MaxPooling2D").related)
    assert "Dropout" not in dict(page_of("SpatialDropout2D").related)


def test_a_class_that_nobody_knows() -> None:
    with pytest.raises(RnnscopeError):
        entry("Nothing")


@pytest.mark.parametrize(
    ("name", "window"),
    [("AveragePooling1D", "2"), ("MaxPooling2D", "2·2 = 4"), ("AveragePooling3D", "2·2·2 = 8")],
)
def test_a_window_has_as_many_numbers_as_the_formulas_say(name: str, window: str) -> None:
    said = page_of(name).layer.sentences[0]
    assert f"each window of {window} numbers in a channel" in said


def test_a_layer_given_for_the_way_back_counts() -> None:
    tables = {
        each.title: [row[0] for row in each.rows]
        for each in page_of("Bidirectional").layer.sections
    }
    assert "backward_layer" in tables[COUNTING]
    assert "backward_layer" not in tables[NOT_COUNTING]
