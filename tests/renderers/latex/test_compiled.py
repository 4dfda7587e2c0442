"""What we write compiles as it stands, and what is read on the pages is what was written."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from rnnscope.catalogue import entry, known_layers
from rnnscope.embedding import renewed
from rnnscope.errors import BadArgumentError
from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.renderers import Options, render, render_with
from rnnscope.renderers.latex import escape
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone, write_json
from tests.latex import ENGINES, TYPE_1, Compiled, compiled
from tests.pages.table.test_compact import residual
from tests.renderers.test_hostile_names import NAMES, hostile

LATIN = "Zürich, façade, naïve, Ångström, Łódź, œuvre, ∞ ≤ √2 ± 3² → α·β ✓"
SIGNS = "".join(map(chr, range(0x20, 0x7F)))
BLOCKS = 24


def spaceless(text: str) -> str:
    """Return a text without what a line may have been ended at, and as fonts have its signs."""
    text = (
        text.replace("\u2018", "'")
        .replace("\u2019", "'")
        .replace("ﬁ", "fi")
        .replace("ﬂ", "fl")
        .replace("ﬀ", "ff")
    )
    return re.sub(r"\s", "", text.replace("ﬃ", "ffi").replace("ﬄ", "ffl"))


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    path = write_json(tmp_path_factory.mktemp("long") / "m.json", residual(BLOCKS))
    return {"mnist": alone(MNIST), "sentiment": alone(SENTIMENT), "long": alone(path)}


@pytest.fixture(scope="module", params=ENGINES)
def whole(
    request: pytest.FixtureRequest,
    reports: dict[str, Report],
    tmp_path_factory: pytest.TempPathFactory,
) -> Compiled:
    """Put whole reports, a layer and answers into one document, for each LaTeX."""
    mnist = reports["mnist"]
    parts = {name: render(report, "latex") for name, report in reports.items()}
    parts["layer"] = render_with(reports["sentiment"], "latex", layer="gru")
    parts["asked"] = render_with(mnist, "latex", why_not=20_224)
    parts["sizes"] = render_with(mnist, "latex", what_if={"simple_rnn.units": 64})
    parts["counts"] = render_with(reports["long"], "latex", columns="params,percent", top=5)
    parts["signs"] = f"\\raggedright {escape(LATIN)}\n\n{escape(SIGNS)}\n"
    engine = request.param
    preamble = TYPE_1 if engine == "pdflatex" else ""
    return compiled(tmp_path_factory.mktemp("whole"), parts, engine, preamble)


def test_nothing_stands_out_at_the_right(whole: Compiled) -> None:
    assert whole.outside == []


def test_each_count_stands_beside_its_layer(whole: Compiled, reports: dict[str, Report]) -> None:
    text = whole.text
    assert re.search(r"simple_rnn \(SimpleRNN\) \(None, 128\) 20,096", text)
    assert "units·units + units·input_dim + units\n128·128 + 128·28 + 128\n" in text
    assert f"Total params: {reports['long'].total:,}" in text
    for i in range(BLOCKS):
        assert re.search(rf"b{i}_up \(Dense\) \(None, 16\) 144", text)


def test_a_long_table_goes_on_on_the_next_page(whole: Compiled) -> None:
    heads = [page for page in whole.pages if page.startswith("Layer (type)")]
    assert len(heads) >= 3


def test_equations_stand_as_mathematics(whole: Compiled) -> None:
    assert re.search(r"h\s?t\s?= tanh\(\s?x\s?t", whole.text)
    assert "recurrent_kernel[:, 0:16]" in whole.text


def test_signs_are_themselves(whole: Compiled) -> None:
    text = spaceless(whole.pages[-1])
    assert spaceless(SIGNS) in text
    assert spaceless(LATIN.replace("²", "2")) in text


@pytest.fixture(scope="module")
def plain(
    reports: dict[str, Report], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Compiled]:
    """Put a report into documents of other kinds, with nothing else in the preamble."""
    parts = {"mnist": render(reports["mnist"], "latex"), "gru": ""}
    parts["gru"] = render_with(reports["sentiment"], "latex", layer="gru")
    kinds = {
        "article": (r"\documentclass{article}", ""),
        "two columns": (r"\documentclass[twocolumn]{article}", ""),
        "report": (r"\documentclass[12pt]{report}", r"\usepackage[utf8]{inputenc}"),
        "shorthands": (r"\documentclass{article}", '\\catcode34=13 \\def"{WRONG}'),
    }
    return {
        name: compiled(
            tmp_path_factory.mktemp("plain"), parts, preamble=preamble, document_class=kind
        )
        for name, (kind, preamble) in kinds.items()
    }


def test_other_documents(plain: dict[str, Compiled]) -> None:
    for made in plain.values():
        assert "20,096" in made.text
        assert "WRONG" not in made.text


FLOATS = r"""
\begin{table}
\caption{The network}\label{tab:mnist}
\input{mnist}
\end{table}
\begin{table*}
\centering\caption{Its weights}\label{tab:weights}
\input{weights}
\end{table*}
Tables \ref{tab:mnist}, \ref{tab:weights} and~\ref{tab:long}.
\newcommand{\rnnscopecaption}{\caption{A long network}\label{tab:long}}
\input{long}
"""


def test_tables_have_captions_of_ones_own(reports: dict[str, Report], tmp_path: Path) -> None:
    parts = {
        "mnist": render(reports["mnist"], "latex-table"),
        "weights": render_with(reports["mnist"], "latex-table", layer="simple_rnn"),
        "long": render_with(reports["long"], "latex-table", fold=False),
    }
    made = compiled(tmp_path, parts, body=FLOATS)
    assert "Tables 1, 2 and 3." in made.text
    captions = ("Table 1: The network", "Table 2: Its weights", "Table 3: A long network")
    assert [caption for caption in captions if caption not in made.text] == []
    assert made.text.count("Table 3: A long network") == 1
    kinds = {name: "{longtable}" in part for name, part in parts.items()}
    assert kinds == {"mnist": False, "weights": False, "long": True}
    assert "Total params: 21,386 (85,544 bytes)" in made.text
    assert made.outside == []


CAPTIONED = r"""
\newcommand{\rnnscopecaption}{\caption{A long network}\label{tab:long}}
\input{long}
\input{long}
\newcommand{\rnnscopecaption}{\caption{A short network}\label{tab:short}}
\input{mnist}
\input{mnist}
\newcommand{\rnnscopecaption}{\caption{Another long one}\label{tab:other}}
\input{long}
Tables \ref{tab:long}, \ref{tab:short} and~\ref{tab:other}.
"""


def test_a_caption_is_of_the_next_table_alone_of_either_kind(
    reports: dict[str, Report], tmp_path: Path
) -> None:
    parts = {
        "mnist": render(reports["mnist"], "latex-table"),
        "long": render_with(reports["long"], "latex-table", fold=False),
    }
    made = compiled(tmp_path, parts, body=CAPTIONED)
    assert made.text.count("A short network") == 1
    numbers = re.findall(r"Table (\d): (\w+ \w+) \w+", made.text)
    assert numbers == [("1", "A long"), ("2", "A short"), ("3", "Another long")]
    assert made.text.count("Total params: 21,386 (85,544 bytes)") == 2
    assert made.outside == []


LISTED = r"""
\listoftables
\clearpage
\newcommand{\rnnscopecaption}{\caption{A long network}\label{tab:long}}
\input{long}
It begins on page~\pageref{tab:long}.
"""


def test_a_table_of_many_pages_has_one_caption_and_one_label(
    reports: dict[str, Report], tmp_path: Path
) -> None:
    parts = {"long": render_with(reports["long"], "latex-table", fold=False)}
    made = compiled(tmp_path, parts, body=LISTED)
    listed, *pages = made.pages
    assert listed.count("A long network") == 1
    assert len(re.findall("contentsline", (tmp_path / "document.lot").read_text("utf-8"))) == 1
    assert "multiply defined" not in (tmp_path / "document.log").read_text("latin-1")
    assert [page.split("\n")[0] for page in pages] == [
        "Table 1: A long network",
        *["Table 1: continued"] * (len(pages) - 1),
    ]
    assert len(pages) > 1
    assert "It begins on page 2." in made.text


def test_an_answer_has_no_table(reports: dict[str, Report]) -> None:
    with pytest.raises(BadArgumentError, match="it has no table"):
        render_with(reports["mnist"], "latex-table", why_not=7)


def test_a_layer_without_weights_has_no_table_of_them(reports: dict[str, Report]) -> None:
    inside = render_with(reports["sentiment"], "latex-table", layer="bidirectional")
    assert r"bidirectional.forward\_layer" in inside
    with pytest.raises(BadArgumentError, match="expected one with weights"):
        render_with(reports["sentiment"], "latex-table", layer="dropout")


def test_a_block_in_a_document(reports: dict[str, Report], tmp_path: Path) -> None:
    marks = "% rnnscope-begin m.keras {}\n% rnnscope-end\n"
    names = ("", "layer=simple_rnn", "format=latex-table", "why-not=20224")
    blocks = "\n".join(map(marks.format, names))
    place = tmp_path / "thesis.tex"
    place.write_text(f"\\section{{A}}\nText.\n{blocks}\nMore.\n", "utf-8")
    text = renewed(place, lambda _: reports["mnist"]).text
    assert r"\subsection*{Layers}" in text
    made = compiled(tmp_path, {"whole": text})
    assert made.text.count("20,096") >= 4
    assert made.outside == []


def test_the_equations_of_all_layers_are_in_one_document(tmp_path: Path) -> None:
    parts = {}
    for name, formula in known_layers():
        if formula.equation and not name.startswith("ops."):
            report = entry(name)
            layer = report.layers[0]
            assert equation_of(report, layer).statements or equation_of(report, layer).notes
            parts[name] = render(report, "latex", Options(layer=layer.path))
    made = compiled(tmp_path, parts)
    assert len(parts) >= 70
    assert made.outside == []


def test_hostile_names_are_text(tmp_path: Path) -> None:
    """Also those that would read a file, which is not one of the document's."""
    parts, reports = {}, {}
    for i, (kind, name) in enumerate(NAMES.items()):
        reports[kind] = replace(hostile(tmp_path, name), source="m.keras")
        for j, layer in enumerate((None, *(row.path for row in reports[kind].walk()))):
            parts[f"n{i}x{j}"] = render(reports[kind], "latex", Options(layer=layer))
    made = compiled(tmp_path, parts)
    text = spaceless(made.text)
    for kind in ("latex", "html", "pipe", "csv formula", "wiki", "backticks"):
        assert spaceless(f"{NAMES[kind]}dense(Dense)") in text
    assert "root:" not in text
    assert "模" not in text
    assert "U+6A21U+578BU+1F600dense(Dense)" in text
    assert max(made.outside, default=0) < 10
