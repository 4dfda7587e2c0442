"""Carries out `rnnscope explain`: what is asked of whom, and what a terminal shows meanwhile."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rnnscope import api
from rnnscope.commands import knowing
from rnnscope.commands.kept import refuse_inputs
from rnnscope.commands.output import is_screen, write
from rnnscope.commands.progress import waiting
from rnnscope.layers import FORMULAS
from rnnscope.model.parts import Model
from rnnscope.pages.texts import visible
from rnnscope.readers.given import Given
from rnnscope.renderers import Options, asked, render, renderer
from rnnscope.report.report import Report
from rnnscope.verify.summary import silent

if TYPE_CHECKING:
    from rnnscope.solving import Known
    from rnnscope.verify.asking import Keras

BUILT_LIGHT = (
    "Built with --light, in Keras on NumPy: code that asks for its backend or for TensorFlow, or "
    "that draws numbers, may build another model elsewhere."
)
_ASKING = "asking Keras for its summary() ..."


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for; no timeout where Keras is not to be asked."""

    given: Given
    options: Options
    to: str
    output: Path | None
    load: bool
    timeout: float | None
    imports: tuple[str, ...] = ()
    weights: Path | None = None
    is_light: bool = False
    known: Known | None = None

    @property
    def is_watched(self) -> bool:
        """True where a person sees the report grow on a terminal."""
        return self.to == "text" and self.output is None and is_screen(sys.stdout)

    @property
    def is_drawn(self) -> bool:
        """True where a text goes to a terminal, or to whatever FORCE_COLOR says is like one."""
        is_forced = bool(os.environ.get("FORCE_COLOR"))
        return self.is_watched or (is_forced and self.to == "text" and self.output is None)


def carry_out(order: Order) -> Report:
    """Explain the model, and print the report or write it.

    Raises:
        RnnscopeError: the model cannot be explained.
        UnwritableError: the report cannot be written, or would be over what it is made of.

    """
    with _keras(order) as keras:
        _import_ahead(order.to)
        with knowing.named():
            model, report = api.explained(
                order.given, order.imports, order.weights, known=order.known
            )
        idle = {"--weights": order.weights, "--import": order.imports, "--load": order.load}
        knowing.refuse_idle(model, idle)
        if order.is_light:
            report = replace(report, notes=(*report.notes, BUILT_LIGHT))
        refuse_inputs(order.output, order.given.value, model)
        order = replace(order, options=asked(report, order.to, order.options))
        _refuse_unknown(report, order.options)  # before Keras is waited for
        if keras is not None and order.is_watched:
            report = _show(report, model, keras, order)
        elif order.is_drawn:
            report = _heard(report, model, keras, order)
            _draw(report, order)
        else:
            report = _heard(report, model, keras, order)
            write(render(report, order.to, order.options) + _own_words(report, order), order.output)
    return report


def _refuse_unknown(report: Report, options: Options) -> None:
    if options.what_if is not None:
        from rnnscope.report.recounting.what_if import what_if

        what_if(report, options.what_if)
    if options.layer is not None:
        report[options.layer]
    elif options.pattern is not None:
        from rnnscope.pages.table.picking import picked

        picked(report, options)


def _draw(report: Report, order: Order) -> None:
    """Print the report in colours, as far as they are wanted."""
    from rnnscope.renderers.screen import Drawing, console_of

    console_of(order.options).print(Drawing(report, order.options))
    write(_own_words(report, order), None)


def _import_ahead(to: str) -> None:
    """Import while the file's headers and Keras are waited for what will be needed then."""
    renderer(to)
    FORMULAS["InputLayer"]  # with it comes Dense: hardly a model has neither


def _heard(report: Report, model: Model, keras: Keras | None, order: Order) -> Report:
    """Ask Keras, where it is to be asked, behind a sign of life."""
    if order.timeout is None:
        return report.with_witness(silent("not asked (--no-summary)"))
    with waiting(_ASKING):
        return api.with_summary(report, model, keras, load=order.load)


@contextlib.contextmanager
def _keras(order: Order) -> Iterator[Keras | None]:
    """Start Keras in the background, unless nobody wants to hear it."""
    if order.timeout is None or order.given.is_live:
        yield None
    else:
        from rnnscope.verify.asking import Keras

        with Keras(order.timeout, users_code=order.load or bool(order.imports)) as keras:
            yield keras


def _show(report: Report, model: Model, keras: Keras, order: Order) -> Report:
    """Print the report on a terminal: at once where it fits, and else when Keras has spoken."""
    from rich.console import Group
    from rich.live import Live
    from rich.spinner import Spinner

    from rnnscope.renderers.screen import Drawing, console_of, fits

    console = console_of(order.options)
    spinner = Spinner("line" if order.options.ascii_only else "dots", _ASKING)
    waiting = Drawing(report, order.options, pending="summary")
    redrawn = fits(waiting, console)
    shown = Group(waiting, spinner) if redrawn else spinner
    with Live(shown, console=console, refresh_per_second=8, transient=not redrawn) as live:
        report = api.with_summary(report, model, keras, load=order.load)
        if redrawn:
            live.update(Drawing(report, order.options))
    if redrawn:
        write(_own_words(report, order), None)
    else:
        _draw(report, order)
    return report


def _own_words(report: Report, order: Order) -> str:
    """Return the summary of a model that Keras itself loaded, to go under a report in text."""
    witness = report.witness("summary")
    if not order.load or order.to != "text" or witness is None or not witness.text:
        return ""
    text = "\n".join(map(visible, witness.text.split("\n")))
    if order.options.ascii_only:
        from rnnscope.renderers.ascii_text import to_ascii

        text = to_ascii(text)
    return f"\n{text}\n"
