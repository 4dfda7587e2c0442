"""What a report holds is in every format, or stands here with the reason why it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from rnnscope.algebra.expr import symbol
from rnnscope.renderers import RENDERERS
from rnnscope.report.optimizer_report import OptimizerReport
from rnnscope.report.report import Basis, LayerReport, Report, WeightReport
from rnnscope.report.witness import Difference, Witness
from tests.files import MNIST, alone

PAGES = ("text", "plain", "markdown", "latex", "html", "html-fragment", "svg", "model-card")
OPTIONS = {"svg": {"picture": "report"}}  # the others are of sizes and weights alone
LINES = "a table of layers, or of weights: what every line would say again is in the other formats"
ALONE = "a table alone: what is said besides is in the format latex"
_ALONE = (
    *("Report.name", "Report.class_name", "Report.source", "Report.format", "Report.weights"),
    *("Report.keras_version", "LayerReport.sentence", "LayerReport.equation", "Witness.keras"),
    *("LayerReport.source", "WeightReport.dtype", "WeightReport.role", "WeightReport.gates"),
)
LEFT_OUT: dict[tuple[str, str], str] = {
    **{(to, "Report.format"): "the path says it, or the file itself" for to in PAGES},
    **{(to, "Witness.text"): "Keras's drawing, shown under a text with --load" for to in RENDERERS},
    **{("csv", f"Report.{name}"): LINES for name in ("name", "class_name", "source", "format")},
    **{("csv", f"Report.{name}"): LINES for name in ("keras_version", "weights")},
    **{("csv", f"LayerReport.{name}"): LINES for name in ("sentence", "source", "equation")},
    ("csv", "LayerReport.name"): "the path ends with it",
    ("csv", "WeightReport.gates"): LINES,
    **{(to, "WeightReport.group"): "how files keep it" for to in RENDERERS},
    **{(to, "Witness.keras"): "which release spoke is for programs" for to in PAGES},
    **{("csv", f"Witness.{name}"): LINES for name in ("keras", "backend", "because")},
    **{(to, "Difference.witness"): "it stands in the list of one" for to in ("json", "json-full")},
    **{
        (to, "Difference.implied_by"): "a word of the sentence that people read"
        for to in ("json", "json-full")
    },
    **{("latex-table", name): ALONE for name in _ALONE},
    ("latex-table", "LayerReport.path"): "its name stands there",
    **{(to, "Difference.holder"): "a word of what the stored witness says" for to in RENDERERS},
}  # fmt: skip


def mark_of(name: str) -> str:
    return f"<{name}>".translate(str.maketrans("<>._", "xxxx"))


def _texts(value: Any) -> Iterator[str]:
    """Yield the names of the fields that hold texts."""
    for each in fields(value):
        kind = str(each.type)
        if each.init and "str" in kind and "Expr" not in kind and "Mapping" not in kind:
            yield each.name


def _marked(value: Any, **more: Any) -> Any:
    """Put a mark of its own into every text of a report, a layer, a weight ..."""
    owner = type(value).__name__
    marks: dict[str, Any] = {}
    for name in _texts(value):
        mark = mark_of(f"{owner}.{name}")
        is_list = str(next(f.type for f in fields(value) if f.name == name)).startswith("tuple")
        marks[name] = (mark,) if is_list else mark
    return replace(value, **{**marks, **more})


@pytest.fixture(scope="module")
def marked() -> Report:
    report = alone(MNIST)
    row = report.layers[1]
    weight: WeightReport = _marked(row.weights[0], shared_with=None)
    elsewhere: WeightReport = _marked(row.weights[1], name="bias")
    layer: LayerReport = _marked(
        row, path=mark_of("LayerReport.path"), basis=Basis.STORED, weights=(weight, elsewhere)
    )
    layer = replace(layer, shared_with=None)
    away = replace(layer, path="away", shared_with=mark_of("LayerReport.shared_with"))
    difference: Difference = _marked(Difference("", "", "", "", ""))
    differs: Witness = _marked(
        Witness(name="stored", spoke=True), name=mark_of("Witness.name"), differences=(difference,)
    )
    silent: Witness = _marked(Witness(name="summary", spoke=False), name="other")
    whole: Report = _marked(report, layers=(layer, away), witnesses=(differs, silent))
    return whole


OWNERS = {
    cls.__name__: [each.name for each in fields(cls) if each.init and "str" in str(each.type)]
    for cls in (Report, LayerReport, WeightReport, Witness, Difference)
}
FIELDS = [
    f"{owner}.{name}"
    for owner, names in OWNERS.items()
    for name in names
    if f"{owner}.{name}" not in ("WeightReport.symbolic_shape", "Witness.covered", "Report.inputs")
]

# What a badge has of a report: its name, and what each witness says in a line.
ON_A_BADGE = {"Report.name", "LayerReport.path", "Witness.name", "Witness.reason"}
ON_A_BADGE |= {"Witness.backend", "Witness.because"}
LEFT_OUT |= {("badge", name): "one count and its verdict" for name in {*FIELDS} - ON_A_BADGE}


@pytest.fixture(scope="module")
def drawn(marked: Report) -> dict[str, str]:
    layer = marked.layers[0].path
    return {to: both(marked, to, layer) for to in RENDERERS}


def both(report: Report, to: str, layer: str) -> str:
    options = OPTIONS.get(to, {})
    return report.render(to, **options) + report.render(to, layer=layer, **options)


@pytest.mark.parametrize("to", RENDERERS)
@pytest.mark.parametrize("name", FIELDS)
def test_every_text_of_a_report(drawn: dict[str, str], to: str, name: str) -> None:
    shown = mark_of(name) in drawn[to].replace("\\", "")
    assert shown is ((to, name) not in LEFT_OUT), LEFT_OUT.get((to, name), name)


def _in_layer(report: Report, **changes: Any) -> Report:
    """Change the layer that is drawn in full."""
    first, dense = report.layers
    return replace(report, layers=(first, replace(dense, **changes)))


def _in_weight(report: Report, **changes: Any) -> Report:
    kernel, bias = report.layers[1].weights
    return _in_layer(report, weights=(replace(kernel, **changes), bias))


def _in_witness(report: Report, **changes: Any) -> Report:
    stored, summary = report.witnesses
    return replace(report, witnesses=(replace(stored, **changes), summary))


OTHER = (symbol("other", 7),)
KERNEL = (symbol("input_dim", 7), symbol("units", 3))
DIFFERS = (Difference("dense", "kernel", "1", "2", "stored"),)
TRAINER = OptimizerReport("Adam", built=36, own=2)
# Another value for each field that is no text, and whoever holds it.
CHANGED: dict[str, Callable[[Report], Report]] = {
    "Report.layers": lambda it: replace(it, layers=it.layers[1:]),
    "Report.inputs": lambda it: replace(it, inputs=((symbol("batch", None), *OTHER),)),
    "Report.optimizer": lambda it: replace(it, optimizer=36),
    "Report.compiled": lambda it: replace(it, compiled=not it.compiled),
    "Report.trainer": lambda it: replace(it, trainer=TRAINER),
    "Report.witnesses": lambda it: replace(it, witnesses=it.witnesses[1:]),
    "LayerReport.basis": lambda it: _in_layer(it, basis=Basis.STORED),
    "LayerReport.weights": lambda it: _in_layer(it, weights=it.layers[1].weights[:1]),
    "LayerReport.children": lambda it: _in_layer(it, children=it.layers[:1]),
    "LayerReport.inputs": lambda it: _in_layer(it, inputs=(OTHER,)),
    "LayerReport.outputs": lambda it: _in_layer(it, outputs=(OTHER,)),
    "LayerReport.is_model": lambda it: _in_layer(it, is_model=True, children=it.layers[:1]),
    "LayerReport.is_own": lambda it: _in_layer(it, is_own=True),
    "LayerReport.work": lambda it: _in_layer(it, work=None),
    "LayerReport.times": lambda it: _in_layer(it, times=OTHER),
    "LayerReport.calls": lambda it: _in_layer(it, calls=(it.layers[1],) * 2),
    "LayerReport.logical_own": lambda it: _in_layer(it, logical_own=OTHER[0]),
    "WeightReport.symbolic_shape": lambda it: _in_weight(it, symbolic_shape=KERNEL),
    "WeightReport.trainable": lambda it: _in_weight(it, trainable=False),
    "Witness.spoke": lambda it: _in_witness(it, spoke=False),
    "Witness.covered": lambda it: _in_witness(it, covered=frozenset()),
    "Witness.differences": lambda it: _in_witness(it, differences=DIFFERS),
}
COMPUTED = "multiply-adds are in JSON, and on the pages"
HELD = "held for those who work on: it is in no format"
NOT_DRAWN = {
    "LayerReport.needs": f"what inputs mean is told of the model; {HELD}",
    "LayerReport.recorded": f"the stored witness compares it; {HELD}",
    **dict.fromkeys(
        (
            *("Report.printed", "Report.freezing"),
            *("LayerReport.told", "LayerReport.number", "LayerReport.untrained"),
        ),
        "of a printed summary alone, whose formats are tested apart",
    ),
    "Report.example": f"the code of a printed summary is made with it; {HELD}",
    "LayerReport.layer": HELD,
    "LayerReport.store": HELD,
    "WeightReport.index": f"where files keep it; {HELD}",
    "WeightReport.identity": f"which weight it is in memory; {HELD}",
}
_ALONE_TOO = (
    *("Report.inputs", "Report.compiled", "Report.trainer"),
    *("LayerReport.basis", "LayerReport.inputs", "LayerReport.is_own"),
)
_COMPUTED = ("LayerReport.work", "LayerReport.times", "LayerReport.calls")
UNSEEN: dict[tuple[str, str], str] = {
    **{("latex-table", name): ALONE for name in _ALONE_TOO},
    **{("latex-table", name): COMPUTED for name in _COMPUTED},
    **{(to, "Report.compiled"): "what it adds is told by the optimizer's count" for to in PAGES},
    ("csv", "Report.compiled"): LINES,
    ("csv", "Report.inputs"): LINES,
    ("csv", "LayerReport.inputs"): "what goes in is what came out of the line it is joined to",
    ("csv", "LayerReport.logical_own"): LINES,
    ("csv", "LayerReport.work"): COMPUTED,
    ("csv", "LayerReport.times"): COMPUTED,
    ("csv", "LayerReport.calls"): COMPUTED,
}

# What moves a count or a verdict is seen on a badge, and nothing else.
MOVES = {"Report.layers", "Report.witnesses", "LayerReport.weights", "LayerReport.children"}
MOVES |= {
    "LayerReport.is_model",
    "WeightReport.symbolic_shape",
    "Witness.spoke",
    "Witness.covered",
    "Witness.differences",
}
UNSEEN |= {("badge", name): "one count and its verdict" for name in {*CHANGED} - MOVES}


def test_every_other_field_is_changed_below_or_is_not_drawn() -> None:
    kinds = (Report, LayerReport, WeightReport, Witness, Difference)
    every = {f"{kind.__name__}.{each.name}" for kind in kinds for each in fields(kind) if each.init}
    assert every == {*FIELDS, *CHANGED, *NOT_DRAWN}


@pytest.mark.parametrize("to", RENDERERS)
@pytest.mark.parametrize("name", CHANGED)
def test_another_value_is_drawn(to: str, name: str) -> None:
    report = alone(MNIST)
    changed = CHANGED[name](report)
    before, after = (both(it, to, "dense") for it in (report, changed))
    assert (before != after) is ((to, name) not in UNSEEN), UNSEEN.get((to, name), name)
