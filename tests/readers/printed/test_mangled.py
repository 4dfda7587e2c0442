"""What people do to a text before it is pasted leaves its rows as they are."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest

import rnnscope
from rnnscope.errors import BadArgumentError
from tests.readers.printed.texts import SOME, Printed, one, told

pytestmark = pytest.mark.quick

RULE = re.compile(r"^\W*[_=\-━─┏┡├└+]{8,}")


def each(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(map(change, text.split("\n")))


def numbered(form: str) -> Callable[[str], str]:
    return lambda text: "\n".join(
        form.format(i, line) for i, line in enumerate(text.split("\n"), 1)
    )


def collapsed(line: str) -> str:
    return re.sub(r"[ \t]+", " ", line).strip()


def without_rules(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not RULE.match(line))


CHANGES: dict[str, Callable[[str], str | bytes]] = {
    "commented": each("# {}".format),
    "commented twice": each("# # {}".format),
    "output of R": each("#> {}".format),
    "output of knitr": each("## {}".format),
    "quoted": each("> {}".format),
    "in a comment of C": each("// {}".format),
    "in a docstring": each("        {}".format),
    "logged": each("INFO:root:{}".format),
    "logged with a place and a level": lambda text: "\n".join(
        f"{i / 3:.1f}s {i}   a_1 | {level} - main:{i}: {line}"
        for i, line in enumerate(text.split("\n"), 7)
        for level in [("INFO", "DEBUG")[i % 2]]
    ),
    "found by grep": numbered("out.txt:{}:{}"),
    "added in a diff": each("+{}".format),
    "of a container": each("worker_1  | {}".format),
    "behind a bar": each("| {}".format),
    "in a frame": each("| {:<140} |".format),
    "bold names": lambda text: re.sub(r"([\w.]+) (\([A-Z]\w+\))", r"**\1** \2", text),
    "bold names and classes": lambda text: re.sub(r"([\w.]+ \([A-Z]\w+\))", r"**\1**", text),
    "bold numbers": lambda text: re.sub(r"(\S+)$", r"**\1**", text, flags=re.MULTILINE),
    "a minus of typography": lambda text: text.replace("Non-trainable", "Non\u2212trainable"),
    "logged with the time": numbered("2021-03-04 12:00:{0:02.0f},123 INFO: {1}"),
    "numbers glued": numbered("{}{}"),
    "numbers and a colon": numbered("{:>4}: {}"),
    "numbers and a bar": numbered("{:>4} | {}"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "double spaced": lambda text: text.replace("\n", "\n\n"),
    "without rules": without_rules,
    "in HTML": lambda text: f"<pre><code>{html.escape(text)}</code></pre>",
    "lines broken in HTML": lambda text: html.escape(text).replace("\n", "<br>"),
    "literals of Python": each(lambda line: f'    "{line}\\n"  # noqa: E501'),
    "literals without quotes in them": each(
        lambda line: '    "{}\\n"'.format(line.replace('"', ""))
    ),
    "a list of Python": lambda text: repr(text.split("\n")),
    "with the ends of lines written out": lambda text: text.replace("\n", "\\n"),
    "as JSON writes it, without quotes": lambda text: json.dumps(text)[1:-1],
    "other blanks": lambda text: text.replace(" ", "\xa0"),
    "escaped for Markdown": lambda text: re.sub(r"([_\[\]*])", r"\\\1", text),
    "fenced, and asked about": lambda text: (
        f"I wonder:\n```python\nmodel.summary()\n```\n```\n{text}\n```\nWhy (None, 10) 10 (here)?\n"
    ),
    "read as another encoding": lambda text: text.encode().decode("cp850"),
    "read as another by Windows": lambda text: re.sub(
        "[^\0-~]", lambda sign: sign[0].encode().decode("latin-1"), text
    ).translate(
        {i: bytes([i]).decode("cp1252", "replace") for i in (0x80, 0x82, 0x94, 0x95, 0x9C)}
    ),
    "UTF-16": lambda text: text.encode("utf-16"),
    "a byte order mark": lambda text: text.encode("utf-8-sig"),
    "signs of direction": each("\u202a{}\u202c".format),
    "signs that nobody sees": lambda text: text.replace("(", "\u200b("),
    "in colours": lambda text: re.sub(r"(\d+)", "\x1b[38;5;34m\\1\x1b[0m", text),
    "in colours without their escape": lambda text: re.sub(r"(None)", "[38;5;45m\\1[0m", text),
}
# What is lost with the blanks: under which column a line of a wrapped cell stands.
LOSING: dict[str, Callable[[str], str]] = {
    "blanks collapsed": each(collapsed),
    "blanks and rules gone": lambda text: each(collapsed)(without_rules(text)),
    "tabs": lambda text: re.sub(r"  +", "\t", text),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_stands_around_a_summary_changes_nothing(change: str) -> None:
    for printed in SOME:
        assert told(one(CHANGES[change](printed.text))) == told(one(printed.text)), printed.id


# Of a name on three lines it is lost which piece belongs to which cell.
@pytest.mark.parametrize("change", LOSING)
def test_columns_are_not_needed(change: str) -> None:
    texts = [printed for printed in SOME if printed.width is None and is_flat(printed)]
    for printed in (p for p in texts if p.model != "shared" or p.keras != "2.13.1"):
        assert told(one(LOSING[change](printed.text))) == told(one(printed.text)), printed.id


HEAD = "Layer (type)     Output Shape     Param #"
OTHER_TABLES = {
    "HTML": (
        "<table><tr><th>Layer (type)</th><th>Output Shape</th>\n<th>Param #</th></tr>\n<tr>\n"
        "<td>d (Dense)</td>\n<td>(None, 64)</td><td>640</td></tr></table>"
    ),
    "Markdown": "| Layer (type) | Output Shape | Param # |\n|---|---|---:|\n"
    "| `d (Dense)` | `(None, 64)` | **640** |",
    "Markdown without bars around it": "Layer (type) | Output Shape | Param #\n--- | --- | ---\n"
    "d (Dense) | (None, 64) | 640",
    "reStructuredText": "+---+\n| Layer (type) | Output Shape | Param # |\n+===+\n"
    "| d (Dense) | (None, 64) | 640 |\n+---+",
    "signs of a translated page": f"{HEAD}\nd（Dense） （None，64） 640",
    "a remark behind a row": f"{HEAD}\nd (Dense) (None, 64) 640   <-- why?",
    "blanks in brackets": f"{HEAD}\nd ( Dense)  ( None, 64)  640",
    "Python 2": f"{HEAD}\nd (Dense)  (None, 64L)  640.0",
    "TensorFlow.js": "Layer (type)     Output shape     Param #\nd (Dense)     [null,64]     640",
    "TensorFlow.js with what flows in": "Layer (type)  Input Shape  Output shape  Param #\n"
    "d (Dense)   [[null,9]]   [null,64]   640",
    "a header of a narrow box": "┃ Layer (ty… ┃ Outp… ┃ Par… ┃\n│ d (Dense) │ (None, 64) │ 640 │",
}


@pytest.mark.parametrize("table", OTHER_TABLES)
def test_other_ways_to_write_a_row(table: str) -> None:
    summary = one(OTHER_TABLES[table])
    [row] = summary.rows
    shapes = [shape.sizes for shape in row.shapes]
    assert (row.name, row.class_name, shapes, row.params) == ("d", "Dense", [(None, 64)], 640)
    assert not summary.unread


ODD = {
    "points": ["1.290", "11", "1.301"],
    "low lines": ["1_290", "11", "1_301"],
    "a blank, read off a picture": ["1,29 0", "11", "1,301"],
}


@pytest.mark.parametrize("numbers", ODD.values(), ids=ODD)
def test_numbers_as_keras_prints_none_are_read_where_they_add_up(numbers: list[str]) -> None:
    first, second, total = numbers
    rows = f"{HEAD}\na (Dense)  (None, 10)  {first}\nb (Dense)  (None, 1)  {second}\n"
    summary = one(f"{rows}Total params: {total}\n")
    assert ([row.params for row in summary.rows], summary.total) == ([1290, 11], 1301)
    for other in ("", "Total params: 1,302\n"):
        summary = one(f"{rows}{other}")
        assert 1290 not in [row.params for row in summary.rows]
        assert summary.unread


def test_a_row_that_cannot_be_read_gives_its_number_to_no_other() -> None:
    rows = "a (Dense)      (None, 64)     640\nb (Dense)      (None/64)      4160\n"
    summary = one(f"{HEAD}\n{rows}")
    assert [(row.name, row.params) for row in summary.rows] == [("a", 640)]
    assert summary.unread == ((3, "b (Dense)      (None/64)      4160"),)


@pytest.mark.parametrize("behind", ["   8385", " 8385   a[0][0]"])
def test_a_shape_that_is_cut_within_a_list(behind: str) -> None:
    [row] = one(f"{HEAD}\nb (BahdanauAtt ((None, 64), (None,{behind}").rows
    assert (row.params, [shape.sizes for shape in row.shapes]) == (8385, [(None, 64), (None,)])


def test_numbers_are_read_whole_or_not_at_all() -> None:
    text = f"{HEAD}\na (Dense) (None, 4) 12 345\nb (Dense) (None, 4) 12.345\nc (Dense) (None, 4) 1"
    summary = one(text)
    assert [(row.name, row.params) for row in summary.rows] == [("a", 12345), ("c", 1)]
    assert summary.unread == ((3, "b (Dense) (None, 4) 12.345"),)


ON_ONE_LINE = [
    printed
    for printed in SOME
    if printed.keras < "3" and printed.width is None and printed.model in ("cnn", "rnn", "wide")
]


@pytest.mark.parametrize("printed", ON_ONE_LINE, ids=[printed.id for printed in ON_ONE_LINE])
def test_a_table_on_one_line(printed: Printed) -> None:
    text = " ".join(printed.text.split())
    assert told(one(text)) == told(one(printed.text))


def is_flat(printed: Printed) -> bool:
    return not any(depth for *_, depth in printed.rows)


@pytest.mark.parametrize("number", ["320,000", "320 000", "320'000", "320’000"])
def test_a_number_is_read_however_it_is_grouped(number: str) -> None:
    text = f"Layer (type)    Output Shape    Param #\ne (Embedding)    (None, 9, 32)    {number}"
    summary = one(text)
    assert [row.params for row in summary.rows] == [320_000]


# As TensorFlow.js prints a model: with what flows into each layer.
WITH_INPUTS = """\
__________________________________________________________________________________________
Layer (type)                Input Shape               Output shape              Param #
==========================================================================================
dense_Dense1 (Dense)        [[null,10]]               [null,32]                 352
__________________________________________________________________________________________
dense_Dense2 (Dense)        [[null,32]]               [null,1]                  33
==========================================================================================
Total params: 385
Trainable params: 385
Non-trainable params: 0
"""


def test_what_flows_in_is_known_where_a_column_says_it() -> None:
    report = rnnscope.explain_summary(WITH_INPUTS, summary=False)
    told = [row.told.told for row in report.layers if row.told]
    assert told == ["determined", "determined"]
    assert "is not printed" not in str(report)
    with pytest.raises(BadArgumentError, match="what is printed"):
        rnnscope.explain_summary(WITH_INPUTS, (11,), summary=False)
