"""Names in a model may be anything: on a page they are text, whatever the page is built for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import html5lib
import pytest

from rnnscope.pages.texts import named
from tests.embedding.test_hostile_names import ALL
from tests.files import Config, custom, entry, sequential, write_keras
from tests.latex import ran
from tests.sphinx.sites import Built, build, write

PAGE = """
{title}
====================

Before.

.. rnnscope:: {model}
   :open:

.. rnnscope:: {model}
   :layer: *dense

.. rnnscope:: {model}
   :format: equation

.. rnnscope:: {model}
   :figure: weights

.. rnnscope:: {model}
   :format: text

Behind.
"""
MORE = {
    "html escape": "&#60;b&#62;",
    "smart quotes": "a--b...'c'",
    "substitution": "|release|",
    "ends of latex": r"\end{tabulary}\end{document}\input{/etc/passwd}",
    "end of verbatim": "\\end{sphinxVerbatim}\n\\input{x}",
    "end of mathematics": r"$\] \) }}\end{split}",
    "objects": "a b -1 rnnscope:layer\nc",
}
REFUSED = "surrogate"  # by what reads the file
WORDS = [name for kind, name in {**ALL, **MORE}.items() if kind != REFUSED]
NAMES = {f"m{i}": name for i, name in enumerate(WORDS)}


def model(name: str) -> Config:
    """Return a config of which every name is hostile."""
    known = entry("Dense", f"{name}dense", units=2, activation=name)
    inside: dict[str, Any] = {**known["config"], "name": name}
    wrapped = entry("TimeDistributed", f"{name}wrapped", layer={**known, "config": inside})
    odd = custom(f"Class{name}", f"odd{name}", setting=name)
    return sequential(known, wrapped, odd, name=f"{name}model", shape=(None, 4, 3))


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("hostile")
    pages = {f"{page}.rst": PAGE.format(title=page, model=f"{page}.keras") for page in NAMES}
    index = f"All\n===\n\n.. toctree::\n\n   {f'{chr(10)}   '.join(pages)}\n"
    settings = {"copyright": "nobody", "version": "1", "latex_elements": {"fontpkg": ""}}
    write(at, {**pages, "index.rst": index.replace(".rst", "")}, **settings)
    for page, name in NAMES.items():
        wrong = {"layers/dense/vars/0": (3, 7), "layers/dense/vars/1": (2,)}
        write_keras(at / f"{page}.keras", model(name), wrong)
    return at


@pytest.fixture(scope="module")
def html(at: Path) -> Built:
    return build(at)


def test_nothing_but_the_models_is_warned_of(html: Built) -> None:
    assert html.warnings
    assert all("its witnesses differ: " in line for line in html.warnings)


@pytest.mark.parametrize("page", NAMES)
def test_html(page: str, html: Built) -> None:
    text = html.text(f"{page}.html")
    tree: Any = html5lib.parse(text, namespaceHTMLElements=False)
    [section] = tree.findall(".//section")
    kinds = [node.tag for node in section]
    assert kinds == ["h1", "p", *["div"] * 5, "p"]
    assert [section[1].text, section[-1].text] == ["Before.", "Behind."]
    elements = [node for node in section.iter() if isinstance(node.tag, str)]
    assert not {node.tag for node in elements} & {"script", "style", "iframe", "textarea", "b"}
    assert not [node for node in elements if any(key.startswith("on") for key in node.attrib)]
    links = [node for node in elements if node.tag == "a" and "://" in node.get("href", "")]
    assert not links
    shown = "".join(section.itertext()).replace("\xa0", " ")
    assert named(f"{NAMES[page]}dense") in shown


@pytest.fixture(scope="module")
def latex(at: Path, html: Built) -> Path:
    result = build(at, "latex")
    assert result.warnings == ()
    [document] = result.out.glob("*.tex")
    return document


def test_latex_gets_no_more_than_ascii_of_a_report(latex: Path) -> None:
    text = latex.read_text("utf-8").partition("Before.")[2]
    assert text.isascii()


def test_latex_compiles(latex: Path) -> None:
    find = shutil.which("kpsewhich")
    if find is None or subprocess.run([find, "tabulary.sty"], capture_output=True).returncode:
        pytest.skip("Sphinx's style needs texlive-latex-extra")
    assert ran(latex).pages


@pytest.mark.parametrize("builder", ["text", "man", "epub"])
def test_other_kinds_of_output_are_built(builder: str, at: Path, html: Built) -> None:
    result = build(at, builder)
    assert result.warnings == ()
