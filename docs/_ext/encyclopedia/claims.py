"""What is said of an example that Keras is asked for: of the layer itself, and of other arguments.

Each claim is a program, and what Keras has to say of the layer that it makes.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rnnscope.catalogue.examples import Example
from rnnscope.catalogue.one_layer import program_of
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.settings import SettingReport, quantized, setting_reports

_OF_STATES = ("h", "c")  # inputs of a cell that are as wide as it


@dataclass(frozen=True, slots=True)
class Claim:
    """A program, and the count or the output shape that its layer is said to have."""

    name: str
    program: str
    params: int | None = None
    put_out: str = ""

    def denied(self, said: Mapping[str, Any]) -> str:
        """Say how Keras denies it; nothing where it does not."""
        [row] = said["rows"]
        if self.params is not None and row["params"] != self.params:
            return f"{self.name}: {self.params:,} is said, Keras counts {row['params']:,}"
        if self.put_out and row["output_shape"] != self.put_out:
            return f"{self.name}: {self.put_out} is said, Keras puts out {row['output_shape']}"
        return ""


def claims_of(class_name: str, example: Example, row: LayerReport) -> Iterator[Claim]:
    """Yield what is claimed of other arguments of an example, each alone."""
    other_dtype = quantized(row)
    for setting in (*setting_reports(row), *([other_dtype] if other_dtype else [])):
        if setting.would_give is not None or setting.would_put_out:
            made = program_of(class_name, _changed(example, setting))
            name = f"{class_name} with {setting.name}={setting.other}"
            yield Claim(name, made, setting.would_give, _tuple(setting.would_put_out))


def _changed(example: Example, setting: SettingReport) -> Example:
    other = literal_eval(setting.other)
    inputs = dict(example.inputs)
    if setting.name == "units":
        inputs |= {name: (other,) for name in _OF_STATES if name in inputs}
    return replace(example, settings={**example.settings, setting.name: other}, inputs=inputs)


def _tuple(shapes: str) -> str:
    """Write several shapes as summary() does, which a page writes in a sentence."""
    return f"({shapes.replace(' and ', ', ')})" if " and " in shapes else shapes
