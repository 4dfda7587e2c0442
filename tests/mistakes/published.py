"""Counts that people published and that are wrong, each with what it came of.

Facts alone, in words of our own: the model, the number, the mistake, and where it was said.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.files import Config, entry, functional, sequential, tensor


@dataclass(frozen=True, slots=True)
class Published:
    """A wrong count; `thought` is a part of the words for its cause, empty where none fits."""

    model: Config
    number: int | str
    thought: str
    layer: str | None
    address: str


def _model(*layers: Config, shape: tuple[int | None, ...]) -> Config:
    return sequential(*layers, shape=shape)


def _one(class_name: str, *shape: int | None, **settings: object) -> Config:
    return _model(entry(class_name, "it", **settings), shape=(None, *shape))


def _bidirectional(class_name: str, **settings: object) -> Config:
    return entry("Bidirectional", "it", layer=entry(class_name, "inside", **settings))


def _dense_on_image(units: int, *shape: int) -> Config:
    return _model(entry("Flatten", "flat"), entry("Dense", "it", units=units), shape=(None, *shape))


def _conv(filters: int, size: int, *shape: int, **settings: object) -> Config:
    return _one("Conv2D", *shape, filters=filters, kernel_size=[size, size], **settings)


_GRU_IN_TWO = _model(
    entry("Embedding", "embedding", input_dim=4500, output_dim=16),
    _bidirectional("GRU", units=32, reset_after=True, use_bias=True),
    entry("Dense", "dense", units=6),
    entry("Dense", "dense_1", units=1),
    shape=(None, 200),
)
_STEP = entry("Dense", "step", units=8)
_TAGGER = _model(
    _bidirectional("GRU", units=16, reset_after=False, return_sequences=True),
    entry("TimeDistributed", "tags", layer=_STEP),
    shape=(None, 64, 15),
)
_TEXT = _model(
    entry("Embedding", "embedding", input_dim=174106, output_dim=100),
    entry("Conv1D", "it", filters=128, kernel_size=[5]),
    shape=(None, 1000),
)
_TWO_CONVS = _model(
    entry("Conv2D", "first", filters=32, kernel_size=[5, 5]),
    entry("MaxPooling2D", "pool", pool_size=[2, 2], strides=[2, 2]),
    entry("Conv2D", "it", filters=64, kernel_size=[5, 5]),
    shape=(None, 28, 28, 1),
)
_SMALL_CNN = _model(
    entry("Conv2D", "conv", filters=10, kernel_size=[3, 3], padding="same"),
    entry("Flatten", "flat"),
    entry("Dense", "dense", units=2),
    shape=(None, 28, 28, 1),
)
_LSTM_IN_TWO = _model(
    entry("Embedding", "embedding", input_dim=640, output_dim=300),
    _bidirectional("LSTM", units=300, return_sequences=True),
    shape=(None, None),
)


def _self_attention(shape: tuple[int, ...], **settings: object) -> Config:
    x = tensor("x", (None, *shape))
    return functional(
        entry("InputLayer", "x", batch_shape=[None, *shape]),
        entry("MultiHeadAttention", "it", [x, x], **settings),
        outputs=["it"],
    )


def _called_twice(layer: Config, *shape: int | None) -> Config:
    """Write a model that calls a layer on two inputs."""
    calls = [[tensor("a", shape)], [tensor("b", shape)]]
    nodes = entry("Dense", "", *calls)["inbound_nodes"]
    return functional(
        entry("InputLayer", "a", batch_shape=list(shape)),
        entry("InputLayer", "b", batch_shape=list(shape)),
        {**layer, "inbound_nodes": nodes},
        entry("Add", "sum", [tensor(layer["name"]), tensor(layer["name"], call=1)]),
        inputs=["a", "b"],
        outputs=["sum"],
    )


_BIAS = "the bias is left out"
_NO_CHANNELS = "the input's channels are left out"
_ONE_BIAS = "one bias is counted for all filters together"
_MIRROR = "https://wiki.gubat.org/content/stackoverflow.com_en_all_2023-11/questions/"
_DEEP_LEARNING = "https://community.deeplearning.ai/t/"
_QUIZ = "https://codeshala.io/?p=2285"
_OTHER_QUIZ = "https://theanswershome.com/module-1-foundations-of-convolutional-neural-network"
_EXAM = (
    "https://crucialexams.com/study/questions/dy0-001/"
    "during-a-model-audit-you-examine-the-first-convolutional-layer-of-an/36492"
)
_TUTS = "https://exchangetuts.com/"
_BERT = "https://stats.stackexchange.com/questions/435318"
_EXERCISE = "https://huggingface.co/datasets/nvidia/Nemotron-CC-Math-v1"

PUBLISHED = (
    Published(
        _GRU_IN_TWO,
        "((16+32)*32 + 32) * 3 * 2",
        "one bias per gate is counted",
        None,
        f"{_TUTS}calculating-the-number-of-parameters-of-a-gru-layer-keras-1640909223406624",
    ),
    Published(
        _one("LSTM", 3, 1, units=2),
        "4 * 2 * (2 + 3 + 1)",
        "the timesteps are taken for the features",
        "it",
        f"{_MIRROR}52759193",
    ),
    Published(
        _one("SimpleRNN", 50, 1, units=50),
        150,
        "each unit reads only its own last output",
        "it",
        "https://datascience.stackexchange.com/questions/88436",
    ),
    Published(
        _conv(32, 3, 32, 32, 3, padding="same"),
        "32*(3*3)",
        f"{_NO_CHANNELS}, and {_BIAS}",
        "it",
        f"{_TUTS}understanding-number-of-parameters-in-keras-conv2d-layer-1640295604538227",
    ),
    Published(
        _LSTM_IN_TWO,
        1444800,
        "two biases are counted",
        "it",
        f"{_MIRROR}60353094",
    ),
    Published(
        _one("SimpleRNN", None, 1, units=1),
        4,
        "two biases are counted",
        None,
        "https://discuss.pytorch.org/t/rnn-different-number-of-parameters-in-keras-vs-pytorch/113371",
    ),
    Published(
        _one("SeparableConv2D", 416, 416, 10, filters=100, kernel_size=[5, 5]),
        1360,
        "each of its two steps has a bias",
        "it",
        f"{_TUTS}difference-between-depthwiseconv2d-and-separableconv2d-1640583965264718",
    ),
    Published(
        _dense_on_image(10, 224, 224, 3),
        "10*3*224*224",
        _BIAS,
        None,
        "https://forums.fast.ai/t/millions-something-parameters/220",
    ),
    Published(
        _one("BatchNormalization", 224, 224, 3),
        6,
        "only what is trained is counted",
        "it",
        "https://forums.fast.ai/t/millions-something-parameters/220",
    ),
    Published(
        _one("BatchNormalization", 64),
        "2 * 64",
        "only what is trained is counted",
        "it",
        "https://errorhandle.ai/keras-model-summary-result-understanding-the-of-parameters",
    ),
    Published(
        _one("LSTM", 28, 28, units=128),
        "4 * (128 * 128 + 128)",
        "the weights from input to state are left out",
        "it",
        "https://errorhandle.ai/keras-model-summary-result-understanding-the-of-parameters",
    ),
    Published(
        _TAGGER,
        "136*2",
        "it has two biases for each unit",
        "tags",
        "https://example-a.com/answer/51601018",
    ),
    Published(
        _one("SimpleRNN", 8, 42, units=256),
        "256*256 + 42*256 + 2*256",
        "two biases are counted",
        "it",
        _EXERCISE,
    ),
    Published(
        _TWO_CONVS,
        "(5*5 + 1)*64",
        _NO_CHANNELS,
        "it",
        "http://codegur.com/44608552/keras-cnn-model-parameters-caculation",
    ),
    Published(
        _self_attention((500, 768), num_heads=12, key_dim=64),
        "768 * 768 * 3 + 768 * 3",
        "the output projection is left out",
        None,
        _BERT,
    ),
    Published(
        _self_attention((500, 768), num_heads=12, key_dim=64),
        "(768 * 768 * 3 + 768 * 3) * 12",
        "each head is taken to be as wide as the features",
        None,
        _BERT,
    ),
    Published(
        _TEXT,
        "5 * 5 * 128 + 128 * 1",
        "the window is taken for a square",
        "it",
        "https://52sbl.cn/discussion/111209.html",
    ),
    Published(
        _one("GRU", None, 1, units=1, reset_after=True, use_bias=True),
        9,
        "one bias per gate is counted",
        None,
        "http://fatal001.com/tensorflow/40896434946176094742.html",
    ),
    Published(
        _one("Dense", 1, units=1, use_bias=True),
        1,
        _BIAS,
        None,
        "https://coderoad.ru/63185396",
    ),
    Published(
        _one("SimpleRNN", 20, 1, units=4),
        "(20 + 4) * 4 + 4",
        "the timesteps are taken for the features",
        None,
        f"{_DEEP_LEARNING}understanding-number-of-parameters-in-an-rnn/281248",
    ),
    Published(
        _one("GRU", 29, 13, units=20, reset_after=True),
        "3 * 20*13 + 3 * 20*20 + 3 * 20",
        "one bias per gate is counted",
        None,
        f"{_MIRROR}55261557",
    ),
    Published(
        _one("SimpleRNN", 1, 1, units=10),
        "10*10 + 10*1",
        "the weights from input to state are left out",
        "it",
        "http://fatal001.com/math/32997304761033384108.html",
    ),
    Published(_SMALL_CNN, 1668, "only the positions are counted", None, _EXERCISE),
    Published(_dense_on_image(256, 128, 128, 1), 4194304, _BIAS, None, _QUIZ),
    Published(_dense_on_image(256, 128, 128, 1), 12582912, "three channels", None, _QUIZ),
    Published(_dense_on_image(256, 128, 128, 1), 12583168, "three channels", None, _QUIZ),
    Published(_conv(100, 5, 300, 300, 3), 2600, _NO_CHANNELS, None, _QUIZ),
    Published(_conv(100, 5, 300, 300, 3), 7500, _BIAS, None, _QUIZ),
    Published(_conv(100, 5, 300, 300, 3), 2501, _ONE_BIAS, None, _QUIZ),
    Published(_conv(64, 5, 128, 128, 3, padding="same"), 1600, _NO_CHANNELS, None, _EXAM),
    Published(
        _conv(64, 5, 128, 128, 3, padding="same"),
        78643200,
        "each output position has weights of its own",
        None,
        _EXAM,
    ),
    Published(
        _dense_on_image(100, 300, 300, 3),
        9000100,
        "only the positions are counted",
        None,
        _OTHER_QUIZ,
    ),
    Published(
        _dense_on_image(100, 300, 300, 3),
        9000001,
        "one bias is counted for the whole layer",
        None,
        _OTHER_QUIZ,
    ),
    Published(
        _dense_on_image(100, 300, 300, 3),
        27000001,
        "one bias is counted for the whole layer",
        None,
        _OTHER_QUIZ,
    ),
    Published(_conv(128, 7, 256, 256, 3), 6400, _NO_CHANNELS, None, _OTHER_QUIZ),
    Published(_conv(128, 7, 256, 256, 3), 18816, _BIAS, None, _OTHER_QUIZ),
    Published(
        _conv(128, 7, 256, 256, 3),
        1233125504,
        "each input position has a kernel of its own",
        None,
        _OTHER_QUIZ,
    ),
    Published(
        _conv(6, 5, 32, 32, 1),
        122304,
        "each output position has weights of its own",
        None,
        "https://yohanes.gultom.me/2016/12/12/understanding-lenet-lecun-1998/",
    ),
    Published(
        _called_twice(entry("Dense", "it", units=10), None, 10),
        220,
        "it is counted twice",
        None,
        "https://github.com/keras-team/keras/issues/3661",
    ),
    Published(
        _called_twice(entry("Conv2D", "it", filters=1, kernel_size=[3, 3]), None, 16, 16, 1),
        20,
        "it is counted twice",
        None,
        "https://github.com/sksq96/pytorch-summary/issues/201",
    ),
    *(
        Published(
            _one("LSTM", 16, 4096, units=256, use_bias=True),
            asked,
            "input_dim is counted as units, with the timesteps as input_dim",
            None,
            f"{_MIRROR}38080035",
        )
        for asked in (67_371_008, "4*(4096*16 + 4096**2)")
    ),
    Published(
        _conv(32, 3, 10, 10, 6, groups=2),
        880,
        "the groups divide the filters",
        None,
        "https://github.com/tensorflow/tensorflow/issues/45751",
    ),
    Published(
        _self_attention((1800, 1), num_heads=10, key_dim=10, use_bias=False),
        720_000,
        "the timesteps are taken for the features",
        None,
        "https://github.com/keras-team/keras/issues/14405",
    ),
    Published(
        _model(
            entry("Embedding", "words", input_dim=1000, output_dim=64, trainable=False),
            entry("Dense", "dense", units=6),
            shape=(None, 50),
        ),
        64_000 * 2 + 64 * 6 + 6,
        "what is not trained is counted twice",
        None,
        "https://github.com/tensorflow/tensorflow/issues/37531",
    ),
    Published(
        _conv(16, 5, 14, 14, 6),
        1516,
        "",  # LeNet's own table of which map sees which, that no mistake is
        None,
        f"{_DEEP_LEARNING}number-of-parameters-in-a-cnn-model/655811",
    ),
)
