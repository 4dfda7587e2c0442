"""Reports in a notebook, where Rich prints by other ways."""

from __future__ import annotations

import builtins
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keras
import pytest
from keras import layers
from rich.console import Console

import rnnscope
from rnnscope.renderers.notebook import framed
from tests.browsers import opened
from tests.files import MNIST, ROOT
from tests.notebooks import notebook as notebook_of_the_recipe

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class ZMQInteractiveShell:
    """What Rich knows a notebook by."""


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be in a notebook, as far as Rich can tell."""
    monkeypatch.setattr(builtins, "get_ipython", ZMQInteractiveShell, raising=False)
    monkeypatch.setenv("JUPYTER_COLUMNS", "30")
    monkeypatch.setenv("COLUMNS", "40")
    assert Console().is_jupyter


def model(name: str = "gru") -> Any:
    return keras.Sequential(
        [keras.Input((4, 3)), layers.GRU(2, name=name), layers.Dense(1, name="out")]
    )


@pytest.mark.usefixtures("notebook")
@pytest.mark.parametrize("name", ["gru", "g" * 300])
def test_a_live_models_summary_is_heard(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = dict(os.environ)
    report = rnnscope.explain(model(name))
    witness = report.witness("summary")
    assert witness is not None
    assert witness.spoke, witness.reason
    assert report.verified
    assert name in witness.text
    assert capsys.readouterr().out == ""  # nor is anything printed
    assert dict(os.environ) == before


@pytest.mark.usefixtures("notebook")
def test_a_report_is_a_text_and_prints_nothing_by_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = rnnscope.explain(MNIST)
    texts = [str(report), *(report.render(to) for to in ("text", "plain", "html-fragment"))]
    texts += [report.render("text", layer="simple_rnn")]
    assert capsys.readouterr().out == ""
    assert all("20,096" in text for text in texts)


@pytest.mark.parametrize("name", ["TERM", "FORCE_COLOR", "COLUMNS", "JUPYTER_COLUMNS"])
def test_what_a_terminal_is_told_changes_no_report(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    live, report = model(), rnnscope.explain(MNIST)
    before = str(report), rnnscope.explain(live).witness("summary")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv(name, {"TERM": "dumb"}.get(name, "20"))
    assert (str(report), rnnscope.explain(live).witness("summary")) == before


class Busy(keras.Sequential):
    """Asks, while it is asked for its summary, what consoles others get."""

    widths: tuple[int, int] = (0, 0)

    def summary(self, *args: Any, **kwargs: Any) -> None:
        found = []
        thread = threading.Thread(target=lambda: found.append(Console(width=50).width))
        thread.start()
        thread.join()
        self.widths = (Console(width=50).width, found[0])
        super().summary(*args, **kwargs)


def test_consoles_of_other_threads_are_as_they_were() -> None:
    busy = Busy([keras.Input((3,)), layers.Dense(2, name="out")])
    made = Console.__init__
    assert rnnscope.explain(busy).verified
    assert busy.widths == (140, 50)
    assert Console.__init__ is made


KERNEL = """
import json
from jupyter_client.manager import start_new_kernel
cells = [
    '''
import keras, rnnscope
model = keras.Sequential([keras.Input((4, 3)), keras.layers.GRU(2), keras.layers.Dense(1)])
report = rnnscope.explain(model)
print(report.witness("summary").spoke, report.verified, "Total params" in str(report))
''',
    "report",
    "report['gru']",
    "report.show()",
    "report['gru'].show()",
]
manager, client = start_new_kernel(kernel_name="python3")
told = []
try:
    def show(message):
        content = message["content"]
        kind = message["msg_type"]
        if kind in ("stream", "error", "display_data", "execute_result"):
            if content.get("name") != "stderr":
                told.append([kind, content.get("text", content.get("data", content))])
    for cell in cells:
        client.execute_interactive(cell, output_hook=show, timeout=120)
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
print(json.dumps(told))
"""


def test_in_a_kernel() -> None:
    done = subprocess.run(
        [sys.executable, "-c", KERNEL], cwd=ROOT, capture_output=True, text=True, check=False
    )
    said, whole, layer, *pages = json.loads(done.stdout)
    assert said == ["stream", "True True True\n"], done.stderr
    for kind, shown in (whole, layer):
        assert kind == "execute_result"
        assert r"\begin{tabular}" in shown["text/latex"]
        assert "<br>" not in shown["text/markdown"]
        assert shown["text/html"].startswith('<div class="rnnscope">')
        assert "<script" not in shown["text/html"]
    assert "Weights" in layer[1]["text/html"]
    assert "Total params" in whole[1]["text/html"]
    assert layer[1]["text/plain"] == "<LayerReport 'gru': 'GRU', 42 params>"
    assert "$$\n\\begin{aligned}" in layer[1]["text/markdown"]
    for (kind, shown), text in zip(pages, ("Total params", "gru (GRU)"), strict=True):
        assert kind == "display_data"
        assert shown["text/html"].startswith('<iframe srcdoc="&lt;!doctype html&gt;')
        assert text in shown["text/plain"]
        assert r"\begin{tabular}" in shown["text/latex"]
        assert "| --- |" in shown["text/markdown"]


@pytest.fixture(scope="module")
def ran_notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the recipe's cells in a kernel, beside a model."""
    at = tmp_path_factory.mktemp("notebook")
    notebook_of_the_recipe(at)
    converted(at, "notebook", "--execute", "--inplace")
    return at


def converted(at: Path, to: str, *options: str) -> str:
    """Convert the notebook as nbconvert does, and return what that made."""
    command = [sys.executable, "-m", "nbconvert", "--to", to, *options, "n.ipynb"]
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    suffix = {"notebook": "ipynb", "latex": "tex", "markdown": "md"}.get(to, to)
    return (at / f"n.{suffix}").read_text("utf-8")


def test_a_notebook_becomes_a_page(ran_notebook: Path, chromium: Browser) -> None:
    converted(ran_notebook, "html")
    context = chromium.new_context(viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto((ran_notebook / "n.html").as_uri(), wait_until="domcontentloaded")
    whole, layer = page.locator("div.rnnscope").all()
    assert "20,096" in whole.inner_text()
    assert layer.locator("math").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    frame = next(frame for frame in page.frames if frame.url.startswith("about:srcdoc"))
    assert frame.locator("h1").inner_text() == "mnist_rnn"
    context.close()


def test_a_notebook_becomes_markdown(ran_notebook: Path) -> None:
    assert '<div class="rnnscope">' in converted(ran_notebook, "markdown")


@pytest.mark.skipif(not shutil.which("pandoc"), reason="nbconvert writes LaTeX by pandoc")
def test_a_notebook_becomes_latex(ran_notebook: Path) -> None:
    tex = converted(ran_notebook, "latex")
    assert tex.count(r"\toprule") >= 3
    assert r"h_{t} & = \tanh" in tex
    assert "<iframe" not in tex


HOSTILE = "\"'></iframe><script>alert(1)</script>"


def test_a_page_in_a_notebook_reaches_its_own_ends_alone(browser: Browser, tmp_path: Path) -> None:
    place = tmp_path / "notebook.html"
    shown = framed(rnnscope.explain(MNIST).render("html"), HOSTILE)
    place.write_text(f"<!doctype html>\n<h1>Notebook</h1>{shown}", "utf-8")
    with opened(browser, place) as page:
        frame = page.frames[1]
        frame.locator("a[href='#r1']:visible").first.click()
        assert frame.evaluate("location.href") == "about:srcdoc#r1"
        assert frame.locator("h1").inner_text() == "mnist_rnn"
        assert (
            frame.evaluate("(() => { try { parent.document } catch (e) { return e.name } })()")
            == "SecurityError"
        )
        assert page.inner_text("body").split() == ["Notebook"]
