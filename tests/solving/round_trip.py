"""Models of Keras's, printed by `summary()` and pasted back: `python -m tests.solving.round_trip`.

Every row that is said to be determined has to be right, and of one of several the truth has to
be among them; a default may be wrong, but what was there has to be told beside it.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import keras
from keras import layers as kl

from rnnscope.readers.printed.summary_file import model_in
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Fit, Told
from rnnscope.solving import NOTHING, explained_summary

WIDTHS = (None, 80, 100, 140, 200)
_MERGED = ("sum", "mul", "ave")  # which nothing tells apart
_ELSEWHERE = ("data_format", "keepdims", "pool_size", "size")


def printed(model: Any, width: int | None, **options: Any) -> str:
    """Return what summary() prints, at a width."""
    lines: list[str] = []
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "250"  # by which Rich cuts what is wider
    try:
        model.summary(print_fn=lambda text, **_: lines.append(text), line_length=width, **options)
    finally:
        os.environ.pop("COLUMNS")
        os.environ.update({} if before is None else {"COLUMNS": before})
    return "\n".join(lines)


def pasted(text: str) -> Report:
    """Return the report of a printed summary."""
    return explained_summary(model_in(text, "the text"), NOTHING)[1]


def recurrent(pick: random.Random) -> Any:
    layers: list[Any] = [keras.Input((pick.choice([None, 10]), pick.choice([1, 3, 28, 50])))]
    for i in range(count := pick.randint(1, 3)):
        kind = pick.choice([kl.SimpleRNN, kl.LSTM, kl.GRU])
        settings: dict[str, Any] = {"return_sequences": i < count - 1}
        settings["use_bias"] = pick.random() < 0.8
        if kind is kl.GRU:
            settings["reset_after"] = pick.random() < 0.7
        layer = kind(pick.choice([1, 4, 8, 16, 64]), **settings)
        if pick.random() < 0.4:
            layer = kl.Bidirectional(layer, merge_mode=pick.choice(["concat", "sum", "mul"]))
        layers += [layer, kl.Dropout(0.2)]
    return keras.Sequential([*layers, kl.Dense(pick.choice([1, 10]))])


def images(pick: random.Random) -> Any:
    side = pick.choice([28, 32, 64])
    layers: list[Any] = [keras.Input((side, side, pick.choice([1, 3, 4])))]
    kinds: list[Callable[..., Any]] = [
        lambda **more: kl.Conv2D(pick.choice([4, 8, 32]), pick.choice([1, 3, 5, (1, 3)]), **more),
        lambda **more: kl.SeparableConv2D(pick.choice([4, 8]), pick.choice([3, 5]), **more),
        lambda **more: kl.DepthwiseConv2D(3, depth_multiplier=pick.choice([1, 2]), **more),
        lambda **more: kl.Conv2DTranspose(pick.choice([4, 8]), pick.choice([2, 3]), **more),
    ]
    for _ in range(pick.randint(1, 3)):
        kind = pick.choice(kinds)
        layers.append(
            kind(
                padding=pick.choice(["valid", "same"]),
                strides=pick.choice([1, 1, 2]),
                use_bias=pick.random() < 0.7,
            )
        )
        beside: list[Callable[[], Any]] = [
            lambda: kl.BatchNormalization(center=pick.random() < 0.8),
            lambda: kl.PReLU(shared_axes=pick.choice([None, [1, 2]])),
            lambda: kl.MaxPooling2D(2),
        ]
        layers.append(pick.choice(beside)())
    return keras.Sequential([*layers, kl.Flatten(), kl.Dense(10)])


def sequences(pick: random.Random) -> Any:
    padding = pick.choice(["valid", "same", "causal"])
    return keras.Sequential([
        keras.Input((50,)),
        kl.Embedding(pick.choice([100, 9_999]), pick.choice([16, 32])),
        kl.Conv1D(pick.choice([4, 16]), pick.choice([2, 3, 5]), padding=padding),
        kl.LayerNormalization(center=pick.random() < 0.7),
        kl.TimeDistributed(kl.Dense(pick.choice([3, 5]))),
        kl.LSTM(7),
        kl.Dense(2),
    ])  # fmt: skip


def joined(pick: random.Random) -> Any:
    first, second = keras.Input((10, 16)), keras.Input((5,))
    heads, key_dim = pick.choice([1, 2, 4]), pick.choice([4, 8])
    x = kl.MultiHeadAttention(heads, key_dim, use_bias=pick.random() < 0.5)(first, first)
    x = kl.LayerNormalization()(kl.Add()([x, first]))
    x = kl.Add()([x, kl.Dense(16)(kl.Dense(pick.choice([8, 32]))(x))])
    x = kl.Concatenate()([kl.GlobalAveragePooling1D()(x), kl.Dense(4)(second)])
    return keras.Model([first, second], kl.Dense(3)(x))


def frames(pick: random.Random) -> Any:
    return keras.Sequential([
        keras.Input((4, 16, 16, pick.choice([1, 3]))),
        kl.ConvLSTM2D(pick.choice([4, 8]), 3, padding="same", return_sequences=True),
        kl.BatchNormalization(),
        kl.ConvLSTM2D(4, pick.choice([1, 3])),
        kl.Flatten(),
        kl.Dense(2),
    ])  # fmt: skip


KINDS = (recurrent, images, sequences, joined, frames)


def truth(layer: Any, fit: Fit) -> bool:
    """Tell whether settings are those that a layer was made with."""
    config = layer.get_config()
    inner = config.get("layer", {})
    rank = len(layer.output.shape) if hasattr(layer.output, "shape") else 0
    return all(
        _is_same(key, value, _own(key, config, inner), fit.settings, rank)
        for key, value in fit.settings.items()
    )


def _own(key: str, config: Mapping[str, Any], inner: Mapping[str, Any]) -> Any:
    if key == "layer":
        return inner["class_name"]
    if key.startswith("layer."):
        return inner["config"].get(key.removeprefix("layer."))
    return config.get(key)


def _is_same(key: str, value: Any, own: Any, settings: Mapping[str, Any], rank: int) -> bool:
    name = key.rpartition(".")[2]
    if name in _ELSEWHERE or (name == "merge_mode" and {value, own} <= {*_MERGED}):
        return True
    if name == "axis":
        return _axes(value, rank) == _axes(own, rank)
    if name == "kernel_size":
        sizes = [*own] if isinstance(own, list | tuple) else [own]
        return sizes == (value if isinstance(value, list) else [value] * len(sizes))
    return bool(value == own)


def _axes(value: Any, rank: int) -> list[int]:
    return [axis % rank for axis in (value if isinstance(value, list | tuple) else [value])]


def checked(model: Any, report: Report) -> Iterator[tuple[LayerReport, Told, str]]:
    """Yield each row with weights, its verdict, and whether that is right, told beside or wrong."""
    for layer, row in zip(model.layers, report.layers, strict=True):
        verdict = row.told
        if verdict is None or not verdict.row.params:
            continue
        first, *others = [truth(layer, fit) for fit in verdict.fits] or [False]
        beside = "beside" if any(others) or not verdict.is_whole else "wrong"
        is_right = first or (verdict.told is Told.ONE_OF and any(others))
        yield row, verdict.told, "right" if is_right else beside


def models(count: int, seed: int) -> Iterator[Any]:
    """Yield models of all kinds, by chance."""
    pick = random.Random(seed)
    made = 0
    while made < count:
        try:
            model = KINDS[made % len(KINDS)](pick)
        except ValueError:  # an image that is too small for its windows
            continue
        made += 1
        yield model


def main(count: int = 80, seed: int = 0) -> int:
    tally: Counter[str] = Counter()
    for model in models(count, seed):
        for width in WIDTHS:
            report = pasted(printed(model, width))
            assert report.total == model.count_params()
            for row, told, how in checked(model, report):
                tally[f"{told} {how}"] += 1
                if how == "wrong" or (told is Told.DETERMINED and how != "right"):
                    print(row.path, row.class_name, told, row.told and row.told.fits[:2])
                    tally["failed"] += 1
    print(dict(tally))
    return 1 if tally["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
