"""What pasted summaries of many rows cost, by what the rows are of.

    python tests/benchmarks/printed_rows.py [--rows 1000] [--only dense] [--runs 3] [--format json]

Each text is explained by a process of its own, without Keras's summary().  A cell is the
processor's time of the whole process in seconds, the least of some runs.  No row is like
another but where a kind says so, so that nothing is found only once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
PLAIN_ROWS = 30_000


class Row(NamedTuple):
    """A row as it is printed; what flows in is the row before where `before` names nothing."""

    name: str
    class_name: str
    shape: tuple[int | None, ...]
    params: int
    before: str = ""


Rows = Iterator[Row]


def dense(n: int) -> Rows:
    """Dense layers of other units each."""
    before = 8
    for i in range(n):
        units = 8 + i * 7919 % 1009
        yield Row(f"dense_{i}", "Dense", (None, units), units * before + units)
        before = units


def like(n: int) -> Rows:
    """Dense layers that are all the same."""
    for i in range(n):
        yield Row(f"dense_{i}", "Dense", (None, 10), 110)


def conv(n: int) -> Rows:
    """Convolutions of other filters each, with windows of 3, and every third in another way."""
    before, size = 3, 224
    for i in range(n):
        filters = 8 + i * 7919 % 509
        if i % 30 == 29:
            size = max(size // 2, 7)
        bias = 0 if i % 3 == 2 else filters
        yield Row(f"conv_{i}", "Conv2D", (None, size, size, filters), 9 * before * filters + bias)
        before = filters


def odd_conv(n: int) -> Rows:
    """Convolutions whose numbers mostly come of no setting, by primes of all sizes."""
    for i in range(n):
        filters = i % 97 + 3
        yield Row(f"conv_{i}", "Conv2D", (None, 50, 50, filters), (i * 7919 % 5000 + 1) * filters)


def bidirectional(n: int) -> Rows:
    """Layers of both directions, each of other units: LSTM and GRU in turn."""
    before = 8
    for i in range(n):
        units, gates = 8 + i * 7919 % 509, 3 + i % 2
        count = 2 * gates * (units * units + units * before + units * (5 - gates))
        yield Row(f"both_{i}", "Bidirectional", (None, 20, 2 * units), count)
        before = 2 * units


def attention(n: int) -> Rows:
    """Attentions of other features each, whose heads no number tells."""
    last, before = "input", 8
    yield Row(last, "InputLayer", (None, 30, before), 0)
    for i in range(n // 2):
        size, inner = 16 + i * 7919 % 1009, 8 * (1 + i % 97)
        shape, count = (None, 30, size), 4 * size * inner + 3 * inner + size
        yield Row(f"dense_{i}", "Dense", shape, size * before + size, last)
        yield Row(f"attention_{i}", "MultiHeadAttention", shape, count, f"dense_{i}, dense_{i}")
        last, before = f"attention_{i}", size


def separable(n: int) -> Rows:
    """Separable convolutions of other filters each."""
    before = 3
    for i in range(n):
        filters = 8 + i * 7919 % 509
        count = 9 * before + before * filters + filters
        yield Row(f"separable_{i}", "SeparableConv2D", (None, 99, 99, filters), count)
        before = filters


def distributed(n: int) -> Rows:
    """Layers that others wrap, whose class is not printed: Dense of other units each."""
    before = 8
    for i in range(n):
        units = 8 + i * 7919 % 1009
        count = units * before + units
        yield Row(f"time_{i}", "TimeDistributed", (None, 20, units), count)
        before = units


def residual(n: int) -> Rows:
    """Blocks as those of a ResNet, each of other filters."""
    last, before = "input", 64
    yield Row(last, "InputLayer", (None, 56, 56, before), 0)
    for i in range(n // 9):
        inner = 16 + i * 7919 % 251
        for j, (kernel, filters) in enumerate(((1, inner), (3, inner), (1, before))):
            came = last if j == 0 else f"relu_{i}_{j - 1}"
            flowing = before if j == 0 else inner
            shape = (None, 56, 56, filters)
            count = kernel * kernel * flowing * filters + filters
            yield Row(f"conv_{i}_{j}", "Conv2D", shape, count, came)
            yield Row(f"norm_{i}_{j}", "BatchNormalization", shape, 4 * filters, f"conv_{i}_{j}")
            if j < 2:
                yield Row(f"relu_{i}_{j}", "Activation", shape, 0, f"norm_{i}_{j}")
        yield Row(f"add_{i}", "Add", (None, 56, 56, before), 0, f"norm_{i}_2, {last}")
        last = f"add_{i}"


def transformer(n: int) -> Rows:
    """Blocks as those of BERT, each with other sizes within it."""
    size, last = 768, "embedding"
    yield Row("input", "InputLayer", (None, 128), 0)
    yield Row(last, "Embedding", (None, 128, size), 30_522 * size, "input")
    for i in range(n // 8):
        inner = 256 + i * 7919 % 1009
        shape = (None, 128, size)
        parts = (
            ("attention", "MultiHeadAttention", shape, 4 * (size * size + size)),
            ("drop_a", "Dropout", shape, 0),
            ("add_a", "Add", shape, 0),
            ("norm_a", "LayerNormalization", shape, 2 * size),
            ("wide", "Dense", (None, 128, inner), size * inner + inner),
            ("narrow", "Dense", shape, size * inner + size),
            ("add_b", "Add", shape, 0),
            ("norm_b", "LayerNormalization", shape, 2 * size),
        )
        start = last
        for name, class_name, output, count in parts:
            beside = {"attention": f", {last}", "add_a": f", {start}", "add_b": f", norm_a_{i}"}
            before = last + beside.get(name, "")
            last = f"{name}_{i}"
            yield Row(last, class_name, output, count, before)


def cut(n: int) -> Rows:
    """Blocks as those of a DenseNet on large images: old Keras cuts their names and shapes off."""
    size, channels, last = 256, 64, "input"
    yield Row(last, "InputLayer", (None, size, size, channels), 0)
    for i in range(n // 7):
        inner, growth = 128 + 4 * (i % 5), 32 + i % 7
        start, before = last, channels
        size, channels = (max(size // 2, 100) if i % 16 == 15 else size), channels + growth
        for part, class_name, made, count in (
            ("0_bn", "BatchNormalization", before, 4 * before),
            ("0_relu", "Activation", before, 0),
            ("1_conv", "Conv2D", inner, before * inner),
            ("1_bn", "BatchNormalization", inner, 4 * inner),
            ("1_relu", "Activation", inner, 0),
            ("2_conv", "Conv2D", growth, 9 * inner * growth),
            ("concat", "Concatenate", channels, 0),
        ):
            came = f"{start}, {last}" if part == "concat" else last
            last = f"conv{2 + i // 16}_block{i + 1}_{part}"
            yield Row(last, class_name, (None, size, size, made), count, came)


def unfed(n: int) -> Rows:
    """Layers of which the text does not say what flows in, of several classes."""
    kinds = ("Dense", "Conv2D", "LSTM", "GRU", "Embedding", "SeparableConv2D")
    for i in range(n):
        kind, units, features = kinds[i % len(kinds)], 8 + i * 7919 % 509, 3 + i % 61
        last, count = {
            "Dense": ((units,), units * features + units),
            "Conv2D": ((50, 50, units), 9 * features * units + units),
            "LSTM": ((units,), 4 * (units * units + units * features + units)),
            "GRU": ((units,), 3 * (units * units + units * features + 2 * units)),
            "Embedding": ((9, units), 1000 * units),
            "SeparableConv2D": ((50, 50, units), 9 * features + features * units + units),
        }[kind]
        yield Row(f"{kind.lower()}_{i}", kind, (None, *last), count, f"unknown_{i}")


def joined(n: int) -> Rows:
    """Dense layers of other units each, with what is connected to what."""
    before = "input"
    yield Row(before, "InputLayer", (None, 8), 0)
    for row in dense(n - 1):
        yield row._replace(before=before)
        before = row.name


KINDS: dict[str, Callable[[int], Rows]] = {
    "dense": dense,
    "like": like,
    "conv": conv,
    "odd conv": odd_conv,
    "bidirectional": bidirectional,
    "attention": attention,
    "separable": separable,
    "distributed": distributed,
    "residual": residual,
    "transformer": transformer,
    "cut": cut,
    "unfed": unfed,
    "joined": joined,
}


def text_of(kind: str, n: int) -> str:
    """Print a kind of rows as Keras 2 does: those to be cut in the columns that it had first."""
    rows = [*KINDS[kind](n)]
    return in_columns(rows) if kind == "cut" else text(rows)


def in_columns(rows: Sequence[Row]) -> str:
    """Print rows as Keras 2.0 to 2.8 do, which cut off what goes beyond a column of 98 signs."""
    ends = (32, 53, 65, 98)

    def line(*cells: str) -> str:
        printed = ""
        for cell, end in zip(cells, ends, strict=True):
            printed = f"{printed[:-1]} {cell}" if printed else cell
            printed = printed[:end].ljust(end)
        return printed.rstrip()

    lines = [line("Layer (type)", "Output Shape", "Param #", "Connected to"), "=" * ends[-1]]
    for row in rows:
        first, *others = [f"{each}[0][0]" if each else "" for each in row.before.split(", ")]
        lines.append(line(f"{row.name} ({row.class_name})", f"{row.shape}", f"{row.params}", first))
        lines += [line("", "", "", other) for other in others]
        lines.append("_" * ends[-1])
    return "\n".join([*lines, f"Total params: {sum(row.params for row in rows):,}", ""])


def text(rows: Iterable[Row]) -> str:
    """Print rows as Keras 2 does where they have room."""
    rows = list(rows)
    is_joined = any(row.before for row in rows)
    more = "Connected to" * is_joined
    lines = [f"{'Layer (type)':<45}{'Output Shape':<28}{'Param #':<14}{more}", "=" * 99]
    for row in rows:
        cell = f"{row.name} ({row.class_name})"
        first, *others = (
            [f"{each}[0][0]" for each in row.before.split(", ")] if row.before else [""]
        )
        lines.append(f"{cell:<45}{row.shape!s:<28}{row.params:<14}{first}".rstrip())
        lines += [" " * 87 + other for other in others]
    return "\n".join([*lines, "=" * 99, f"Total params: {sum(row.params for row in rows):,}", ""])


def seconds(path: Path, to: str, runs: int) -> float:
    """Explain a text, and return the processor's time that the process took, at the least."""
    command = (sys.executable, "-m", "rnnscope", "explain", "--no-summary", "--format", to)
    limit = ("--limit", f"summary_rows={PLAIN_ROWS}")  # more than anybody's model has
    return min(_seconds((*command, *limit, str(path))) for _ in range(runs))


def _seconds(command: tuple[str, ...]) -> float:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT, text=True
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    said = process.communicate()[1]
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said}")
    return used.ru_utime + used.ru_stime


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, action="append", default=[])
    arguments.add_argument("--only", choices=KINDS, action="append", default=[])
    arguments.add_argument("--format", default="text")
    arguments.add_argument("--runs", type=int, default=3)
    options = arguments.parse_args()
    counts = options.rows or [100, 1_000]
    table = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "summary.txt"

        def took(kind: str, n: int) -> float:
            path.write_text(text_of(kind, n))
            return seconds(path, options.format, options.runs)

        least = took("like", 1)
        for name in options.only or KINDS:
            more = [PLAIN_ROWS] * (name == "like" and not options.rows)
            for n in (*counts, *more):
                here = took(name, n)
                table.append([name, f"{n:,}", here, here / least])
                print(tabulate(table[-1:], tablefmt="plain", floatfmt=".2f"), flush=True)
    headers = ["rows of", "rows", "seconds", f"times that of one row, {least:.2f}"]
    print(tabulate(table, headers, floatfmt=(".2f", ".2f", ".2f", ".1f")))


if __name__ == "__main__":
    main()
