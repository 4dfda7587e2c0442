"""How far a long work has come, on a terminal; nowhere else is anything of it to be seen."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from rnnscope.commands.output import is_screen


@contextlib.contextmanager
def progress(total: int, words: str, *, is_long: bool = False) -> Iterator[Callable[[], object]]:
    """Show a bar on standard error, where a person sees it; give what moves it on by one.

    What is printed meanwhile stands above it.  One thing has none, unless it takes long.
    """
    if not (total > 1 or is_long) or not is_screen(sys.stderr):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn(words),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=is_screen(sys.stdout),
    )
    with bar:
        task = bar.add_task(words, total=total)
        yield lambda: bar.advance(task)


@contextlib.contextmanager
def waiting(words: str) -> Iterator[None]:
    """Show a sign of life on standard error, where a person sees it."""
    if not is_screen(sys.stderr):
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words):
        yield
