"""Other values that a constructor argument could have: to try, and to tell of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rnnscope.layers import Layer

_WORDS = {
    "padding": ("valid", "same"),
    "merge_mode": ("concat", "sum"),
    "score_mode": ("dot", "concat"),
    "data_format": ("channels_last", "channels_first"),
}
_MODES = ("log", "magnitude", "psd", "angle", "real", "imag", "stft")  # of a spectrogram


def telling(layer: Layer, key: str, value: Any) -> Iterator[object]:
    """Yield other values of an argument, those first that tell most of what it does."""
    match value:
        case None if key == "mean":  # Keras takes it with the variance alone
            return
        case bool():
            yield not value
        case int():
            yield _larger(key, value)
        case [*items] if any(type(item) is int for item in items):
            yield [_larger(key, item) if type(item) is int else item for item in items]
        case None:
            yield from _in_place_of_none(layer, key)
        case str():
            yield from _instead_of_a_word(key, value)
        case _:
            return
    yield from others(value)


def _instead_of_a_word(key: str, value: str) -> Iterator[object]:
    if key == "bias_axes":
        yield None
    if key == "mode" and value in _MODES:
        yield "log" if value == "real" else "real"
    yield from (other for other in _WORDS.get(key, ()) if other != value)


def with_followers(layer: Layer, key: str, value: object) -> dict[str, object]:
    """Return a setting with those that are the same where they are not given.

    A config has an attention's `value_dim` where it was not given too.
    """
    settings = layer.config.settings
    follows = key == "key_dim" and settings.get("value_dim") == settings.get(key)
    return {key: value, "value_dim": value} if follows else {key: value}


def _larger(key: str, size: int) -> int:
    """Return a size doubled, so that it can be seen how the count grows; or the next kernel."""
    return size + 2 if key == "kernel_size" else 2 * size


def _in_place_of_none(layer: Layer, key: str) -> Iterator[object]:
    match key:
        case "value_dim":
            size = layer.config.settings.get("key_dim")
            yield from [2 * size] if isinstance(size, int) else []
        case "output_shape" if layer.inputs:
            features = layer.input[-1].value
            yield from [2 * features] if features else []
        case "shared_axes" if layer.inputs:
            yield list(range(1, len(layer.input) - 1))
        case "fft_length":
            size = layer.setting("frame_length", 256)
            yield from [2 * size] if isinstance(size, int) else []
        case "merge_mode":
            yield "concat"
        case _:
            pass


def others(value: Any) -> Iterator[object]:
    """Yield other values of the same kind, by which it is found whether one has a say at all."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (n for n in (value + 1, value - 1, 2 * value, 1, 2, 3, 5, 7) if n != value)
        case [*items] if all(type(item) is int for item in items):
            yield [item + 1 for item in items]
            yield [1]
        case None:
            yield from (1, [1])
        case str():
            yield from _other_words(value)
        case _:
            pass


def _other_words(value: str) -> Iterator[str]:
    formats = _WORDS["data_format"]
    if value in formats:
        yield formats[1 - formats.index(value)]
    if "_from_" in value:  # a quantized policy
        yield "float32"
