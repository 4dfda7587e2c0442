"""The Keras code of a model that was found from a printed summary, for Keras 3.

Where all of it is told it prints that summary again.
"""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.pages.code.freezing import freezing_lines
from rnnscope.pages.code.models import Writer
from rnnscope.report.report import Report
from rnnscope.words.printed import origin

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


def code_lines(report: Report) -> Iterator[str]:
    """Yield the lines of a program that makes the model and prints its summary."""
    writer = Writer()
    made = writer.whole(report)
    yield f"# A model {origin(report)}."
    yield "# What was assumed stands above a layer. Activations, rates and the like are in no"
    yield "# number: they are Keras's defaults here, and any where a layer must have one."
    yield from ("import keras", "from keras import layers", "")
    if writer.has_stand_in:
        yield from ("", *_STAND_IN.split("\n"))
    for function in writer.functions:
        yield from ("", *function, "")
    yield from ("", *made, *freezing_lines(report), "model.summary()")
