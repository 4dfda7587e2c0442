"""What somebody knows of a model beside its printed summary, as options say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from rnnscope.arguments import GENERATIONS, assumed, input_shapes
from rnnscope.commands.settings import setting
from rnnscope.errors import BadArgumentError
from rnnscope.untrusted.whole_numbers import DIGITS, MOST
from rnnscope.wording import shown

if TYPE_CHECKING:
    from rnnscope.model.parts import Model
    from rnnscope.solving import Known

_OPTIONS = {
    "input_shape": "--input-shape",
    "assume": "--assume",
    "keras": "--keras",
    "table": "--table",
}

InputShapes: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--input-shape",
        metavar="SIZES",
        help="Of a printed summary: what flows into its first layer, without the batch, as 28,28 "
        "or None,28; of several inputs NAME=28,28.",
    ),
]
Assumed: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--assume",
        metavar="LAYER.ARGUMENT=VALUE",
        help="Of a printed summary: settle what its numbers leave open, as conv1.kernel_size=3.",
    ),
]
Generation: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--keras",
        min=GENERATIONS.start,
        max=GENERATIONS.stop - 1,
        help="Of a printed summary: which Keras printed it, where the text does not tell.",
    ),
]
Table: TypeAlias = Annotated[
    int,
    typer.Option(min=1, help="Of a text with several printed summaries: which of them, from 1 on."),
]


def known(
    shapes: Iterable[str] | None, settled: Iterable[str] | None, keras: int | None, table: int
) -> Known | None:
    """Return what is known; None where no option says anything.

    Raises:
        BadParameter: an option is none that can be meant.

    """
    if not (shapes or settled or keras is not None or table != 1):
        return None
    from rnnscope.solving import Known

    try:
        return Known(
            input_shapes(dict(map(_named_shape, shapes or ()))),
            assumed(dict(map(setting, settled or ()))),
            keras,
            table,
        )
    except BadArgumentError as error:
        raise in_words_of_options(error) from None


def in_words_of_options(error: BadArgumentError) -> typer.BadParameter:
    """Return what is wrong with what somebody says of a summary, by the name of the option."""
    return typer.BadParameter(
        f"{_OPTIONS.get(error.name, error.name)}{str(error).removeprefix(error.name)}"
    )


@contextmanager
def named() -> Iterator[None]:
    """Say by the option's name what cannot be, by what the summary says."""
    try:
        yield
    except BadArgumentError as error:
        if error.name not in _OPTIONS:
            raise
        raise in_words_of_options(error) from None


def refuse_idle(model: Model, options: Mapping[str, object]) -> None:
    """Refuse options that can have no effect where there is a printed summary alone.

    Raises:
        BadParameter: one of them is given.

    """
    for option, value in options.items():
        if value and model.printed is not None:
            raise typer.BadParameter(
                f"{option} has no effect on a printed summary, of which there is the text alone: "
                "leave it out"
            )


def _named_shape(text: str) -> tuple[str, list[int | None]]:
    """Read `28,28`, `(None, 28)` or `NAME=28,28`."""
    name, _, sizes = text.rpartition("=")
    words = sizes.strip().removeprefix("(").removesuffix(")").removesuffix(",").split(",")
    try:
        return name, [None if word.strip() == "None" else _size(word) for word in words]
    except ValueError:
        expected = "sizes as 28,28 or None,28, or NAME=28,28, each from 1 on"
        raise typer.BadParameter(
            f"--input-shape: expected {expected}, found {shown(text)}"
        ) from None


def _size(word: str) -> int:
    """Return a size; none is 0, or longer than any."""
    if not word.strip().isdecimal() or len(word) > DIGITS or not 0 < int(word) <= MOST:
        raise ValueError(word)
    return int(word)
