"""One site, read once and built for every kind of output."""

from __future__ import annotations

import os
import re
import shutil
import xml.etree.ElementTree as ET  # of files that we made
import zipfile
from pathlib import Path

import pytest

from tests.files import MNIST, SENTIMENT
from tests.sphinx.sites import Built, build, write

INDEX = """
A model
=======

.. rnnscope:: models/mnist.keras
   :caption: A *small* model
   :name: small
   :open:

The layer :rnnscope:layer:`simple_rnn`, in :numref:`small`.

.. rnnscope:: models/mnist.keras
   :layer: simple_rnn
   :class: mine

.. rnnscope:: models/mnist.keras
   :figure: weights
   :layer: simple_rnn
   :caption: Its weights
   :name: its-weights

See :numref:`its-weights`.

.. rnnscope:: models/mnist.keras
   :why-not: 20224

.. toctree::

   deep/page
"""
PAGE = """
# Another

```{rnnscope} ../models/sentiment.keras
:columns: +macs
:open: frame
```

```{rnnscope} ../models/sentiment.keras
:only: trainable
:format: table
```

```{rnnscope} /models/mnist.keras
:format: table
```

```{rnnscope} /models/sentiment.keras
:format: brief
:layer: embedding
```

```{rnnscope} /models/sentiment.keras
:format: table
:layer: embedding
```

```{rnnscope} /models/sentiment.keras
:format: table
:layer: gru
:caption: Weights of the GRU
:name: gru-weights
```

```{rnnscope} /models/sentiment.keras
:format: equation
:layer: gru
```

```{rnnscope} /models/sentiment.keras
:format: text
```

```{rnnscope} /models/sentiment.keras
:figure: report
```

```{rnnscope} /models/sentiment.keras
:format: html
:caption: A page to move
```

```{rnnscope} /models/sentiment.keras
:format: json
:caption: As JSON
```

{rnnscope:layer}`its cells <../models/sentiment.keras#bidirectional.forward_layer>`,
{rnnscope:layer}`/models/mnist.keras#simple_rnn`, {ref}`gru-weights` in {numref}`gru-weights`
"""


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("site")
    write(
        at,
        {"index.rst": INDEX, "deep/page.md": PAGE},
        extensions=["rnnscope.sphinx", "myst_parser", "sphinx.ext.mathjax"],
        rnnscope_summary=True,
        numfig=True,
        copyright="nobody",
        version="1",
    )
    (at / "models").mkdir()
    shutil.copy(MNIST, at / "models" / "mnist.keras")
    shutil.copy(SENTIMENT, at / "models" / "sentiment.keras")
    return at


@pytest.fixture(scope="module")
def html(at: Path) -> Built:
    return build(at)


def test_nothing_is_warned_of(html: Built) -> None:
    assert html.warnings == ()


def test_a_report_has_all_that_other_formats_have(html: Built) -> None:
    shown = html.shown("index.html")
    for text in (
        "Sequential 'mnist_rnn' in models/mnist.keras, Keras 3.15.1",
        "21,386 parameters · ✓ stored: agrees · ✓ summary(): agrees (Keras on NumPy)",
        "128·128 + 128·28 + 128",
        "Total params: 21,386 (85,544 bytes)",
        "units = 128 is simple_rnn's width: it has nothing to do with the 28 timesteps.",
        "✓ summary(): agrees on every layer and on the totals (Keras on NumPy)",
        "The next state is made of the input and the last state",
        "PyTorch's nn.RNN and cuDNN keep a second bias",
        "Why not 20,224?",
    ):
        assert text in shown
    assert '<a class="reference external" href="https://doi.org/' in html.text("index.html")
    assert '<div class="rnnscope mine docutils container">' in html.text("index.html")


def test_a_caption_is_read_and_numbered(html: Built) -> None:
    text = html.text("index.html")
    assert '<span class="caption-text">A <em>small</em> model</span>' in text
    assert '<a class="reference internal" href="#small">' in text
    assert "in Table 1." in html.shown("index.html")
    assert "See Fig. 1." in html.shown("index.html")


def test_an_equation_is_mathematics(html: Built) -> None:
    assert 'class="math notranslate nohighlight"' in html.text("index.html")
    assert r"\begin{aligned}" in html.text("deep/page.html")


def test_a_layer_is_referred_to_where_it_is_told_in_full(html: Built) -> None:
    assert 'href="#rnnscope-models-mnist.keras-simple_rnn-in-full"' in html.text("index.html")
    assert 'title="simple_rnn"' in html.text("index.html")


def test_references_lead_to_other_pages(html: Built) -> None:
    text = html.text("deep/page.html")
    there = "#rnnscope-models-sentiment.keras-bidirectional.forward_layer"
    assert f'href="{there}"' in text
    assert "its cells" in html.shown("deep/page.html")


def test_the_page_to_explore_is_copied_and_loads_nothing(html: Built) -> None:
    pages = {path.name: path for path in (html.out / "_downloads").rglob("*.html")}
    assert {*pages} == {"mnist_rnn.html", "sentiment_bilstm.html"}
    link = pages["mnist_rnn.html"].relative_to(html.out).as_posix()
    assert f'<a href="{link}">Explore mnist_rnn</a>' in html.text("index.html")
    assert "<iframe src=" in html.text("deep/page.html")
    assert "default-src 'none'" in pages["mnist_rnn.html"].read_text("utf-8")


def test_a_picture_is_a_file_with_its_words_beside(html: Built) -> None:
    [picture] = (html.out / "_images").glob("*-weights.svg")
    assert ET.parse(picture).getroot().tag.endswith("}svg")  # noqa: S314
    assert 'alt="The weights of simple_rnn: ' in html.text("index.html")


def test_code_is_as_the_command_line_writes_it(html: Built) -> None:
    assert '"schema": 1' in html.shown("deep/page.html")
    assert "As JSON" in html.shown("deep/page.html")


def test_no_hint_for_a_terminal_stands_on_a_page(html: Built) -> None:
    [picture] = (html.out / "_images").glob("*-report.svg")
    assert "--all" not in html.shown("deep/page.html") + picture.read_text("utf-8")


def test_the_table_of_a_layer_has_its_caption(html: Built) -> None:
    shown = html.shown("deep/page.html")
    assert "Weights of the GRU in Table 2" in shown
    assert "gru (GRU)" not in shown.partition("Weights of the GRU")[0].rpartition("Param #")[2]
    assert "A page to move" in shown


def test_less_is_told_where_less_is_asked_for(html: Built) -> None:
    shown = html.shown("deep/page.html")
    brief, table = re.split("^embedding \\(Embedding\\)$", shown, flags=re.MULTILINE)[-2:]
    assert "Params:  8,000" in brief
    assert "Names in the formula" not in brief
    assert "(input_dim, output_dim)" in table
    assert "Params:" not in table


def test_latex(at: Path, html: Built) -> None:
    result = build(at, "latex")
    assert result.warnings == ()
    [file] = result.out.glob("*.tex")
    text = file.read_text("utf-8")
    assert r"\begin{aligned}" in text
    assert r"\sphinxcaption{A \sphinxstyleemphasis{small} model}" in text
    report = text.partition(r"\sphinxstylestrong{Sequential")[2]
    assert report.partition(r"\printindex")[0].isascii()
    assert "The weights of simple" in text  # in the place of a picture
    assert "includegraphics{{" not in text


@pytest.mark.parametrize(("builder", "name"), [("text", "index.txt"), ("man", "*.1")])
def test_plain_text(at: Path, html: Built, builder: str, name: str) -> None:
    result = build(at, builder)
    assert result.warnings == ()
    [file] = result.out.glob(name)
    text = file.read_text("utf-8")
    assert "128·128 + 128·28 + 128" in text
    assert "The weights of simple_rnn: " in text
    assert "Explore" not in text


def test_epub(at: Path, html: Built) -> None:
    result = build(at, "epub")
    assert result.warnings == ()
    [file] = result.out.glob("*.epub")
    with zipfile.ZipFile(file) as book:
        names = book.namelist()
        for name in names:
            if name.endswith(".xhtml"):
                ET.fromstring(book.read(name).decode())  # noqa: S314
    assert not any(name.endswith(".html") for name in names)
    assert any(name.endswith(".svg") for name in names)


def test_gettext_asks_for_no_translation_of_what_is_made(at: Path, html: Built) -> None:
    result = build(at, "gettext")
    asked = result.text("index.pot")
    assert 'msgid "A *small* model"' in asked
    assert "Total params" not in asked
    assert "Witnesses" not in asked


def test_what_did_not_change_is_not_read_again(at: Path, html: Built) -> None:
    assert build(at).read == frozenset()


def test_a_changed_model_has_its_pages_read_again_and_no_others(at: Path, html: Built) -> None:
    model = at / "models" / "sentiment.keras"
    shutil.copy(MNIST, model)
    os.utime(model)
    result = build(at)
    assert result.read == {"deep/page"}
    assert any("no layer is named 'gru'" in warning for warning in result.warnings)
