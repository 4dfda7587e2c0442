"""Layers in NumPy that count each multiply-add when they do it, one after the other.

They take one sample and a layer's weights as Keras has them, and give what the layer puts out
before its bias and activation unless they need both to go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any
Window: TypeAlias = Sequence[int]


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def softmax(x: Array) -> Array:
    weights = np.exp(x - x.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


@dataclass
class Counter:
    """Multiplies and adds; `count` says how often it has."""

    count: int = 0

    def einsum(self, equation: str, left: Array, right: Array) -> Array:
        """Multiply two arrays along the labels of an equation, number by number."""
        labels, output = equation.split("->")
        first, second = labels.split(",")
        sizes = dict(zip(first + second, (*left.shape, *right.shape), strict=True))
        result = np.zeros([sizes[label] for label in output])
        for places in product(*map(range, sizes.values())):
            at = dict(zip(sizes, places, strict=True))
            one = left[tuple(at[label] for label in first)]
            other = right[tuple(at[label] for label in second)]
            result[tuple(at[label] for label in output)] += one * other
            self.count += 1
        return result

    def dense(self, x: Array, kernel: Array) -> Array:
        """Multiply the last axis with a kernel, at each position of the others."""
        result = np.zeros((*x.shape[:-1], kernel.shape[1]))
        for place in np.ndindex(*x.shape[:-1]):
            result[place] = self.einsum("i,ij->j", x[place], kernel)
        return result

    def conv(
        self,
        x: Array,
        kernel: Array,
        *,
        strides: int = 1,
        dilation: int = 1,
        padding: str = "valid",
        groups: int = 1,
    ) -> Array:
        """Slide a kernel over an image, of which the zeros around it are a part."""
        size = kernel.shape[:-2]
        x = padded(x, size, strides, dilation, padding)
        reach = [(k - 1) * dilation + 1 for k in size]
        shape = [(n - r) // strides + 1 for n, r in zip(x.shape, reach, strict=False)]
        result = np.zeros((*shape, kernel.shape[-1]))
        for place in np.ndindex(*shape):
            for at in np.ndindex(*size):
                seen = tuple(p * strides + d * dilation for p, d in zip(place, at, strict=True))
                result[place] += self._grouped(x[seen], kernel[at], groups)
        return result

    def _grouped(self, x: Array, kernel: Array, groups: int) -> Array:
        inputs, outputs = np.split(x, groups), np.split(kernel, groups, axis=-1)
        pairs = zip(inputs, outputs, strict=True)
        return np.concatenate([self.einsum("i,ij->j", one, other) for one, other in pairs])

    def conv_transpose(self, x: Array, kernel: Array, *, strides: int, padding: str) -> Array:
        """Let each position write a window of the output, which has filters before channels."""
        *size, filters, _ = kernel.shape
        whole = [(n - 1) * strides + k for n, k in zip(x.shape, size, strict=False)]
        result = np.zeros((*whole, filters))
        for place in np.ndindex(*x.shape[:-1]):
            for at in np.ndindex(*size):
                seen = tuple(p * strides + d for p, d in zip(place, at, strict=True))
                result[seen] += self.einsum("i,ji->j", x[place], kernel[at])
        if padding == "valid":
            return result
        cuts = [max(k - strides, 0) // 2 for k in size]
        ends = [c + n * strides for c, n in zip(cuts, x.shape, strict=False)]
        return result[tuple(slice(*pair) for pair in zip(cuts, ends, strict=True))]

    def depthwise(self, x: Array, kernel: Array, **how: Any) -> Array:
        """Slide a kernel of its own over each channel."""
        channels = [
            self.conv(x[..., c : c + 1], kernel[..., c : c + 1, :], **how)
            for c in range(x.shape[-1])
        ]
        return np.concatenate(channels, axis=-1)

    def simple_rnn(self, x: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
        """Return the state after each step."""
        state, states = np.zeros(len(recurrent)), []
        for step in x:
            state = np.tanh(self.dense(step, kernel) + self.dense(state, recurrent) + bias)
            states.append(state)
        return np.array(states)

    def lstm(self, x: Array, kernel: Array, recurrent: Array, bias: Array) -> Array:
        """Return the state after each step."""
        state, memory, states = np.zeros(len(recurrent)), np.zeros(len(recurrent)), []
        for step in x:
            sums = self.dense(step, kernel) + self.dense(state, recurrent) + bias
            i, f, g, o = np.split(sums, 4)
            memory = sigmoid(f) * memory + sigmoid(i) * np.tanh(g)
            state = sigmoid(o) * np.tanh(memory)
            states.append(state)
        return np.array(states)

    def gru(
        self, x: Array, kernel: Array, recurrent: Array, bias: Array, *, reset_after: bool
    ) -> Array:
        """Return the state after each step."""
        units = len(recurrent)
        of_x, of_h = bias if reset_after else (bias, np.zeros(3 * units))
        state, states = np.zeros(units), []
        for step in x:
            seen = self.dense(step, kernel) + of_x
            two = self.dense(state, recurrent[:, : 2 * units]) + of_h[: 2 * units]
            update, reset = np.split(sigmoid(seen[: 2 * units] + two), 2)
            last = recurrent[:, 2 * units :]
            kept = self.dense(state if reset_after else reset * state, last) + of_h[2 * units :]
            candidate = np.tanh(seen[2 * units :] + (reset * kept if reset_after else kept))
            state = update * state + (1 - update) * candidate
            states.append(state)
        return np.array(states)

    def conv_lstm(
        self, x: Array, kernel: Array, recurrent: Array, bias: Array, **how: Any
    ) -> Array:
        """Return the last state of an LSTM over images."""
        state = memory = None
        for frame in x:
            sums = self.conv(frame, kernel, **how)
            state = np.zeros((*sums.shape[:-1], recurrent.shape[-2])) if state is None else state
            sums = sums + self.conv(state, recurrent, padding="same") + bias
            i, f, g, o = np.split(sums, 4, axis=-1)
            memory = sigmoid(f) * (0 if memory is None else memory) + sigmoid(i) * np.tanh(g)
            state = sigmoid(o) * np.tanh(memory)
        return state

    def heads(
        self, query: Array, value: Array, weights: Mapping[str, Array], *, groups: int = 1
    ) -> Array:
        """Attend with several heads, `groups` query heads to each of the key's."""

        def projected(x: Array, name: str) -> Array:
            kernel = weights[f"{name}/kernel"]
            flat = self.dense(x, kernel.reshape(kernel.shape[0], -1))
            return flat.reshape(*x.shape[:-1], *kernel.shape[1:]) + weights[f"{name}/bias"]

        q, k, v = projected(query, "query"), projected(value, "key"), projected(value, "value")
        k, v = np.repeat(k, groups, axis=-2), np.repeat(v, groups, axis=-2)
        scores = self.einsum("tnd,snd->nts", q, k) / np.sqrt(q.shape[-1])
        seen = self.einsum("nts,snd->tnd", softmax(scores), v)
        kernel = weights["attention_output/kernel"]
        flat = kernel.reshape(-1, kernel.shape[-1])
        return self.dense(seen.reshape(len(seen), -1), flat) + weights["attention_output/bias"]


def padded(x: Array, size: Window, strides: int, dilation: int, padding: str) -> Array:
    """Put zeros around an image, as Keras does."""
    if padding == "valid":
        return x
    return np.pad(x, [*_borders(x.shape, size, strides, dilation, padding), (0, 0)])


def _borders(
    shape: Sequence[int], size: Window, strides: int, dilation: int, padding: str
) -> Iterator[tuple[int, int]]:
    for n, k in zip(shape, size, strict=False):
        reach = (k - 1) * dilation + 1
        spare = max((-(-n // strides) - 1) * strides + reach - n, 0)
        yield (reach - 1, 0) if padding == "causal" else (spare // 2, spare - spare // 2)
