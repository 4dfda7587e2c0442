"""What the page costs in a browser: its size, until its script is ready, and one recount.

    python tests/benchmarks/page.py [MODEL ...]

The models are those of `tests/renderers/explorable/models.py`, or `mnist` and `sentiment`.  Times
are in ms, the median of several, measured in Chromium around the work itself: from the script's
start to its end, and from a size that is put in until all in sight shows it, laid out too.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright
from tabulate import tabulate

from tests.browsers import CHROMIUM
from tests.renderers.explorable.conftest import Pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MODELS = ["mnist", "sentiment", "transformer", "resnet50", "alike", "distinct"]
LOADS, SIZES = 5, 12

# The page is given a clock before its script and one behind it, which its policy would forbid.
SCRIPT = '<script>"use strict"'
CLOCK = "<script>(window.times ??= []).push(performance.now())</script>"
READY = "() => window.times[1] - window.times[0]"
RECOUNT = """(links) => links.map((link) => {
    history.replaceState(null, "", link);
    const start = performance.now();
    dispatchEvent(new HashChangeEvent("hashchange"));
    document.body.getBoundingClientRect();
    return performance.now() - start;
})"""


def row(browser: Browser, pages: Pages, name: str) -> list[Any]:
    path = pages.page(name)
    text = path.read_text(encoding="utf-8")
    timed = path.with_suffix(".timed.html")
    timed.write_text(text.replace(SCRIPT, f"{CLOCK}{SCRIPT}").replace("</body>", f"{CLOCK}</body>"))
    ready = []
    for _ in range(LOADS):
        with browser.new_context(bypass_csp=True) as context:
            page = context.new_page()
            page.goto(timed.as_uri())
            ready.append(page.evaluate(READY))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(path.as_uri())
        nodes = page.evaluate("document.querySelectorAll('*').length")
        knob = next(k for k in pages.shown(name).recounting.knobs if not k.locked)
        links = [f"#set={knob.name}:{(knob.value or 8) + i}" for i in range(1, SIZES + 1)]
        times = page.evaluate(RECOUNT, links)
    kb = path.stat().st_size / 1000
    return [name, kb, nodes, median(ready), median(times), max(times)]


def main(names: list[str]) -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM.command)
        pages = Pages(Path(folder))
        rows = [row(browser, pages, name) for name in names or MODELS]
        browser.close()
    heads = ["page", "kB", "nodes", "ready ms", "recount ms", "slowest"]
    print(tabulate(rows, heads, floatfmt=".1f"))


if __name__ == "__main__":
    main(sys.argv[1:])
