"""What a badge says: how many parameters there are, and whether that is verified."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.drawings.svg import fitted
from rnnscope.pages.said.verdicts import in_full, verdict_on
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.texts import named
from rnnscope.pages.whole.page import called
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.unbuilt import is_unbuilt
from rnnscope.report.witness import Verdict

_LONGEST = 40  # letters of a layer's name
_WORDS = {
    Verdict.AGREES: "verified",
    Verdict.DIFFERS: "witnesses differ",
    Verdict.SILENT: "not verified",
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A label and a message, the verdict that decides its colour, and all of it in sentences."""

    label: str
    message: str
    verdict: Verdict
    description: str


def badge(report: Report, choice: Choice) -> Badge:
    """Say how many parameters a model has, or one layer of it.

    Raises:
        UnknownLayerNameError: the model has no such layer.

    """
    layer = None if choice.layer is None else report[choice.layer]
    verdict = verdict_on(report, layer)
    count = layer.params if layer else report.total
    label = f"{fitted(named(layer.path), _LONGEST, 1)} params" if layer else "params"
    if count is None or is_unbuilt(layer or report):
        message = "not known" if count is None else f"{count:,} so far"
        verdict = Verdict.DIFFERS if verdict is Verdict.DIFFERS else Verdict.SILENT
    else:
        message = f"{count:,} {_WORDS[verdict]}"
    return Badge(label, message, verdict, _description(report, layer))


def _description(report: Report, layer: LayerReport | None) -> str:
    """Name what is counted; of a whole model, what each witness says too."""
    if layer is not None:
        return f"{named(layer.path)}, a layer of {called(report)}"
    return ". ".join((called(report, "The model"), *in_full(report)))
