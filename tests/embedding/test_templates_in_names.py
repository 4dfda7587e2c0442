"""Documents may go through a template, which runs `{{ ... }}`: a name is text there too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import cmarkgfm
import html5lib
import jinja2
import markdown
import pytest
from cmarkgfm.cmark import Options as Cmark
from docutils.core import publish_doctree

from rnnscope.embedding import renewed
from rnnscope.renderers import Options, render
from rnnscope.report.report import Report
from tests.embedding.documents import document
from tests.files import PRINTED, alone
from tests.renderers.test_hostile_names import drawn, hostile
from tests.sphinx.sites import build, write

NAMES = {
    "a sum": "{{ 7 * 7 }}",
    "a file": "{{ (env.app.srcdir / 'PWNED').touch() }}",
    "a statement": "{% include 'x' %}",
    "a comment": "a {# b #} c",
    "a shortcode": "{{< include x >}}",
    "other templates": "${x} #{y} <%= z %> {: onclick=x} {.y}",
    "code of a notebook": "r 1 + 1",
    "emoji and marks": ":smile: ==d== ^e^ ++f++ ~~g~~",
}
FORMATS = ["markdown", "model-card", "html-fragment", "svg", "plain rst", "plain html"]
BLOCKS = [("x.md", to) for to in ("markdown", "model-card", "text", "html-fragment")]
BLOCKS += [("x.html", "html-fragment"), ("x.html", "text")]
ASKED = ("", "layer=*dense*", "why-not=7")
DIALECT = ["attr_list", "tables", "fenced_code", "pymdownx.mark", "pymdownx.caret"]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return NAMES[str(request.param)]


@pytest.fixture
def report(name: str, tmp_path: Path) -> Report:
    return hostile(tmp_path, name)


def embedded(report: Report, at: Path, name: str, to: str) -> str:
    """Return a document with what may be asked of a model."""
    begin, end = ("<!-- ", " -->") if not name.endswith("rst") else (".. ", "")
    block = f"{begin}rnnscope-begin m.keras {{}} format={to}{end}\n\n{begin}rnnscope-end{end}\n\n"
    path = document(at, "A\n\n" + "".join(map(block.format, ASKED)), name)
    return renewed(path, lambda _: report).text


def run(text: str) -> str:
    """Run a text as a template, as a builder of a site does."""
    whole = jinja2.Environment(keep_trailing_newline=True)  # noqa: S701  # as builders have it
    return whole.from_string(text).render()


def seen(html: str) -> str:
    page: Any = html5lib.parse(html, namespaceHTMLElements=False)
    return "".join(page.itertext())


@pytest.mark.parametrize("to", FORMATS)
def test_a_template_runs_nothing_of_a_report(report: Report, to: str) -> None:
    for layer in (None, *(row.path for row in report.walk())):
        text = drawn(report, to, layer)
        assert run(text) == text


def test_a_template_runs_nothing_of_a_page(report: Report) -> None:
    page = render(report, "html", Options())
    own = re.compile(r"<(style|script)>.*?</\1>", re.DOTALL)
    text = own.sub("", page)
    assert run(text) == text


@pytest.mark.parametrize(("document", "to"), BLOCKS)
def test_a_template_runs_nothing_of_a_block(
    report: Report, name: str, document: str, to: str, tmp_path: Path
) -> None:
    text = embedded(report, tmp_path, document, to)
    assert run(text) == text
    if document == "x.md":
        text = cmarkgfm.github_flavored_markdown_to_html(text, Cmark.CMARK_OPT_UNSAFE)
    assert seen(text).count(f"{name}dense") >= len(ASKED) - 1


@pytest.mark.parametrize("to", ["markdown", "model-card"])
def test_mkdocs_shows_the_name(report: Report, name: str, to: str, tmp_path: Path) -> None:
    text = embedded(report, tmp_path, "x.md", to)
    html = markdown.markdown(text, extensions=DIALECT)
    assert "onclick" not in re.sub(r">[^<]*<", "><", html)
    assert not re.search("<(mark|ins|sup|del)>", html)
    assert f"{name}dense" in seen(html)


def test_restructuredtext_shows_the_name(report: Report, name: str, tmp_path: Path) -> None:
    text = embedded(report, tmp_path, "x.rst", "text")
    assert run(text) == text
    assert f"{name}dense" in publish_doctree(text).astext()


def test_no_code_of_a_notebook_stands_in_a_line(report: Report) -> None:
    text = drawn(report, "markdown")
    assert not re.search(r"`+(r[ #]|\{)", text)


def test_a_word_that_begins_a_line_runs_nothing_in_a_fence(tmp_path: Path) -> None:
    """An article of one letter, as code of R in a line begins: `a Dense`, where a line is full."""
    text = embedded(alone(PRINTED), tmp_path, "x.md", "text")
    assert re.search("^ *a Dense", text, re.MULTILINE)
    assert "<pre>" not in text


def test_myst_substitutes_nothing(tmp_path: Path) -> None:
    name = NAMES["a file"]
    report, asked = hostile(tmp_path, name), ("markdown", "model-card", "text", "html-fragment")
    pages = {f"{to}.md": f"# A\n\n{embedded(report, tmp_path, 'x.md', to)}" for to in asked}
    site = write(
        tmp_path,
        {**pages, "index.rst": "A\n=\n\n.. toctree::\n   :glob:\n\n   *\n"},
        extensions=["myst_parser"],
        myst_enable_extensions=["substitution", "attrs_inline", "attrs_block", "colon_fence"],
        exclude_patterns=["x.md"],
    )
    built = build(site)
    assert not (site / "PWNED").exists()
    for to in asked:
        assert f"{name}dense" in built.shown(f"{to}.html").replace("‘", "'").replace("’", "'")
