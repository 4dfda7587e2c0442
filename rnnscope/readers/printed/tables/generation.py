"""Which generation of Keras printed a table, where something in it tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rnnscope.model.parts import snake_case
from rnnscope.model.printed import PrintedRow
from rnnscope.readers.printed.lines.text_lines import Line

_KERAS_1 = ("AtrousConvolution2D", "Convolution1D", "Convolution2D", "Convolution3D")
_ONLY_2 = ("SlicingOpLambda", "TFOpLambda")  # since 2.4, and Keras 3 has operations instead
_NO_LINES = "no lines around its cells, which Keras 3 draws"
_ASCII = re.compile(r"\|-{3,400}(?:\+-{3,400}){2,5}\|")  # the line that Rich draws below a header
_CUDNN = ("CuDNNGRU", "CuDNNLSTM")


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a table may tell who printed it."""

    head: Line | None
    rows: Sequence[PrintedRow]
    below: Sequence[Line]
    has_commas: bool = False
    is_swapped: bool = False

    @property
    def is_ruled(self) -> bool:
        """True where a header has columns of blanks, and no number is grouped, as in Keras 3."""
        return self.head is not None and not self.has_commas

    @property
    def header(self) -> str:
        """The header as it stands on its line."""
        return self.head.text if self.head else ""

    def has_class(self, names: Iterable[str]) -> bool:
        """Tell whether a row is of one of some classes."""
        return any(row.class_name in names and not row.is_class_cut for row in self.rows)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A generation, what told it, and since which version Keras prints so, where that is known."""

    generation: int | None = None
    because: str = ""
    since: tuple[int, int] | None = None


def evidence_in(seen: Seen) -> Evidence:
    """Return the first evidence of a generation in a table; an empty one where there is none."""
    found = [tell for is_so, tell in _TELLS if is_so(seen)]
    since = max((tell.since for tell in found if tell.since), default=None)
    return Evidence(found[0].generation, found[0].because, since) if found else Evidence()


def _has_lines(seen: Seen) -> bool:
    return any(bar in seen.header for bar in "┃│") or any(
        "+===" in line.text or _ASCII.fullmatch(line.text.strip()) for line in seen.below[:1]
    )


def _has_optimizer(seen: Seen) -> bool:
    return any(
        "optimizerparams:" in line.compact or "(unbuilt)" in line.compact for line in seen.below
    )


def _is_set_off(seen: Seen) -> bool:
    """Tell whether the header begins with a blank and what is around it does not."""
    rule = seen.below[0].text[:1] if seen.below else ""
    return seen.header.startswith(" Layer (type)") and rule in ("=", "_")


def _is_named_plainly(seen: Seen) -> bool:
    """Tell whether a layer has a name of Keras 1: its class in small letters, `maxpooling2d_1`."""
    return any(_is_named(row, row.class_name.lower()) for row in seen.rows)


def _is_named_in_snake_case(seen: Seen) -> bool:
    """Tell whether a layer has a name as Keras makes it since 2.0: `max_pooling2d_1`."""
    return seen.is_ruled and any(_is_named(row, snake_case(row.class_name)) for row in seen.rows)


def _is_named(row: PrintedRow, stem: str) -> bool:
    """Tell a name that Keras made, where the generations make different ones."""
    if row.is_class_cut or row.class_name.lower() == snake_case(row.class_name):
        return False
    return row.name.startswith(f"{stem}_") and row.name[len(stem) + 1 :].isdigit()


def _has_no_input(seen: Seen) -> bool:
    """Tell whether the first row takes what has no row, as in a Sequential of Keras 1."""
    taken = {entry.layer for entry in seen.rows[0].connections or ()}
    missing = taken - {row.name for row in seen.rows}
    return seen.head is not None and any("_input" in name for name in missing)


def _counts_bytes(seen: Seen) -> bool:
    return any("byte)" in line.compact for line in seen.below)


def _has_no_connections(seen: Seen) -> bool:
    """Tell whether the header, which is whole, is without a column that Keras 1 always has."""
    text = seen.head.compact if seen.head else ""
    return seen.is_ruled and text == "layer(type)outputshapeparam#"


def _merges(seen: Seen) -> bool:
    """Tell whether a layer is a Merge, which a Sequential of Keras 2.0 may begin with too."""
    return seen.has_class(("Merge",)) and not _has_no_connections(seen)


def _is_functional(seen: Seen) -> bool:
    return seen.is_ruled and seen.has_class(("Functional",))


_TELLS: tuple[tuple[Callable[[Seen], bool], Evidence], ...] = (
    (
        lambda seen: "layer(name)" in "".join(seen.header.split()).lower(),
        Evidence(0, "its header says Layer (name)"),
    ),
    (lambda seen: seen.is_swapped, Evidence(0, "its rows have the class before the name")),
    (_has_lines, Evidence(3, "its table is drawn with lines", (3, 0))),
    (_has_optimizer, Evidence(3, "it tells the optimizer's params, or what is not built", (3, 0))),
    (
        lambda seen: seen.has_class(_KERAS_1) or _merges(seen),
        Evidence(1, "it has classes that Keras 2 renamed"),
    ),
    (_is_named_plainly, Evidence(1, "its layers are named as Keras 1 named them")),
    (_has_no_input, Evidence(1, "its first layer takes an input that has no row")),
    (_counts_bytes, Evidence(2, "it counts in Byte, as Keras 2.13 to 2.15 alone", (2, 13))),
    (
        _is_set_off,
        Evidence(2, f"its rows begin with a blank, as since Keras 2.7, and {_NO_LINES}", (2, 7)),
    ),
    (lambda seen: seen.has_class(_ONLY_2), Evidence(2, "it has a class of Keras 2.4", (2, 4))),
    (_is_functional, Evidence(2, f"it has a class of Keras 2.4, and {_NO_LINES}", (2, 4))),
    (lambda seen: seen.has_class(_CUDNN), Evidence(2, "it has a class that only Keras 2 has")),
    (
        _is_named_in_snake_case,
        Evidence(2, f"its layers are named as Keras 1 named none, and {_NO_LINES}"),
    ),
    (
        _has_no_connections,
        Evidence(
            2, f"its header has no Connected to, which Keras 1 prints always, and {_NO_LINES}"
        ),
    ),
)
