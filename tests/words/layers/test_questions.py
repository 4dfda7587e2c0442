"""What people ask of a layer on forums, and the facts that its page has to say.

Most are from public threads, some are made up in their manner; the numbers are what
Keras counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from rnnscope.pages.single.layer_page import LayerPage, layer_page
from rnnscope.report.report import Report
from tests.files import Config, alone, entry, functional, sequential, tensor, write_json

pytestmark = pytest.mark.quick


@dataclass(frozen=True)
class Question:
    """A question, the model that it is about, the layer, and the facts of an answer."""

    asked: str
    model: Config
    layer: str
    params: int | None
    facts: tuple[str, ...]
    absent: tuple[str, ...] = ()


def one(
    asked: str,
    layer: Config,
    shape: Sequence[int | None] | None,
    params: int | None,
    *facts: str,
    before: Sequence[Config] = (),
    absent: tuple[str, ...] = (),
) -> Question:
    """Write a question about the last layer of a Sequential model."""
    batched = None if shape is None else (None, *shape)
    model = sequential(*before, layer, shape=batched)
    return Question(asked, model, layer["config"]["name"], params, facts, absent)


def _wrapped(kind: str, layer: Config, **settings: object) -> Config:
    return entry(kind, "it", layer=layer, **settings)


def _attention(**settings: object) -> Config:
    x = tensor("x", (None, 20, 768))
    return functional(
        entry("InputLayer", "x", batch_shape=[None, 20, 768]),
        entry("MultiHeadAttention", "it", [x, x], **settings)
        | {"inbound_nodes": [{"args": [x, x], "kwargs": {}}]},
        outputs=["it"],
    )


RNN = {"units": 10, "use_bias": True, "return_sequences": False}
QUESTIONS = [
    one(
        "SimpleRNN(10, input_shape=(3, 1)) has 120. Where are they?",
        entry("SimpleRNN", "it", units=10),
        (3, 1),
        120,
        "10·10 = 100: each of the 10 units reads all 10 outputs of the last step",
        "10·1 = 10: each of the 10 units reads the one feature of the current step",
        "10: one bias for each unit",
        "each unit has 12 numbers, 10 + 1 + 1: 10·12 = 120",
        "10·10 = 100 recurrent_kernel: last state to state",
    ),
    one(
        "I count 150 weights for 50 units, so why 2,600?",
        entry("SimpleRNN", "it", units=50),
        (50, 1),
        2_600,
        "50·50 = 2,500: each of the 50 units reads all 50 outputs of the last step",
        "It has nothing to do with the 50 steps",
    ),
    one(
        "What does units=128 define, and what does input_shape=(28, 28) mean?",
        entry("SimpleRNN", "it", units=128),
        (28, 28),
        20_096,
        "units = 128 is a width: at each step the layer puts out 128 numbers, its state",
        "It has nothing to do with the 28 steps",
        "The 28 steps may be left open, as None",
        "The 28 features may not: the kernel has a row for each",
    ),
    one(
        "Where do the 396 of LSTM(9) on one feature come from? What are the four layers?",
        entry("LSTM", "it", units=9),
        (30, 1),
        396,
        "each unit has 11 numbers in each gate, 9 + 1 + 1, and there are 4 gates: 4·9·11 = 396",
        "The 4 gates, each with weights of its own: input",
        "forget (f: how much of the stored state is kept)",
        "4·9·9 = 324 recurrent_kernel",
        "input (i) [0:9], forget (f) [9:18], cell (g) [18:27], output (o) [27:36]",
    ),
    one(
        "LSTM(256) on 4,096 features: n·m or n²?",
        entry("LSTM", "it", units=256),
        (16, 4096),
        4_457_472,
        "256·256 = 65,536: each of the 256 units reads all 256 outputs of the last step",
        "256·4,096 = 1,048,576: each of the 256 units reads all 4,096 features",
        "4·256·4,353 = 4,457,472",
    ),
    one(
        "Does the length of the sequence count? LSTM(50) over 400 steps",
        entry("LSTM", "it", units=50),
        (400, 3),
        10_800,
        "It has nothing to do with the 400 steps: one cell is used at all of them",
        "4 times as many as a SimpleRNN of 50 units has, 2,700",
    ),
    one(
        "Is units the number of cells? LSTM(4, input_shape=(1, look_back))",
        entry("LSTM", "it", units=4),
        (1, 7),
        192,
        "units = 4 is a width",
        "one cell is used at every step",
        "its state h, and keeps 4 more, its state c",
    ),
    one(
        "What does return_sequences change?",
        entry("LSTM", "it", units=5, return_sequences=False),
        (10, 20),
        520,
        "return_sequences=False: only the last of the 10 steps is put out, (None, 5)",
        "With True all 10 steps are put out, (None, 10, 5); the count is the same",
    ),
    one(
        "What does return_sequences=True hand on, where the length is open?",
        entry("GRU", "it", units=5, return_sequences=True),
        (None, 20),
        405,
        "return_sequences=True: all steps are put out, (None, None, 5)",
        "With False only the last step is put out, (None, 5)",
        "None in (None, None, 20) stands for sizes that are left open until data comes: the batch"
        " size and the number of steps. No weight depends on them",
    ),
    one(
        "Why are there three outputs?",
        entry("LSTM", "it", units=5, return_state=True),
        (10, 20),
        520,
        "return_state=True: the last states h and c come after it as well, (None, 5) and (None, 5)."
        " They have no weights",
    ),
    Question(
        "What does a stateful layer keep, and why does it need a batch size?",
        sequential(entry("LSTM", "it", units=64, stateful=True), shape=(32, 50, 200)),
        "it",
        67_840,
        (
            "stateful=True: the next batch starts where this one ended",
            "the state of each of the 32 examples, 2·32·64 = 4,096 numbers (h and c)",
            "they are no weights, and are not in the count",
            "stateful=True needs the batch size to be known",
        ),
    ),
    one(
        "Why 9,600 and not 9,408? Bidirectional(GRU(32)) on 16 features",
        _wrapped("Bidirectional", entry("GRU", "gru", units=32, reset_after=True)),
        (200, 16),
        9_600,
        "two GRU layers, each with weights of its own: 2·4,800 = 9,600",
        "reset_after=True keeps two biases in each gate, one beside the input and one beside the"
        " state: 2·3·32 = 192, 96 more than with one bias",
        "reset_after=False, the default before TensorFlow 2, would give 4,704",
    ),
    one(
        "GRU(16) on 15 features was 1,536 in old Keras",
        entry("GRU", "it", units=16, reset_after=False),
        (64, 15),
        1_536,
        "reset_after=False keeps one bias in each gate",
        "3·16 = 48 more, 1,584 in all",
        "PyTorch's nn.GRU and cuDNN keep a second bias, beside the state",
        "3 times as many as a SimpleRNN of 16 units has, 512",
    ),
    one(
        "Which gates has a GRU?",
        entry("GRU", "it", units=8, reset_after=True),
        (5, 4),
        336,
        "update (z: how much of the last state is kept)",
        "reset (r: how much of the last state the new content looks at)",
        "candidate (g: the new content)",
        "PyTorch's nn.GRU of these sizes has two biases as well: the same count",
        "False: 312",
    ),
    one(
        "Why has a GRU fewer parameters than an LSTM?",
        entry("GRU", "it", units=64),
        (50, 200),
        51_072,
        "The 3 gates",
        "LSTM of as many units, with 4 gates, has 67,840",
        "bias is therefore of shape (2, 192): its first row stands beside the input",
    ),
    one(
        "Why has CuDNNLSTM more than LSTM?",
        entry("CuDNNLSTM", "it", units=64),
        (50, 200),
        68_096,
        "2·64 = 128: two biases for each unit in each gate",
        "An LSTM, which has one bias, has 67,840",
    ),
    one(
        "Is a 1x1 convolution a Dense layer?",
        entry("Conv2D", "it", filters=8, kernel_size=[1, 1]),
        (9, 9, 4),
        40,
        "A kernel of 1·1 does at each place what a Dense layer on the channels does",
    ),
    one(
        "Why has PyTorch more parameters for the same LSTM?",
        entry("LSTM", "it", units=20),
        (7, 10),
        2_480,
        "PyTorch's nn.LSTM and cuDNN keep a second bias, which is only added to the first:"
        " 4·20 = 80 more, 2,560 in all",
    ),
    one(
        "What does use_bias=False take away?",
        entry("LSTM", "it", units=20, use_bias=False),
        (7, 10),
        2_400,
        "use_bias=False: there is no bias",
        "20 + 10, and there are 4 gates",
        "PyTorch's nn.LSTM with bias=False has as many",
        "True: 2,480",
        absent=("a second bias", "one bias for each"),
    ),
    one(
        "How does merge_mode change the shape?",
        _wrapped(
            "Bidirectional",
            entry("LSTM", "lstm", units=10, return_sequences=True),
            merge_mode="concat",
        ),
        (5, 15),
        2_080,
        "2·1,040 = 2,080",
        "merge_mode='concat' lays the two outputs side by side: 10 + 10 = 20 wide, (None, 5, 20)",
        "'sum', 'mul' and 'ave' would leave 10, (None, 5, 10); the count is the same",
    ),
    one(
        "And with merge_mode='sum'?",
        _wrapped("Bidirectional", entry("LSTM", "lstm", units=10), merge_mode="sum"),
        (5, 15),
        2_080,
        "merge_mode='sum' adds the two outputs up: (None, 10)",
        "'concat' would lay them side by side, (None, 20)",
    ),
    one(
        "TimeDistributed(Dense(15)) has 255; so has Dense(15). Why?",
        _wrapped("TimeDistributed", entry("Dense", "dense", units=15)),
        (64, 16),
        255,
        "is used at each of the 64 steps with the same 255 weights",
        "without TimeDistributed it has the same 255 weights and the same output, (None, 64, 15)",
    ),
    one(
        "What is TimeDistributed(Conv2D) for?",
        _wrapped("TimeDistributed", entry("Conv2D", "conv", filters=8, kernel_size=[3, 3])),
        (20, 32, 32, 1),
        80,
        "The Conv2D layer in it is used at each of the 20 steps with the same 80 weights",
        "Of layer (Conv2D): A filter is a block of 3·3·1 = 9 numbers",
        absent=("A Dense layer does that",),
    ),
    one(
        "Dense(10, input_shape=(20, 5)) has 60 only",
        entry("Dense", "it", units=10),
        (20, 5),
        60,
        "Only the last axis counts: the same 60 weights are used at each of the 20 places along"
        " axis 1",
        "Inside TimeDistributed it would have as many",
        "A Flatten before it would make one row of 20·5 = 100 features, and the count 1,010",
    ),
    one(
        "7,850 for 784 inputs and 10 outputs?",
        entry("Dense", "it", units=10),
        (784,),
        7_850,
        "Each of them reads all 784 features of the input: 784·10 = 7,840",
        "With its bias each unit has 784 + 1 = 785 numbers: 10·785 = 7,850",
        absent=("Only the last axis",),
    ),
    one(
        "Why has a Dense(1) on one number 2 parameters?",
        entry("Dense", "it", units=1),
        (1,),
        2,
        "With its bias the unit has 1 + 1 = 2 numbers",
    ),
    one(
        "And without a bias?",
        entry("Dense", "it", units=4, use_bias=False),
        (3,),
        12,
        "use_bias=False: there is no bias",
        "True: 16",
        absent=("With its bias",),
    ),
    one(
        "Why so many after Flatten?",
        entry("Dense", "it", units=10),
        (7, 7, 3),
        31_370,
        "flat (Flatten) lays 7·7·64 = 3,136 numbers of an example in a row",
        "GlobalAveragePooling2D in its place would put out 64",
        "and this layer would have 650 weights",
        before=[entry("Conv2D", "conv", filters=64, kernel_size=[1, 1]), entry("Flatten", "flat")],
    ),
    one(
        "And where nothing says which axis the channels are?",
        entry("Dense", "it", units=10),
        (3, 224, 224),
        1_505_290,
        "flat (Flatten) lays 3·224·224 = 150,528 numbers of an example in a row",
        before=[entry("BatchNormalization", "norm", axis=1), entry("Flatten", "flat")],
        absent=("GlobalAveragePooling2D", "in its place"),
    ),
    one(
        "And why so few after global pooling?",
        entry("Dense", "it", units=10),
        (7, 7, 64),
        650,
        "gap (GlobalAveragePooling2D) leaves one number of each channel, 64",
        "Flatten in its place would put out 7·7·64 = 3,136, and this layer would have 31,370",
        before=[entry("GlobalAveragePooling2D", "gap"), entry("Dropout", "drop", rate=0.5)],
    ),
    one(
        "Conv2D(64, 3) after 32 filters: why 18,496?",
        entry("Conv2D", "it", filters=64, kernel_size=[3, 3]),
        (13, 13, 32),
        18_496,
        "A filter is a block of 3·3·32 = 288 numbers (kernel_height·kernel_width·channels)",
        "it looks at all 32 channels at once, and gives one channel of the output",
        "each of the 64 filters has 288 + 1 = 289 numbers: 64·289 = 18,496",
        "the height and width of the input, 13·13, do not count",
        "SeparableConv2D with the same arguments would have 2,400: 3·3·32 + 32·64 + 64",
    ),
    one(
        "Do strides, padding or dilation count?",
        entry("Conv2D", "it", filters=4, kernel_size=[3, 3], strides=[2, 2], padding="same"),
        (28, 28, 1),
        40,
        "strides, padding and dilation_rate decide where it is put, and so the size of the output,"
        " (None, 14, 14, 4). They do not change the count",
        "it looks at the one channel at once",
        "'valid': output (None, 13, 13, 4)",
    ),
    one(
        "What do groups do to a convolution?",
        entry("Conv2D", "it", filters=8, kernel_size=[3, 3], groups=2),
        (9, 9, 4),
        152,
        "(kernel_height·kernel_width·(channels//groups))",
        "it looks at all 2 channels of its group, one of 2,",
        "With groups=1 each filter would look at all channels: 296",
        absent=("SeparableConv2D",),
    ),
    one(
        "Conv1D(4, 5) over words of 16 numbers",
        entry("Conv1D", "it", filters=4, kernel_size=[5]),
        (100, 16),
        324,
        "A filter is a block of 5·16 = 80 numbers",
        "the number of steps of the input, 100, does not count",
    ),
    one(
        "SeparableConv2D against Conv2D, 16 and 13",
        entry("SeparableConv2D", "it", filters=1, kernel_size=[2, 2], depth_multiplier=1),
        (3, 3, 3),
        16,
        "First, each channel is filtered by itself, by depth_multiplier = 1 kernel of 2·2 = 4",
        "Conv2D with the same arguments would have 13: 2·2·3 + 1",
    ),
    one(
        "What does DepthwiseConv2D leave out?",
        entry("DepthwiseConv2D", "it", kernel_size=[3, 3], depth_multiplier=2),
        (9, 9, 8),
        160,
        "Each channel has depth_multiplier = 2 kernels of its own, of 3·3 = 9 numbers, and is not"
        " mixed with the others: 3·3·8·2 = 144",
        "Conv2D with 16 filters, each of which sees all channels, would have 1,168",
    ),
    one(
        "How is Conv2DTranspose counted?",
        entry("Conv2DTranspose", "it", filters=4, kernel_size=[3, 3]),
        (9, 9, 8),
        292,
        "each channel writes a block of 3·3·4 = 36 numbers of the output",
        "With 8 channels: 3·3·4·8 = 288",
        "4 more are the biases",
    ),
    one(
        "What is the stride of MaxPooling where none is given?",
        entry("MaxPooling2D", "it", pool_size=[3, 3], strides=None),
        (9, 9, 8),
        0,
        "strides is not given, so it is pool_size: 3·3",
        "nothing is learned, so there are no weights",
        "(None, 3, 3, 8)",
    ),
    one(
        "BatchNormalization of 512 features has 2,048, and 1,024 are non-trainable?",
        entry("BatchNormalization", "it", axis=-1),
        (512,),
        2_048,
        "4 numbers for each of the 512 features: gamma, beta, moving_mean and moving_variance,"
        " 4·512 = 2,048",
        "moving_mean and moving_variance follow the means and variances of the batches in"
        " training; the optimizer does not change them. So 2·512 = 1,024 are non-trainable",
        "gamma and beta are trained: 2·512 = 1,024",
    ),
    one(
        "And frozen?",
        entry("BatchNormalization", "it", axis=-1, trainable=False, scale=False),
        (64,),
        192,
        "trainable=False: all 192 are non-trainable, and the layer always uses its"
        " moving_mean and moving_variance, which do not change any more",
        "3 numbers for each of the 64 features",
        absent=("are trained", "is trained", "follow the means"),
    ),
    one(
        "Why has LayerNormalization half as many?",
        entry("LayerNormalization", "it", axis=-1),
        (20, 768),
        1_536,
        "gamma and beta, one number for each of the 768 features: 2·768 = 1,536",
        "Mean and variance are worked out anew for each example",
        "no non-trainable weights as BatchNormalization has them",
    ),
    one(
        "What is input_dim of an Embedding? Is it the length?",
        entry("Embedding", "it", input_dim=500, output_dim=128),
        (100,),
        64_000,
        "one row for each index from 0 to 499, and 128 numbers in each row: 500·128 = 64,000",
        "It is not the length of the input, 100",
        "There is no bias",
        absent=("mask_zero=True",),
    ),
    one(
        "Does mask_zero change the count?",
        entry("Embedding", "it", input_dim=500, output_dim=128, mask_zero=True),
        (None,),
        64_000,
        "mask_zero=True: later layers skip index 0. Its row stays in the table, so the count is"
        " the same as without. For n words input_dim has to be n + 1",
    ),
    one(
        "A pretrained table is non-trainable",
        entry("Embedding", "it", input_dim=500, output_dim=50, trainable=False),
        (None,),
        25_000,
        "trainable=False: training changes none of its 25,000 weights. They are counted as"
        " non-trainable; the total is the same",
    ),
    Question(
        "num_heads=12, key_dim=64 on 768 features",
        _attention(num_heads=12, key_dim=64),
        "it",
        2_362_368,
        (
            "12 heads of 64 are 768 wide together",
            "key_dim = 64 is the size of one head, not of all of them",
            "has 768·768 + 768 = 590,592: 4·590,592 = 2,362,368",
            "6 heads of 128 would have as many weights",
            "not learned: the number of steps, 20, does not count",
            "PyTorch's nn.MultiheadAttention(768, 12) has as many",
        ),
    ),
    Question(
        "key_dim=768 for each of 12 heads",
        _attention(num_heads=12, key_dim=768),
        "it",
        28_339_968,
        (
            "12 heads of 768 are 9,216 wide together",
            "query, key and value: 768·9,216 + 9,216 = 7,087,104 each",
            "attention_output: 9,216·768 + 768 = 7,078,656",
            "PyTorch's nn.MultiheadAttention(768, 12) divides the 768 features by the heads:"
            " key_dim = 64 there, and 2,362,368 weights",
        ),
    ),
    one(
        "ConvLSTM2D(8, 3) on 3 channels",
        entry("ConvLSTM2D", "it", filters=8, kernel_size=[3, 3]),
        (4, 20, 20, 3),
        3_200,
        "An LSTM whose 4 gates are convolutions",
        "each of the 8 filters has 27 + 72 + 1 = 100 numbers in each gate: 4·8·100 = 3,200",
        "The number of steps and the height and width of the input do not count",
    ),
    one(
        "PReLU has as many parameters as its input numbers?",
        entry("PReLU", "it", shared_axes=None),
        (26, 26, 32),
        21_632,
        "One slope is learned for each number of an example: 26·26·32 = 21,632",
        "shared_axes=[1, 2] would keep one for each of the last axis: 32",
    ),
    one(
        "And with shared axes",
        entry("PReLU", "it", shared_axes=[1, 2]),
        (26, 26, 32),
        32,
        "Along shared_axes=[1, 2] one slope serves all places: 32 are left",
        "Without it there would be 21,632",
    ),
    one(
        "Why does Dropout show 0?",
        entry("Dropout", "it", rate=0.3),
        (8,),
        0,
        "rate = 0.3 is the share of numbers that are set to 0 while training",
        "there are no weights",
    ),
    one(
        "What does RepeatVector do, with 0 parameters?",
        entry("RepeatVector", "it", n=5),
        (64,),
        0,
        "It has no weights, and makes (None, 5, 64) of (None, 64)",
    ),
    one(
        "Has a ReLU parameters?",
        entry("ReLU", "it"),
        (64,),
        0,
        "It has no weights, and leaves the shape as it is, (None, 64)",
    ),
    one(
        "Why does Flatten show 0?",
        entry("Flatten", "it"),
        (7, 7, 64),
        0,
        "The 7·7·64 = 3,136 numbers of an example are laid in a row: (None, 3136)",
    ),
    one(
        "RNN(LSTMCell(4))",
        entry("RNN", "it", cell=entry("LSTMCell", "cell", units=4)),
        (20, 3),
        128,
        "All 128 weights are the cell's, which is used again at each of the 20 steps",
        "Of cell (LSTMCell): units = 4 is a width",
    ),
    one(
        "Why is it unbuilt, and what do I do?",
        entry("Dense", "it", units=64),
        None,
        None,
        "Keras makes the weights when the shape of the input is known",
        "Begin the model with keras.Input(shape=...), or call model.build(input_shape)",
        "With n features it will have 64·n + 64 weights",
    ),
    one(
        "Normalization shows non-trainable weights",
        entry("Normalization", "it", axis=-1),
        (3,),
        7,
        "worked out from the data by adapt(), and not by training: all 7 are non-trainable",
    ),
]


def _text(page: LayerPage) -> str:
    cells = [cell for section in page.sections for row in section.rows for cell in row]
    return " ".join(" ".join([*page.lines, *page.sentences, *cells]).split())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.asked)
def test_the_page_answers(tmp_path: Path, question: Question) -> None:
    report: Report = alone(write_json(tmp_path / "model.json", question.model))
    assert report[question.layer].params == question.params
    page = _text(layer_page(report, question.layer))
    missing = [fact for fact in question.facts if fact not in page]
    assert not missing, page
    assert not [words for words in question.absent if words in page], page


def test_forty_questions_are_asked() -> None:
    assert len(QUESTIONS) >= 40
    assert len({question.asked for question in QUESTIONS}) == len(QUESTIONS)
