"""Every format as it is, for both examples; and the rows of each add up to its total.

To renew what is kept: `RENEW_GOLDEN=1 pytest tests/renderers/test_golden.py`, and look at the diff.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from rnnscope import __version__
from rnnscope.renderers import Options, render
from rnnscope.report.report import Report
from tests.files import alone, write_json

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
TOTALS = {"mnist": 21_386, "sentiment": 13_273}
LAYERS = {"mnist": "simple_rnn", "sentiment": "gru"}

TABLEFMTS = ("simple", "grid", "github", "rst", "tsv", "latex")

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "text.txt": ("text", {}),
    "text-ascii.txt": ("text", {"ascii_only": True}),
    "text-wide-120.txt": ("text", {"width": 120}),
    "text-wide-80.txt": ("text", {"width": 80}),
    "text-depth-1.txt": ("text", {"depth": 1}),
    **{f"plain-{each}.txt": ("plain", {"tablefmt": each}) for each in TABLEFMTS},
    "plain-ascii.txt": ("plain", {"ascii_only": True}),
    "page.md": ("markdown", {}),
    "page.tex": ("latex", {}),
    "table.tex": ("latex-table", {}),
    "fragment.html": ("html-fragment", {}),
    "page.html": ("html", {}),
    "rows.csv": ("csv", {}),
    "report.json": ("json", {}),
    "report.svg": ("svg", {"picture": "report"}),
    "sizes.svg": ("svg", {"picture": "sizes"}),
    "badge.svg": ("badge", {}),
    "card.md": ("model-card", {}),
}
LAYER_KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "layer.txt": ("text", {}),
    "layer-wide-80.txt": ("text", {"width": 80}),
    "layer-ascii.txt": ("text", {"ascii_only": True}),
    "layer-plain.txt": ("plain", {}),
    "layer.md": ("markdown", {}),
    "layer.tex": ("latex", {}),
    "layer-table.tex": ("latex-table", {}),
    "layer-fragment.html": ("html-fragment", {}),
    "layer.html": ("html", {}),
    "layer.csv": ("csv", {}),
    "layer.json": ("json", {}),
    "layer.svg": ("svg", {}),
    "layer-badge.svg": ("badge", {}),
}
LONG_KINDS: dict[str, dict[str, Any]] = {
    "text.txt": {"width": 80},
    "text-no-fold.txt": {"width": 80, "fold": False},
    "text-top.txt": {"width": 80, "sort": "params", "top": 3, "columns": "+percent,macs"},
    "text-narrow.txt": {"width": 48},
}


def compared(text: str, name: str) -> None:
    """Compare text with what is kept; the versions of the package and of Keras are left out."""
    path = GOLDEN / name
    text = re.sub(r'"keras": "[^"]+"', '"keras": "VERSION"', text)
    text = text.replace(f'"rnnscope": "{__version__}"', '"rnnscope": "VERSION"')
    # Of a page what a model makes of it: not its style, and not what makes it move.
    text = re.sub(r"(<(style|script)[^>]*>).*?(</)", r"\1\3", text, flags=re.DOTALL)
    text = re.sub(r"sha256-[^']+", "HASH", text).replace(
        f"rnnscope {__version__}.", "rnnscope VERSION."
    )
    if os.environ.get("RENEW_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def _drawn(text: str) -> int:
    """Add up the counts of the rows that stand under no other, each beside its output shape."""
    lines = re.sub(r"<[^>]+>|&[a-z]+;", " ", text).splitlines()
    found = [
        re.search(r"\(None[^()]*\)(?:[\s|│&]|\\)+(\d[\d,]*)", line)
        for line in lines
        if not re.search(r"└─|`-|hookrightarrow", line) and not line.startswith("   ")
    ]
    return sum(int(match[1].replace(",", "")) for match in found if match)


def _lines(text: str) -> int:
    rows = csv.DictReader(text.splitlines())
    return sum(int(row["params"]) for row in rows if row["depth"] == "0")


def _object(text: str) -> int:
    data = json.loads(text)
    assert data["params"]["total"] == sum(layer["params"] for layer in data["layers"])
    for layer in data["layers"]:
        for part in (layer, *layer["children"]):
            inside = sum(each["params"] for each in (*part["weights"], *part["children"]))
            assert part["params"] == inside
    return sum(layer["params"] for layer in data["layers"])


def added(text: str) -> int:
    """Add up what stands in the column of params beside no indentation, before the totals."""
    lines = text.splitlines()
    head = next(line for line in lines if line.startswith("Layer (type)"))
    end = head.index("Param #") + len("Param #")
    table = lines[lines.index(head) + 1 :]
    rows = (line for line in table[: table.index("")] if line[0] not in " └`" and line[end - 1 :])
    found = [re.search(r"  ([\d,]+)$", line[:end]) for line in rows]
    return sum(int(match[1].replace(",", "")) for match in found if match)


def added_on_a_page(text: str) -> int:
    """Add up the counts in the heads of a page's rows, each as often as it stands in the model."""
    heads = re.findall(r'<li class="row.*?(?:</summary>|</li>)', text, re.DOTALL)
    total = 0
    for head in map(unescape, heads):
        count = re.search(r'class="count"[^>]*>(?:<span[^>]*>)?([\d,]+)', head)
        times = re.search(r'class="times">× ([\d,]+)', head)
        if count:
            total += int(count[1].replace(",", "")) * int(times[1] if times else 1)
    return total


def added_in_a_picture(text: str) -> int:
    """Add up the cells of a map, or the lines of a report as they would be copied."""
    drawn = ET.fromstring(text)  # noqa: S314
    cells = [each[0].text or "" for each in drawn.iter(f"{SVG}g") if "cell" in each.attrib["class"]]
    if cells:
        return sum(int(re.split(r": | · ", cell)[1].replace(",", "")) for cell in cells)
    return added("".join("".join(line.itertext()) for line in drawn.iter(f"{SVG}text")))


ADDED_UP: dict[str, Callable[[str], int]] = {
    "csv": _lines,
    "json": _object,
    "text": added,
    "html": added_on_a_page,
    "svg": added_in_a_picture,
    "badge": lambda text: int(re.findall(r">([\d,]+) verified<", text)[0].replace(",", "")),
}


@pytest.mark.parametrize("example", TOTALS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_report(examples: dict[str, Report], example: str, kind: str) -> None:
    to, options = KINDS[kind]
    text = render(examples[example], to, Options(**options))
    compared(text, f"{example}/{kind}")
    assert ADDED_UP.get(to, _drawn)(text) == TOTALS[example]
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("example", TOTALS)
@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_one_layer_in_full(examples: dict[str, Report], example: str, kind: str) -> None:
    to, options = LAYER_KINDS[kind]
    text = render(examples[example], to, Options(layer=LAYERS[example], **options))
    compared(text, f"{example}/{kind}")
    if to == "csv":
        added = sum(int(row["params"]) for row in csv.DictReader(text.splitlines()))
        assert added == examples[example][LAYERS[example]].params
    if to == "json":
        data = json.loads(text)
        assert data["params"] == sum(weight["params"] for weight in data["weights"])


def test_nothing_is_kept_that_is_not_compared() -> None:
    kept = {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*") if path.is_file()}
    both = {f"{example}/{kind}" for example in TOTALS for kind in (*KINDS, *LAYER_KINDS)}
    assert kept == both | {f"long/{kind}" for kind in LONG_KINDS}


@pytest.mark.parametrize("kind", LONG_KINDS)
def test_a_long_model(kind: str, tmp_path: Path) -> None:
    from tests.pages.table.test_compact import residual  # which adds up by what is here

    report = alone(write_json(tmp_path / "m.json", residual(6)))
    text = render(replace(report, source="long.json"), "text", Options(**LONG_KINDS[kind]))
    compared(text, f"long/{kind}")
