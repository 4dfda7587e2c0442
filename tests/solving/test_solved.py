from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import rnnscope
from rnnscope.derivation import explain_model
from rnnscope.errors import BadArgumentError
from rnnscope.model.parts import Call, LayerConfig, Model, ModelConfig, Shape, TensorRef
from rnnscope.model.printed import Connection, PrintedRow, PrintedShape, PrintedSummary
from rnnscope.report.report import Basis, Report
from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.solving import Known, explained_summary
from rnnscope.solving.deciding.decision import NO_PADDED
from rnnscope.solving.solution import counted, solved
from rnnscope.words.row_verdicts import row_sentences

pytestmark = pytest.mark.quick

Line = tuple[str, str, Shape | None, int]


def row_of(number: int, line: Line, **more: Any) -> PrintedRow:
    name, class_name, shape, params = line
    shapes = () if shape is None else (PrintedShape(sizes=shape),)
    return PrintedRow(
        line=number, name=name, class_name=class_name, shapes=shapes, params=params, **more
    )


def chain(*lines: Line, generation: int | None = 2) -> Model:
    rows = tuple(row_of(number, line) for number, line in enumerate(lines, 1))
    return model_of(rows, generation)


def model_of(rows: tuple[PrintedRow, ...], generation: int | None = 2) -> Model:
    layers = tuple(LayerConfig(class_name=row.class_name, name=row.name) for row in rows)
    total = sum(row.params or 0 for row in rows)
    printed = PrintedSummary(rows=rows, line=0, generation=generation, total=total)
    config = ModelConfig(class_name="Sequential", name="sequential", layers=layers)
    return Model(config=config, source=None, format="printed", printed=printed)


def reported(model: Model, **known: Any) -> Report:
    return explained_summary(model, Known(**known))[1]


def verdict(report: Report, name: str) -> RowVerdict:
    found = report[name].told
    assert found is not None
    return found


def said(report: Report, name: str) -> str:
    return " ".join(row_sentences(report[name]))


def test_the_first_layer_is_solved_under_the_default_and_the_next_one_for_certain() -> None:
    rows = (
        ("simple_rnn_1", "SimpleRNN", (None, 128), 20_096),
        ("dense_1", "Dense", (None, 10), 1_290),
    )
    report = reported(chain(*rows))
    assert verdict(report, "simple_rnn_1").told is Told.ASSUMED
    assert verdict(report, "dense_1").told is Told.DETERMINED
    assert report["simple_rnn_1"].numbers == "128*128 + 128*28 + 128"
    assert report["dense_1"].numbers == "10*128 + 10"
    assert said(report, "simple_rnn_1") == (
        "assuming use_bias=True, the default: then input_dim = 28; "
        "it could also be use_bias=False with input_dim = 29"
    )
    assert report.total == 21_386
    assert not report.verified
    assert report.differences == ()


def test_the_shape_that_flows_in_determines_the_first_layer() -> None:
    rows = (("simple_rnn_1", "SimpleRNN", (None, 128), 20_096),)
    report = reported(chain(*rows), input_shapes={"": (28, 28)})
    assert verdict(report, "simple_rnn_1").told is Told.DETERMINED
    assert report["simple_rnn_1"].input_shape == (None, 28, 28)


def test_a_shape_for_an_input_that_is_printed_is_refused() -> None:
    rows = (("input_1", "InputLayer", (None, 4), 0), ("d", "Dense", (None, 2), 10))
    with pytest.raises(BadArgumentError, match="prints the shapes of all its inputs"):
        reported(chain(*rows), input_shapes={"nothing": (4,)})


@pytest.mark.parametrize("given", [(32, 32, 3), (None, None, 3), (None, 64, 3)])
@pytest.mark.parametrize("name", ["", "i", "c"])
def test_a_shape_that_agrees_with_a_printed_input_is_taken(
    given: tuple[int | None, ...], name: str
) -> None:
    rows = (
        ("i", "InputLayer", (None, None, None, 3), 0),
        ("c", "Conv2D", (None, None, None, 8), 224),
    )
    without = reported(chain(*rows))
    report = reported(chain(*rows), input_shapes={name: given})
    assert report["c"].told == without["c"].told
    assert report["c"].output_shape == (None, None, None, 8)


@pytest.mark.parametrize(
    ("printed", "given", "expected"),
    [
        ((None, None, None, 3), (32, 32, 1), "None, None, None, 3.*of which each None may be any"),
        ((None, None, None, 3), (32, 32), "what is printed, "),
        ((None, 28, 28, 3), (32, 28, 3), "what is printed, .None, 28, 28, 3., without the batch"),
    ],
)
def test_a_shape_that_is_printed_otherwise_is_refused(
    printed: tuple[int | None, ...], given: tuple[int, ...], expected: str
) -> None:
    rows = (("i", "InputLayer", printed, 0), ("f", "Dropout", printed, 0))
    with pytest.raises(BadArgumentError, match=expected):
        reported(chain(*rows), input_shapes={"": given})


def test_an_argument_that_somebody_knows_settles_a_row() -> None:
    rows = (("gru_1", "GRU", (None, 16), 1_104),)
    assert verdict(reported(chain(*rows)), "gru_1").told is Told.ONE_OF
    report = reported(chain(*rows), arguments={"gru_1.reset_after": True, "gru_1.use_bias": True})
    assert report["gru_1"].input_shape == (None, None, 5)


def test_an_argument_of_no_layer_is_refused() -> None:
    with pytest.raises(BadArgumentError, match="a layer of the summary"):
        reported(chain(("d", "Dense", (None, 2), 10)), arguments={"e.units": 3})


def test_a_number_that_no_setting_gives_is_told_the_nearest() -> None:
    rows = (("a", "Flatten", (None, 256), 0), ("b", "Dense", (None, 10), 2_750))
    report = reported(chain(*rows))
    assert verdict(report, "b").told is Told.IMPOSSIBLE
    assert report["b"].params == 2_750
    assert report["b"].basis is Basis.PRINTED
    assert [fit.params for fit in verdict(report, "b").fits] == [2_570, 2_560]
    assert [difference.layer for difference in report.differences] == ["b"]


def test_a_number_that_is_cut_off_is_no_zero() -> None:
    first = row_of(1, ("a", "Conv1D", (None, None, 512), 131_584))
    second = replace(row_of(2, ("b", "Conv1D", (None, None, 2_048), 0)), params=None)
    report = reported(model_of((first, second)))
    assert verdict(report, "b").told is Told.UNTOLD
    assert "gives 0" not in said(report, "b")


def test_an_activation_has_no_weights() -> None:
    rows = (("d", "Dense", (None, 10), 2_570), ("a", "Activation", (None, 10), 36_928))
    report = reported(chain(*rows))
    assert said(report, "a") == "no setting of an Activation gives 36,928 here: it has no weights"


def test_a_prelu_in_a_dense_layer_is_found_and_doubts_the_layers_beside_it() -> None:
    rows = (
        ("dense", "Dense", (None, 500), 24_500),
        ("dense_1", "Dense", (None, 125), 62_750),
        ("dense_2", "Dense", (None, 7), 882),
    )
    report = reported(chain(*rows))
    assert "activation=PReLU()" in said(report, "dense_1")
    first = verdict(report, "dense")
    assert first.told is Told.ONE_OF
    assert {fit.sizes["input_dim"] for fit in first.fits} == {47, 48, 49}
    last = verdict(report, "dense_2")  # 882 = 7*125 + 7: biases, or the PReLU's
    assert last.told is Told.ASSUMED
    assert [fit.hidden for fit in last.fits] == [0, 7]


def test_a_default_is_given_up_that_another_layer_of_the_class_departs_from() -> None:
    rows = (("a", "Dense", (None, 8), 80), ("b", "Dense", (None, 4), 32))
    report = reported(chain(*rows))
    assert verdict(report, "b").fits[0].settings["use_bias"] is False
    assert verdict(report, "a").told is Told.ONE_OF


def test_sizes_that_are_not_printed_follow_from_the_rows_around_them() -> None:
    rows = (
        ("flatten", "Flatten", (None, 784), 0),
        ("a", "Dense", None, 100_480),
        ("b", "Dense", (None, 10), 1_290),
    )
    report = reported(chain(*rows))
    assert report["a"].output_shape == (None, 128)
    assert verdict(report, "a").fits[0].settings == {"units": 128, "use_bias": True}


def test_a_layer_that_is_doubled_is_told_by_its_number() -> None:
    rows = (
        ("e", "Embedding", (None, 60, 200), 200_000),
        ("b", "Bidirectional", (None, 60, 100), 100_400),
    )
    found = verdict(reported(chain(*rows)), "b")
    assert found.told is Told.ASSUMED
    assert found.assumed == ("layer",)
    assert found.count == 1
    assert found.fits[0].settings["layer"] == "LSTM"
    assert found.fits[0].settings["layer.units"] == 50


def test_heads_that_the_scores_show_are_told_and_others_are_one_of_several() -> None:
    query = ("q", "InputLayer", (None, 15, 64), 0)
    plain = (("q", "InputLayer", (None, 15, 64), 0), ("m", "MultiHeadAttention", None, 16_640))
    rows = tuple(row_of(i, line) for i, line in enumerate((query, plain[1])))
    connections = (Connection(layer="q", node=0, tensor=0),) * 2
    scores = (PrintedShape(sizes=(None, 15, 64)), PrintedShape(sizes=(None, 4, 15, 15)))
    for shapes, expected in ((scores, Told.ASSUMED), (scores[:1], Told.ONE_OF)):
        attention = PrintedRow(
            line=2,
            name="m",
            class_name="MultiHeadAttention",
            shapes=shapes,
            params=16_640,
            connections=connections,
        )
        model = model_of((rows[0], attention))
        first, last = model.config.layers
        ref = TensorRef("q")
        config = ModelConfig(
            class_name="Functional",
            name="m",
            layers=(first, LayerConfig(**_fields(last), calls=(Call(([ref, ref],)),))),
            inputs=(ref,),
            outputs=(TensorRef("m"),),
        )
        model = Model(config=config, source=None, format="printed", printed=model.printed)
        report = reported(model)
        assert verdict(report, "m").told is expected


def _fields(layer: LayerConfig) -> dict[str, Any]:
    return {"class_name": layer.class_name, "name": layer.name}


def test_a_class_of_somebodys_own_has_its_number_and_no_more() -> None:
    rows = (("a", "Flatten", (None, 8), 0), ("b", "MyLayer", (None, 4), 99))
    report = reported(chain(*rows))
    assert verdict(report, "b").told is Told.UNTOLD
    assert report["b"].params == 99
    assert report["b"].weights == ()
    assert report.total == 99
    assert report.total_formula is None


def test_a_class_that_is_cut_is_told_by_its_beginning_and_its_name() -> None:
    cut = PrintedRow(
        line=1,
        name="batch_normalization_1",
        class_name="BatchNo",
        shapes=(PrintedShape(sizes=(None, 8)),),
        params=32,
        is_class_cut=True,
    )
    report = reported(model_of((cut,)))
    assert report["batch_normalization_1"].class_name == "BatchNormalization"
    assert verdict(report, "batch_normalization_1").told is Told.DETERMINED


def test_what_a_summary_does_not_tell_is_not_told() -> None:
    rows = (
        ("conv", "Conv2D", (None, 26, 26, 8), 80),
        ("pool", "MaxPooling2D", (None, 13, 13, 8), 0),
        ("flatten", "Flatten", (None, 1_352), 0),
        ("rnn", "Dense", (None, 4), 5_412),
    )
    report = reported(chain(*rows))
    layer = json.loads(report.to_json())["layers"][-1]
    assert layer["equation"][0].startswith("y = activation(")
    assert "pool_size" in verdict(report, "pool").untold
    assert "padding" not in {each["name"] for each in layer["arguments"]}
    assert "bytes" not in str(report).partition("Total params")[2].partition("\n")[0]


def test_a_number_of_very_many_digits_is_not_taken_apart() -> None:
    prime = (1 << 89) - 1
    report = reported(chain(("e", "Dense", None, prime * prime)))
    assert verdict(report, "e").told is Told.UNTOLD


def test_what_is_not_looked_for_is_said_not_to_be_told() -> None:
    rows = (("x", "Dense", (None, 10, 3), 24), ("l", "LocallyConnected1D", (None, 8, 4), 320))
    report = reported(chain(*rows))
    assert said(report, "l") == "its settings are not told: what it is made with is not looked for"


@pytest.mark.parametrize("channels", [3, 64])
def test_the_groups_of_a_normalization_are_in_no_number(channels: int) -> None:
    shape, number = (None, 4, 4, channels), 28 * channels
    rows = (("x", "Conv2D", shape, number), ("g", "GroupNormalization", shape, 2 * channels))
    assert "determined: " in said(reported(chain(*rows)), "g")
    assert "but for other values of groups" in said(reported(chain(*rows)), "g")


def test_what_other_values_would_do_for_is_not_said_to_be_determined() -> None:
    rows = (("x", "Dense", (None, 5, 4), 8), ("b", "Bidirectional", (None, 8), 832))
    assert "other values of merge_mode do as well" in said(reported(chain(*rows)), "b")
    gru = reported(chain(("x", "Dense", (None, 5, 4), 8), ("g", "GRU", (None, 8), 288)))
    assert said(gru, "g").endswith("but for other values of reset_after")


def test_a_table_that_has_lost_its_connections_is_no_chain() -> None:
    rows = ("a (InputLayer) (None, 10) 0", "b (InputLayer) (None, 20) 0", "c (Dense) (None, 5) 55")
    text = "\n".join(("Layer (type) Output Shape Param #", *rows, "d (Dense) (None, 5) 105"))
    report = rnnscope.explain_summary(text, summary=False)
    assert report.total == 160
    assert [verdict(report, name).fits[0].sizes["input_dim"] for name in "cd"] == [10, 20]


@pytest.mark.parametrize(
    "rows",
    [
        ("c (Conv2D) (None, 6, 6, 6) 168", "average_pooling2d_1 (Average (None, 3, 3, 6) 0"),
        ("merge_1 (Merge) (None, 3, 3, 6) 0",),  # as in a Sequential of Keras 2.0
    ],
)
def test_a_pooling_that_is_cut_and_a_first_row_merge_nothing_that_has_rows(
    rows: tuple[str, ...],
) -> None:
    rows = ("Layer (type)                 Output Shape              Param #", *rows)
    text = "\n".join((*rows, "d (Conv2D) (None, 1, 1, 4) 220", "Total params: 388"))
    report = rnnscope.explain_summary(text, summary=False)
    assert verdict(report, "d").fits[0].sizes["channels"] == 6
    assert verdict(report, "d").is_fed
    assert not report.differences


def test_keras_3_has_no_layers_of_cudnn() -> None:
    rows = (("x", "Dense", (None, 5, 16), 272), ("b", "Bidirectional", (None, 16), 1_664))
    found = [said(reported(chain(*rows, generation=each)), "b") for each in (2, 3)]
    assert "is a CuDNNLSTM" in found[0]
    assert "no setting of a Bidirectional that was tried gives 1,664" in found[1]
    (difference,) = reported(chain(*rows, generation=3)).differences
    assert difference.reason == "no setting that was tried gives this number"


@pytest.mark.parametrize(
    ("printed", "today", "number"),
    [
        ("UnifiedLSTM", "LSTM", 544),  # of tf.keras.layers.LSTM in the alpha of TensorFlow 2.0
        ("LSTMV1", "LSTM", 544),
        ("UnifiedGRU", "GRU", 432),
        ("SyncBatchNormalization", "BatchNormalization", 32),
        ("LayerNormalizationV1", "LayerNormalization", 16),
    ],
)
def test_a_class_that_had_another_name_for_a_while(printed: str, today: str, number: int) -> None:
    shape = (None, 5, 8)
    report = reported(chain(("x", "Dense", shape, 32), ("l", printed, shape, number)))
    assert verdict(report, "l").told in (Told.DETERMINED, Told.ASSUMED)
    assert verdict(report, "l").fits[0].class_name == today


def test_a_unified_lstm_takes_states_in_one_call() -> None:
    text = """Layer (type)                 Output Shape              Param #     Connected to
x (InputLayer)               (None, 5, 4)              0
e (UnifiedLSTM)              [(None, 8), (None, 8), (N 416         x[0][0]
d (UnifiedLSTM)              (None, 5, 8)              416         x[0][0]
                                                                   e[0][1]
                                                                   e[0][2]
"""
    report = rnnscope.explain_summary(text, summary=False)
    assert verdict(report, "d").told is Told.DETERMINED


def test_keras_2_4_has_the_defaults_of_keras_3_and_the_arguments_of_keras_2() -> None:
    """Its BatchNormalization takes several axes, 8·8 = 64; its GRU resets after, as Keras 3's."""
    rows = (
        ("g", "GRU", (None, 8, 64), 16_128),
        ("r", "Reshape", (None, 8, 8, 64), 0),
        ("b", "BatchNormalization", (None, 8, 8, 64), 256),
    )
    model = chain(*rows)
    assert model.printed is not None
    late = replace(model, printed=replace(model.printed, since=(2, 9)))
    assert verdict(reported(late), "b").told is Told.ASSUMED
    assert "axis=(1, 2)" in said(reported(late), "b")
    assert verdict(reported(chain(*rows, generation=3)), "b").told is Told.DETERMINED
    resetting = [verdict(reported(each), "g").told for each in (model, late)]
    assert resetting == [Told.ONE_OF, Told.ASSUMED]


def test_keras_3_keeps_three_more_statistics_too_where_it_is_told_to() -> None:
    row = ("b", "BatchNormalization", (None, 10, 9), 63)
    told = verdict(reported(chain(("r", "Reshape", (None, 10, 9), 0), row, generation=3)), "b")
    assert (told.told, told.fits[0].settings["renorm"]) == (Told.DETERMINED, True)


def test_no_shape_of_a_transposed_convolution_is_told_without_its_output_padding() -> None:
    """(4 - 1)·1 + 4 is 7, and so is (4 - 1)·2 + 1 with an output_padding of 1, for 8 by 2 too."""
    entry = ("r", "Reshape", (None, 4, 4, 24), 0)
    report = reported(chain(entry, ("t", "Conv2DTranspose", (None, 7, 7, 16), 6_160)))
    assert verdict(report, "t").told is Told.ASSUMED
    assert "assuming output_padding=None, the default" in said(report, "t")
    other = verdict(reported(chain(entry, ("t", "Conv2DTranspose", (None, 7, 7, 16), 3_472))), "t")
    assert (other.told, other.why) == (Told.UNTOLD, NO_PADDED)


def test_what_is_inside_another_layer_is_only_assumed() -> None:
    rows = (("x", "Dense", (None, 10, 8), 8), ("r", "RNN", (None, 8), 544))
    assert said(reported(chain(*rows)), "r") == (
        "assuming that the cell inside, which is not printed, is an LSTMCell (no other that was "
        "tried fits)"
    )


def test_what_is_assumed_is_named_and_not_what_others_would_need() -> None:
    rows = (
        ("x", "InputLayer", (None, 14, 14, 32), 0),
        ("t", "TimeDistributed", (None, 14, 14, 64), 2_112),
    )
    assert verdict(reported(chain(*rows)), "t").assumed == ("layer",)


def test_of_many_the_likely_ones_are_told_first() -> None:
    rows = (
        ("x", "InputLayer", (None, 28, 28, 32), 0),
        ("d", "DepthwiseConv2D", (None, 14, 14, 32), 288),
    )
    found = verdict(reported(chain(*rows)), "d")
    assert found.told is Told.ASSUMED
    assert found.assumed == ("kernel_size",)
    assert found.why == ""
    assert found.fits[0].settings["kernel_size"] == 3
    assert found.fits[0].settings["use_bias"] is False


def test_what_follows_from_a_square_kernel_alone_gives_no_default_up() -> None:
    rows = (
        ("x", "InputLayer", (None, 28, 28, 1), 0),
        ("d", "DepthwiseConv2D", (None, 28, 28, 1), 9),
        ("c", "Conv2D", (None, 28, 28, 32), 320),
    )
    report = reported(chain(*rows))
    assert verdict(report, "c").why == ""
    assert verdict(report, "c").fits[0].settings["use_bias"] is True


def test_axes_that_keras_2_takes_as_a_list_are_thought_of() -> None:
    rows = (("x", "InputLayer", (None, 1, 5), 0), ("b", "BatchNormalization", (None, 1, 5), 20))
    found = verdict(reported(chain(*rows)), "b")
    assert [fit.settings["axis"] for fit in found.fits] == [-1, [1, 2]]
    assert verdict(reported(chain(*rows, generation=3)), "b").told is Told.DETERMINED


def test_a_scale_alone_may_be_another_kind_of_normalization() -> None:
    rows = (("x", "InputLayer", (None, 4, 5), 0), ("n", "LayerNormalization", (None, 4, 5), 5))
    found = verdict(reported(chain(*rows, generation=3)), "n")
    assert found.told is Told.ONE_OF
    assert any(fit.settings.get("rms_scaling") for fit in found.fits)


MULTIPLE = """\
Model: "sequential"
Layer (type)                 Output Shape              Param #
=================================================================
embedding (Embedding)        multiple                  23552
gru (GRU)                    multiple                  107400
=================================================================
Total params: 130,952
"""


def test_what_is_printed_as_multiple_is_not_given_a_shape() -> None:
    report = rnnscope.explain_summary(MULTIPLE, summary=False)
    assert report["gru"].output_shape is None
    assert report["gru"].shape_text == "multiple"
    assert "(None, 100)" not in str(report)
    assert said(report, "gru") == (
        "assuming that data flows from row to row, in their order; other values of "
        "return_sequences and return_state do as well"
    )


def test_a_layer_whose_shape_is_not_printed_puts_out_what_the_next_one_takes() -> None:
    rows = (
        ("x", "InputLayer", (None, 9, 4), 0),
        ("a", "SimpleRNN", None, 50),
        ("b", "SimpleRNN", (None, 2), 16),
    )
    report = reported(chain(*rows))
    assert verdict(report, "a").fits[0].settings["return_sequences"]
    assert verdict(report, "a").untold == ("return_state",)


def test_heads_with_values_of_another_size_are_found_where_nothing_else_fits() -> None:
    row = row_of(2, ("m", "MultiHeadAttention", (None, 3, 6), 180))
    x = row_of(1, ("x", "InputLayer", (None, 3, 8), 0))
    layers = (
        LayerConfig(class_name="InputLayer", name="x"),
        LayerConfig(
            class_name="MultiHeadAttention", name="m", calls=(Call(([TensorRef("x")] * 2,)),)
        ),
    )
    config = ModelConfig(
        class_name="Functional",
        name="m",
        layers=layers,
        inputs=(TensorRef("x"),),
        outputs=(TensorRef("m"),),
    )
    printed = PrintedSummary(rows=(x, row), line=0, generation=3, total=180)
    model = Model(config=config, source=None, format="printed", printed=printed)
    wanted = {"num_heads": 2, "key_dim": 3, "value_dim": 3, "output_shape": 6, "use_bias": False}
    assert any(wanted.items() <= fit.settings.items() for fit in verdict(reported(model), "m").fits)


def test_a_matrix_of_low_rank_explains_what_nothing_else_does() -> None:
    rows = (("x", "InputLayer", (None, 32), 0), ("d", "Dense", (None, 64), 2_496))
    report = reported(chain(*rows, generation=3))
    assert "lora_rank=4: without it no setting that was tried" in said(report, "d")
    assert verdict(reported(chain(*rows)), "d").told is Told.IMPOSSIBLE


@pytest.mark.parametrize(
    ("name", "after", "setting"),
    [("UpSampling1D", 20, ("size", 2)), ("Cropping1D", 8, ("cropping", [1, 1]))],
)
def test_no_layer_has_an_argument_that_its_class_does_not_take(
    name: str, after: int, setting: tuple[str, Any]
) -> None:
    rows = (("x", "Dense", (None, 10, 4), 8), ("y", name, (None, after, 4), 0))
    told = reported(chain(*rows))["y"].told
    assert told is not None
    assert dict([setting]) == told.fits[0].settings


def test_a_row_counts_what_is_printed_where_no_formula_gives_a_number() -> None:
    """As where what was found of a row needs a size of which the model as a whole tells nothing."""
    rows = (("x", "InputLayer", (None, 5, 3), 0), ("d", "Dense", (None, 5, 4), 16))
    solution = solved(chain(*rows))
    layers = solution.model.config.layers
    unsized = replace(layers[0], settings={"batch_shape": [None, None, None]})
    config = replace(solution.model.config, layers=(unsized, *layers[1:]), build_shape=None)
    unknown = replace(solution, model=replace(solution.model, config=config))
    assert explain_model(unknown.model).total is None
    told, report = counted(unknown)
    assert (report.total, report["d"].params) == (16, 16)
    assert told.verdicts == solution.verdicts
