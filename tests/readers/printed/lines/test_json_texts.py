"""A summary is read out of a notebook, out of JSON and JSON Lines, and out of separated values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rnnscope import explain
from rnnscope.errors import UnreadableModelError
from rnnscope.readers import read
from rnnscope.readers.printed import summaries
from tests.readers.printed.texts import ALL, one, told

pytestmark = pytest.mark.quick

TEXTS = {printed.keras: printed.text for printed in ALL if printed.model == "cnn"}
FIRST, SECOND = TEXTS["2.2.5"], TEXTS["3"]


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def shown(text: str) -> dict[str, Any]:
    html = f"<pre>{text}</pre>"
    data = {"text/html": [html], "text/plain": text.splitlines(keepends=True)}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def shown_in_pieces(text: str) -> list[dict[str, Any]]:
    """Return what Keras 3 puts out in a notebook: the title, the table, and each total."""
    table, totals = text.split("\n Total params")
    title, table = table.split("\n", 1)
    return [shown(f"{piece}\n") for piece in (title, table, *f" Total params{totals}".split("\n"))]


def notebook(*outputs: dict[str, Any], source: str = "model.summary()") -> str:
    cell = {"cell_type": "code", "source": [source], "metadata": {}, "outputs": [*outputs]}
    remark = {"cell_type": "markdown", "metadata": {}, "source": ["As (None, 3) 4 (here) says"]}
    return json.dumps({"cells": [remark, cell, remark], "metadata": {}, "nbformat": 4}, indent=1)


OLD = json.dumps({"worksheets": [{"cells": [{"outputs": [stream(FIRST)]}]}], "nbformat": 3})
ONE = {
    "a notebook": notebook(stream(FIRST)),
    "an old notebook": OLD,
    "a notebook with HTML beside": notebook(shown(FIRST)),
    "pasted into a cell": notebook(source=FIRST),
    "literals": "\n".join(json.dumps(f"{line}\n") for line in FIRST.split("\n")),
    "a text": json.dumps(FIRST),
    "an object": json.dumps({"id": 3, "text": FIRST}),
    "its lines": json.dumps({"summary": FIRST.split("\n")}),
}
TWO = {
    "a notebook of two": notebook(stream(FIRST), shown(SECOND)),
    "a notebook that shows one in pieces": notebook(stream(FIRST), *shown_in_pieces(SECOND)),
    "JSON Lines": "".join(json.dumps({"text": text}) + "\n" for text in (FIRST, SECOND)),
    "a list": json.dumps([{"text": FIRST}, {"text": SECOND}]),
}


@pytest.mark.parametrize("kind", ONE)
def test_it_is_read_as_the_text_is(kind: str) -> None:
    assert told(one(ONE[kind])) == told(one(FIRST))


@pytest.mark.parametrize("kind", TWO)
def test_each_is_a_table(kind: str) -> None:
    found = summaries(TWO[kind], "it")
    assert [told(summary) for summary in found] == [told(one(FIRST)), told(one(SECOND))]


@pytest.mark.parametrize("kind", [*ONE, *TWO])
def test_a_file_is_told_by_its_content(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "model.ipynb"
    path.write_text({**TWO, **ONE}[kind])
    model = read(path)
    assert model.format == "summary"
    assert model.printed is not None
    assert model.printed.total == one(FIRST).total


def test_lines_are_those_of_the_file() -> None:
    text = notebook(stream(FIRST))
    [summary] = summaries(text, "it")
    lines = text.split("\n")
    assert "Layer (type)" in lines[summary.line - 1]
    assert all(row.name in lines[row.line - 1] for row in summary.rows)


def test_a_notebook_without_a_summary_is_refused_as_one(tmp_path: Path) -> None:
    path = tmp_path / "it.ipynb"
    path.write_text(notebook(stream("hello\n")))
    with pytest.raises(UnreadableModelError, match="it is a notebook, and there is no summary"):
        read(path)


def test_of_several_on_one_line_it_is_said_which(tmp_path: Path) -> None:
    path = tmp_path / "it.json"
    path.write_text(TWO["a list"])
    assert explain(path, summary=False).notes[-1] == (
        "There are 2 summaries in the text, on line 1; this is number 1 of them: "
        "--table 2 (in Python table=2) explains the next."
    )


@pytest.mark.parametrize(
    "text",
    ["{", '{"a": "Layer (type)"', '["\\u12"]', '[{"cells": 3}]', '{"cells": 3}', "[[[", '"a" "b"'],
)
def test_broken_json_ends_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "it.ipynb"
    path.write_text(text)
    with pytest.raises(UnreadableModelError):
        read(path)


ROWS = '"lstm_1 (LSTM)","(None, 128)",98816\n"dense_1 (Dense)","(None, 10)",1290\n'


@pytest.mark.parametrize(
    "text",
    [
        f"Layer (type),Output Shape,Param #\n{ROWS}",
        ROWS,
        ROWS.replace('"', ""),
        ROWS.replace('",', '";').replace('"', ""),
        ROWS.replace("98816", '"98,816"'),
        f'"Layer (type)","Output Shape","Param #"\n{ROWS}"Total params","100,106"\n',
    ],
)
def test_separated_values(text: str) -> None:
    summary = one(text)
    rows = [(row.name, row.class_name, row.params) for row in summary.rows]
    assert rows == [("lstm_1", "LSTM", 98816), ("dense_1", "Dense", 1290)]
    assert summary.total in (None, 100_106)
    assert not summary.unread


LATEX = r"""
\begin{tabular}{|l|l|r|}
\hline
\textbf{Layer (type)} & \textbf{Output Shape} & \textbf{Param \#} \\ \hline
lstm\_1 (LSTM) & (None, 128) & 98{,}816 \\ \hline
\texttt{dense\_1} (Dense) & $(None, 10)$ & 1,290 \\[2pt]
\hline
\multicolumn{3}{l}{Total params: 100,106} \\
\end{tabular}
"""


def test_a_table_in_latex() -> None:
    summary = one(LATEX)
    assert [(row.name, row.class_name, row.params) for row in summary.rows] == [
        ("lstm_1", "LSTM", 98_816),
        ("dense_1", "Dense", 1_290),
    ]
    assert summary.total == 100_106
    assert not summary.unread
