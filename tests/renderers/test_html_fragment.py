"""A fragment of HTML: what it has as the other formats have it."""

from __future__ import annotations

from dataclasses import replace

import html5lib
import pytest

from rnnscope.renderers import render_with
from rnnscope.report.witness import Difference
from tests.files import MNIST, alone

pytestmark = pytest.mark.quick


def test_what_differs_in_a_layer_stands_behind_its_sign() -> None:
    report = alone(MNIST)
    stored, *others = report.witnesses
    found = Difference("dense", "kernel", "(128, 10)", "(128, 11)", "stored")
    report = replace(report, witnesses=(replace(stored, differences=(found,)), *others))
    for to in ("html-fragment", "markdown", "plain", "text"):
        text = render_with(report, to, layer="dense")
        assert "✗ dense: kernel: config implies " in text.replace("\\", "")


def test_an_address_is_a_link_whatever_signs_are_in_it() -> None:
    report = alone(MNIST)
    address = "https://doi.org/10.1016/S0893-6080(05)80056-5"
    *rest, dense = report.layers
    quoted = replace(dense, source=f"A paper, {address}.")
    report = replace(report, layers=(*rest, quoted))
    text = render_with(report, "html-fragment", layer="dense")
    page = html5lib.parse(text, namespaceHTMLElements=False)
    assert address in [link.get("href") for link in page.iter("a")]
    assert f"<{address}>." in render_with(report, "markdown", layer="dense")
