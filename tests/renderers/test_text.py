"""What a screen has room for."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from rnnscope.renderers import Options, text
from tests.files import MNIST, SENTIMENT, alone

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("path", [MNIST, SENTIMENT])
def test_what_is_redrawn_leaves_a_line_for_the_sign_of_life(path: object) -> None:
    report, options = alone(path), Options(width=100)
    out = io.StringIO()
    console = Console(file=out, width=100, height=500)
    console.print(text.drawn(report, options, console, pending="summary"))
    lines = out.getvalue().count("\n")
    at = {height: Console(file=out, width=100, height=height) for height in (lines, lines + 1)}
    assert not text.fits(report, options, at[lines])
    assert text.fits(report, options, at[lines + 1])
