"""How equations are read, resolved and written."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from rnnscope.catalogue import entry, known_layers
from rnnscope.equations.facts import Facts
from rnnscope.equations.latex import latex
from rnnscope.equations.mathml import mathml
from rnnscope.equations.parser import NoEquationError, parsed
from rnnscope.equations.resolving import resolved
from rnnscope.equations.structure import Equation, Name, Statement, Word, parts
from rnnscope.equations.text import text_lines
from rnnscope.layers import FORMULAS, foreign_formulas
from rnnscope.pages.said.layer_equation import equation_of

pytestmark = pytest.mark.quick

REPORTS = {name: entry(name) for name, formula in known_layers() if formula.equation}
KNOWN = {name: equation_of(report, report.layers[0]) for name, report in REPORTS.items()}


def shown(*lines: str, weights: dict[str, tuple[int, ...]] | None = None, **settings: Any) -> str:
    facts = Facts("Dense", settings, weights or {})
    return "\n".join(text_lines(resolved(parsed(lines), facts)))


def test_every_equation_is_read() -> None:
    """Those of Keras 1 too, which only their settings tell."""
    for known in (*FORMULAS.values(), *foreign_formulas().values()):
        parsed(known.equation)


@pytest.mark.parametrize(
    "line",
    [
        "y = x +",
        "y = (x",
        "y = x[t",
        "y = x ; z",
        "y = , x",
        "y",
        "y = x, if a or b",
        "y = sum over",
    ],
)
def test_what_is_no_equation(line: str) -> None:
    with pytest.raises(NoEquationError):
        parsed([line])


def test_a_line_that_is_too_long() -> None:
    with pytest.raises(NoEquationError):
        parsed([f"y = {'(' * 1000}x"])


def test_lines_that_hold() -> None:
    lines = ("y = x, if a", "y = 2*x, if not a", "y = 3*x, if b is some and a")
    assert shown(*lines, a=True, b="other") == "y = x"
    assert shown(*lines, a=False, b="some") == "y = 2 × x"
    assert shown("y = x, for Conv", "y = 2*x, for Dense") == "y = 2 × x"


def test_what_a_layer_has_not() -> None:
    lines = ("y = gamma*f(x·W + b)", "W, b = kernel, bias")
    assert shown(*lines, weights={"kernel": (3, 4)}).splitlines() == [
        "y = f(x·W)",
        "W = kernel",
        "· matrix product",
    ]


def test_numbers() -> None:
    assert shown(
        "y = x[p*strides + d*dilation - before]",
        "before = floor((size - 1)/2)",
        "p, d: places",
        strides=[2, 2],
        dilation=1,
        size=5,
    ).splitlines() == [
        "y = x[2p+d-2]",
        "strides = 2, before = 2",
        "p, d: places",
    ]
    assert "strides = (2, 1)" in shown("y = x[p*strides]", "p: a place", strides=[2, 1])


@pytest.mark.parametrize("stride", [0, 10**400, float("nan"), "many", [], [None], {"a": 1}])
def test_settings_that_make_no_sense(stride: Any) -> None:
    assert shown("y = x[p*s]", "s = ceil(size/strides)", "p: a place", strides=stride, size=5)


def test_functions() -> None:
    line = "y = activation(x)"
    assert shown(line, activation="linear") == shown(line, activation=None) == "y = x"
    assert shown(line, activation="gelu") == "y = gelu(x)"
    assert shown(line, activation="$\\evil") == shown(line, activation=...) == "y = activation(x)"


def test_slices_of_gates() -> None:
    lines = ("y = x·W_i + x·W_f", "W_i, W_f = split(kernel)")
    assert "W_i = kernel[:, 0:4]\nW_f = kernel[:, 4:8]" in shown(*lines, weights={"kernel": (3, 8)})


def test_ascii_alone() -> None:
    facts = Facts("Dense", {"activation": "sigmoid"}, {})
    lines = text_lines(
        resolved(parsed(["y = activation(x·xᵀ*x)", "x: it"]), facts), ascii_only=True
    )
    assert lines[0] == "y = sigmoid((x @ x^T) * x)"
    assert "".join(lines).isascii()


def test_what_brackets_are_needed_for() -> None:
    for text in ("(a - b)*c", "a - (b - c)", "a*(b*c)", "-(a + b)", "(a + b)/(c + d)", "(a/b)²"):
        line = f"y = {text}"
        written = text_lines(parsed([line]))[0].replace(" ⊙ ", "*")
        assert written == line


@pytest.mark.parametrize("name", KNOWN)
def test_written_in_every_way(name: str) -> None:
    equation = KNOWN[name]
    assert equation.statements
    assert all(text_lines(equation))
    for line in mathml(equation):
        ET.fromstring(line.replace("&#160;", " "))  # noqa: S314  # it is our own
    text = latex(equation)
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", KNOWN)
def test_no_name_is_left_unsaid(name: str) -> None:
    """What stands in an equation is set, explained, a weight, an input or an index in it."""
    equation, row = KNOWN[name], REPORTS[name].layers[0]
    lines = [*equation.statements, *(line for group in equation.definitions for line in group)]
    said = named(line.values for line in lines) - named(line.targets for line in lines)
    said -= {weight.name for weight in row.weights}
    said -= {subject for note in equation.notes for subject in note.subjects}
    inputs = {"x", "query", "key", "value", "h", "c", "last", "..."}
    assert said <= inputs | {"d", "p", "n"} | {*UNSET.get(name, ())}


def named(sides: Iterable[object]) -> set[str]:
    return {part.name for part in parts(tuple(sides)) if isinstance(part, Name)}


UNSET = {
    **{f"AveragePooling{n}D": ("pool_size", "strides") for n in (1, 2, 3)},
    **{f"ConvLSTM{n}D": ("kernel_size",) for n in (1, 2, 3)},
    "Rescaling": ("scale",),
    "CustomScaleLayer": ("scale",),
}


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")
def test_latex_reads_them(tmp_path: Path) -> None:
    body = "\n".join(f"\\[\n{latex(equation)}\n\\]" for equation in KNOWN.values())
    (tmp_path / "all.tex").write_text(
        "\\documentclass{article}\\usepackage{amsmath}\\begin{document}\n"
        f"{body}\n\\end{{document}}\n"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1000:]


def test_words_of_a_setting_are_escaped() -> None:
    equation = Equation((Statement((Name("y"),), (Word("a_b<c"),)),))
    assert "a\\_b\\char60 c" in latex(equation)
    assert "a_b&lt;c" in mathml(equation)[0]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("g = (r*h)·U", "g = (r ⊙ h)·U"),
        ("g = r*(h·U)", "g = r ⊙ (h·U)"),
        ("g = (h·U)*r", "g = (h·U) ⊙ r"),
        ("g = r*h*U", "g = r ⊙ h ⊙ U"),
        ("g = x·W·U", "g = x·W·U"),
    ],
)
def test_of_two_kinds_of_product_brackets_say_which_is_first(line: str, written: str) -> None:
    assert text_lines(parsed([line]))[0] == written
