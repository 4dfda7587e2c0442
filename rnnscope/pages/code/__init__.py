"""The Keras code of a model that was found from a printed summary, for Keras 3.

Where all of it is told it prints that summary again.
"""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.pages.code.freezing import freezing_lines
from rnnscope.pages.code.models import Writer
from rnnscope.report.report import Report
from rnnscope.words.printed.summary import origin

_STAND_IN = '''\
class StandIn(layers.Layer):
    """Stands for a layer of which the summary tells a number and shapes alone."""

    def __init__(self, params, shapes, fixed=0, **options):
        super().__init__(**options)
        self.params, self.fixed, self.shapes = params, fixed, shapes

    def build(self, *_):
        if self.params > self.fixed:
            self.add_weight(shape=(self.params - self.fixed,))
        if self.fixed:
            self.add_weight(shape=(self.fixed,), trainable=False)

    def compute_output_spec(self, *_, **__):
        outputs = [keras.KerasTensor(shape) for shape in self.shapes]
        return outputs[0] if len(outputs) == 1 else outputs


def stand_in(class_name):
    return type(class_name, (StandIn,), {})
'''

_HEAD = (
    "# What was assumed stands above a layer. Activations, rates and the like are in no",
    "# number: they are Keras's defaults here, and any where a layer must have one.",
)


def code_lines(report: Report) -> Iterator[str]:
    """Yield the lines of a program that makes the model and prints its summary."""
    writer = Writer()
    made = writer.whole(report)
    yield f"# A model {origin(report)}."
    yield from _HEAD
    yield from _departures(report, writer)
    yield from ("import keras", "from keras import layers", "")
    if writer.has_stand_in:
        yield from ("", *_STAND_IN.split("\n"))
    for function in writer.functions:
        yield from ("", *function, "")
    yield from ("", *made, *freezing_lines(report), f"model.summary({_as_printed(report)})")


def _departures(report: Report, writer: Writer) -> Iterator[str]:
    """Say in what its summary will not be the text, as comments."""
    rows = report.printed.rows if report.printed else ()
    if any(row.is_name_cut for row in rows):
        yield "# Names that are cut off in the text end in _cut."
    if writer.has_entries:
        yield "# Keras prints a row for each input, of which the text has not all."


def _as_printed(report: Report) -> str:
    """Return what summary() is called with for the rows and columns that the text has."""
    rows = report.printed.rows if report.printed else ()
    nested = ["expand_nested=True"] if any(row.depth for row in rows) else []
    trained = ["show_trainable=True"] if any(row.trainable is not None for row in rows) else []
    return ", ".join([*nested, *trained])
