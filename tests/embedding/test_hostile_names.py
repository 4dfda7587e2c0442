"""Names in a model may hold marks, fences and markup: a document has the same blocks behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cmarkgfm
import html5lib
import pytest
from cmarkgfm.cmark import Options as Cmark
from docutils.core import publish_doctree
from docutils.nodes import Text, comment, literal_block, paragraph
from docutils.utils import Reporter
from markdown_it import MarkdownIt

from rnnscope.embedding import renewed
from rnnscope.report.report import Report
from tests.embedding.documents import document
from tests.renderers.test_hostile_names import NAMES, hostile

MORE = {
    "end of a block": "<!-- rnnscope-end -->",
    "end of a comment": "--> <!-- rnnscope-end --> <!--",
    "end in a line": "a\n\n<!-- rnnscope-end -->\n\n# b",
    "end in rest": "a\n\n.. rnnscope-end\n\nb\n=\n",
    "begin of a block": "<!-- rnnscope-begin x.keras -->",
    "comment without an end": "<!--",
    "fence": "\n```\n````\n~~~\n<!-- rnnscope-end -->",
    "ends of html": "</pre></td></tr></table></div><!-- rnnscope-end --></details>",
    "addresses": "https://evil.example www.evil.example a@evil.example (http://evil.example/x|y)",
    "an address behind signs": "`https://evil.example`|`a@evil.example*",
    "somebody": "@evil evil/repo#1",
    "raw text": "<textarea><script><style><title><plaintext>",
    "roles": ":raw:`x` |x| x_ `a <http://evil>`_ ``",
    "directives": "\n\n.. raw:: html\n\n   <b>x</b>\n\n",
}
ALL = {**NAMES, **MORE}
ASKED = ["", "layer=*dense", "layer=odd*", "depth=1", "why-not=7"]
AROUND = ("Text before.", "Text behind.")
MARKDOWN = MarkdownIt("commonmark").enable("table")


def text_of(directory: Path, kind: str, name: str, mark: str, end: str) -> str:
    """Return a document with a block for each thing that a mark may ask of a hostile model."""
    report: Report = hostile(directory, ALL[kind])
    blocks = "".join(f"{mark.format(asked)}\n\n{end}\n\n" for asked in ASKED)
    path = document(directory, f"{AROUND[0]}\n\n{blocks}{AROUND[1]}\n", name)
    result = renewed(path, lambda _: report)
    assert (result.blocks, len(result.changes)) == (len(ASKED), len(ASKED))
    path.write_text(result.text, "utf-8")
    assert not renewed(path, lambda _: report).changes
    return result.text


@pytest.mark.parametrize("to", ["markdown", "text", "html-fragment", "model-card"])
@pytest.mark.parametrize("kind", ALL)
def test_markdown(kind: str, to: str, tmp_path: Path) -> None:
    begin = f"<!-- rnnscope-begin m.keras {{}} format={to} -->"
    text = text_of(tmp_path, kind, "x.md", begin, "<!-- rnnscope-end -->")
    tokens = [token for token in MARKDOWN.parse(text) if token.level == 0]
    marks = [each.content for each in tokens if "rnnscope-" in each.content[:20]]
    assert len(marks) == 2 * len(ASKED)
    for html in (
        cmarkgfm.github_flavored_markdown_to_html(text, Cmark.CMARK_OPT_UNSAFE),
        MARKDOWN.render(text),
    ):
        assert_text_alone(html)


@pytest.mark.parametrize("to", ["html-fragment", "text"])
@pytest.mark.parametrize("kind", ALL)
def test_html(kind: str, to: str, tmp_path: Path) -> None:
    begin = f"<!-- rnnscope-begin m.keras {{}} format={to} -->"
    assert_text_alone(text_of(tmp_path, kind, "x.html", begin, "<!-- rnnscope-end -->"))


def assert_text_alone(html: str) -> None:
    """Read HTML as a browser does: the marks are where they were, and no name is markup."""
    tree: Any = html5lib.parse(html, namespaceHTMLElements=False)
    body = tree.find("body")
    comments = [node.text.split()[0] for node in body if not isinstance(node.tag, str)]
    assert comments == ["rnnscope-begin", "rnnscope-end"] * len(ASKED)
    whole = "".join(body.itertext())
    assert whole.strip().startswith(AROUND[0])
    assert whole.strip().endswith(AROUND[1])
    elements = [node for node in tree.iter() if isinstance(node.tag, str)]
    assert not {node.tag for node in elements} & {"script", "img", "textarea", "style", "iframe"}
    assert not [node for node in elements if any(key.startswith("on") for key in node.attrib)]
    assert [node.get("href") for node in elements if "evil" in node.get("href", "")] == []


@pytest.mark.parametrize("kind", ALL)
def test_restructuredtext(kind: str, tmp_path: Path) -> None:
    text = text_of(tmp_path, kind, "x.rst", ".. rnnscope-begin m.keras {}", ".. rnnscope-end")
    settings = {"halt_level": Reporter.WARNING_LEVEL, "report_level": Reporter.SEVERE_LEVEL}
    nodes = publish_doctree(text, settings_overrides=settings).children
    blocks = [comment, literal_block, comment] * len(ASKED)
    assert [type(node) for node in nodes] == [paragraph, *blocks, paragraph]
    assert all(type(child) is Text for node in nodes for child in node.children)
