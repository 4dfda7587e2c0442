"""Names may come from anybody: no format lets them be more than names."""

from __future__ import annotations

import csv
import html.parser
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explain
from rnnscope.derivation import explain_model
from rnnscope.errors import UnknownFormatError
from rnnscope.model.config import model_from_config
from rnnscope.model.parts import Model, Tensor
from rnnscope.readers.hdf5.headers import Headers
from rnnscope.readers.stores.tree import TreeStore
from rnnscope.renderers import RENDERERS, Options, render
from rnnscope.renderers.markup import table_formats
from rnnscope.report.report import Report
from rnnscope.report.witness import Difference
from rnnscope.verify import stored
from rnnscope.verify.summary import silent
from tests.files import Config, custom, entry, sequential, write_json

NAMES = {
    "rich markup": "[red]x[/red]",
    "rich link": "[link=http://evil]x[/link]",
    "escape sequence": "\x1b[31m\x1b]0;title\x07x",
    "other controls": "a\x00\x07\x08\x0b\x0c\x7f\x9b31m",
    "line ends": "a\nb\r\nc\u2028d\x85e",
    "pipe": "a|b\\|c",
    "backticks": "``` `a` ```",
    "markdown": "**b** [a](http://evil) ![i](x) # h",
    "html": "<script>alert(1)</script>&lt;<!--",
    "html attribute": "\" onload='x' />",
    "csv formula": "=cmd|'/c calc'!A0",
    "csv formulas": "+1\t@SUM(A1)",
    "later formulas": "a; =1+1;@b\t=c\r=d",
    "wide formula": "\uff1dcmd",
    "spaced formula": "  -1+1",
    "boxes": "a\u2502b\u2503c\u2217d\u2217",
    "wiki": "{{x}} [[y|z]] {html}<b>{html} ''b'' |- h1. !i!",
    "rest": ".. include:: /etc/passwd",
    "asciidoc": "include::/etc/passwd[]",
    "quotes and commas": 'a,"b",;c',
    "bidi": "\u202eabc\u2066\u200f",
    "invisible": "a\u200bb\ufeffc\U000e0041",
    "surrogate": "a\ud800b\udfff",
    "wide": "模型\U0001f600",
    "templates": "{{ 7 * 7 }} {% x %} {# y #} ${z} <%= w %>",
    "latex": "\\input{/etc/passwd}$x_1^2$%&#~",
    "empty": "",
    "space": "   ",
    "long": "n" * 3000,
}
TABLES = table_formats()
ASCII = [f"{each} in ascii" for each in RENDERERS if each != "json"]
FORMATS = [*RENDERERS, *ASCII, "narrow", *(f"plain {each}" for each in TABLES)]
OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    **{each: (each.split()[0], {"ascii_only": True}) for each in ASCII},
    "narrow": ("text", {"width": 60}),
    **{f"plain {each}": ("plain", {"tablefmt": each}) for each in TABLES},
    **{
        f"{each} in ascii": ("plain", {"tablefmt": each, "ascii_only": True})
        for each in ("tsv", "github", "html")
    },
}


def drawn(report: Report, to: str, layer: str | None = None) -> str:
    to, options = OPTIONS.get(to, (to, {}))
    return render(report, to, Options(layer=layer, **options))


def hostile(path: Path, name: str) -> Report:
    """Explain a model whose every name is hostile, with findings and a reason that are too."""
    odd: Config = custom(f"Class{name}", f"odd{name}", setting=name)
    known = entry("Dense", f"{name}dense", units=2, activation=name, dtype=f"={name}")
    wrapped = entry(
        "TimeDistributed",
        f"{name}wrapped",
        layer={**known, "config": {**known["config"], "name": name}},
    )
    config = sequential(known, wrapped, odd, name=f"{name}model", shape=(None, 4, 3))
    config["config"]["layers"][0]["config"]["name"] = f"{name}x"
    kernel = Tensor("layers/dense/vars/0", (3, 7), "float32")
    model = Model(
        config=model_from_config(config),
        source=str(path / "m.keras"),
        format="keras",
        store=TreeStore.of(Headers({kernel.path: kernel}, {})),
    )
    report = explain_model(model)
    report = report.with_witness(stored.witness(report, model))
    report = report.with_witness(silent(f"reason {name}"))
    assert report.differences
    assert isinstance(report.differences[0], Difference)
    return report


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    path = tmp_path_factory.mktemp("hostile")
    return {kind: hostile(path, name) for kind, name in NAMES.items()}


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize("kind", NAMES)
def test_nothing_but_text_and_line_ends(reports: dict[str, Report], kind: str, to: str) -> None:
    report = reports[kind]
    # The table of a layer's weights alone is that of one whose weights are known.
    known = [row.path for row in report.walk() if "latex-table" not in to or row.params]
    for layer in (None, *known):
        text = drawn(report, to, layer)
        assert text.encode("utf-8")
        found = {unicodedata.category(sign) for sign in text.replace("\n", "").replace("\t", "")}
        assert not found & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        if to.endswith("in ascii"):
            assert text.isascii()


@pytest.mark.parametrize("to", ["text", "plain", "markdown", "html", "html-fragment", "narrow"])
def test_line_ends_in_a_name_make_no_lines(tmp_path: Path, to: str) -> None:
    plain, hostile_lines = (
        drawn(hostile(tmp_path, name), to).count("\n") for name in ("aXXb", "a\nb")
    )
    assert plain == hostile_lines


@pytest.mark.parametrize("kind", NAMES)
def test_markdown_keeps_its_cells(reports: dict[str, Report], kind: str) -> None:
    lines = drawn(reports[kind], "markdown").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 2 + len(list(reports[kind].walk()))
    # A pipe is part of a cell where a backslash stands before it.
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}
    outside = re.sub(
        r"(`+)(?!`).*?(?<!`)\1(?!`)", "", re.sub("<br>|</?code>", "", "\n".join(lines))
    )
    assert not re.search(r"(?<!\\)<", outside)
    assert not re.search(r"(?<!\\)\[", outside)


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


@pytest.mark.parametrize("kind", NAMES)
def test_a_fragment_of_html_has_no_tags_but_ours(reports: dict[str, Report], kind: str) -> None:
    for layer in (None, *(row.path for row in reports[kind].walk())):
        parser = _Tags()
        parser.feed(drawn(reports[kind], "html-fragment", layer))
        parser.close()
        ours = {
            "div",
            "b",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "code",
            "br",
            "ul",
            "li",
            "wbr",
        }
        ours |= {"math", "mi", "mo", "mn", "mrow", "mspace", "mtext", "mfrac", "msqrt"}
        assert parser.tags <= ours | {"p", "pre", "a", "msub", "msup", "munder"}
        assert parser.attributes <= {"style", "class", "href", "width", "displaystyle"}
        assert parser.open == []


@pytest.mark.parametrize("kind", NAMES)
def test_csv_has_no_formulas_and_its_columns(reports: dict[str, Report], kind: str) -> None:
    for layer in (None, *(row.path for row in reports[kind].walk())):
        rows = list(csv.reader(drawn(reports[kind], "csv", layer).splitlines()))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if is_formula(cell)]
        rows = list(csv.reader(drawn(reports[kind], "csv in ascii", layer).splitlines()))
        assert not [cell for row in rows for cell in row if is_formula(cell)]


@pytest.mark.parametrize("sign", "=+-@|%\uff1d\uff0b\uff0d\uff20")
def test_csv_marks_every_sign_that_begins_a_formula(tmp_path: Path, sign: str) -> None:
    name, later = f"{sign}SUM(A1)", f"a; {sign}SUM(A1)"
    config = sequential(*(entry("Dense", each, units=2) for each in (name, later)), shape=(None, 3))
    text = render(explain(write_json(tmp_path / "m.json", config)), "csv")
    _, *rows = csv.reader(text.splitlines())
    assert [row[0] for row in rows if row[0]] == [f"'{name}", f"a;' {sign}SUM(A1)"]


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet takes a cell for a formula, or a part behind a semicolon."""
    parts = (part.strip() for part in cell.split(";"))
    return any(part[:1] in set("=+-@\uff1d\uff0b\uff0d\uff20") for part in parts)


@pytest.mark.parametrize("to", ["plain tsv", "tsv in ascii"])
@pytest.mark.parametrize("kind", NAMES)
def test_tsv_has_no_formulas(reports: dict[str, Report], kind: str, to: str) -> None:
    for layer in (None, *(row.path for row in reports[kind].walk())):
        lines = drawn(reports[kind], to, layer).splitlines()
        # A lone sign is no formula: the mark of a witness that said nothing.
        cells = [cell.strip() for line in lines for cell in line.split("\t")]
        assert not [cell for cell in cells if len(cell) > 1 and is_formula(cell)]


SPECIAL = ("markdown", "html", "html attribute", "wiki", "rest", "asciidoc", "latex")
LANGUAGES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("asciidoc", "mediawiki", "moinmoin", "textile"), SPECIAL),
    **dict.fromkeys(("github", "pipe", "jira"), ("markdown", "html", "wiki", "latex")),
    **dict.fromkeys(("latex", "latex_booktabs", "latex_longtable"), ("wiki", "latex")),
    "rst": ("markdown", "html", "wiki", "rest", "asciidoc"),
    "html": ("html", "html attribute"),
}


@pytest.mark.parametrize(
    ("to", "kind"), [(to, kind) for to, kinds in LANGUAGES.items() for kind in kinds]
)
def test_a_name_is_no_markup(reports: dict[str, Report], to: str, kind: str) -> None:
    for layer in (None, *(row.path for row in reports[kind].walk())):
        text = drawn(reports[kind], f"plain {to}", layer)
        text = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
        assert NAMES[kind] not in text
        assert not re.search(r"(?<!\\)<script", text)
        if to.startswith("latex"):
            assert not re.search(r"\\input|(?<!\\)[$#]", text)


@pytest.mark.parametrize("to", ["plain html", "html in ascii"])
@pytest.mark.parametrize("kind", NAMES)
def test_tabulates_html_has_no_tags_but_ours(
    reports: dict[str, Report], kind: str, to: str
) -> None:
    for layer in (None, *(row.path for row in reports[kind].walk())):
        parser = _Tags()
        parser.feed(drawn(reports[kind], to, layer))
        parser.close()
        assert parser.tags <= {"table", "thead", "tbody", "tr", "th", "td", "p"}
        assert parser.attributes <= {"style"}
        assert parser.open == []


@pytest.mark.parametrize("to", ["unsafehtml", "latex_raw", "orgtbl", "youtrack", "none", ""])
def test_formats_in_which_a_name_could_be_more_are_refused(
    reports: dict[str, Report], to: str
) -> None:
    with pytest.raises(UnknownFormatError, match="choose one of asciidoc"):
        reports["html"].render("plain", tablefmt=to)


@pytest.mark.parametrize("kind", NAMES)
def test_markdown_in_ascii_keeps_its_cells(reports: dict[str, Report], kind: str) -> None:
    lines = drawn(reports[kind], "markdown in ascii").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


@pytest.mark.parametrize("kind", NAMES)
def test_json_has_the_names_as_they_are(reports: dict[str, Report], kind: str) -> None:
    text = drawn(reports[kind], "json")
    assert text.isascii()
    data = json.loads(text)
    assert data["model"]["name"] == f"{NAMES[kind]}model"
    assert data["layers"][-1]["name"] == f"odd{NAMES[kind]}"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 140, 200])
def test_a_narrow_screen_cuts_no_number_and_no_name(tmp_path: Path, width: int) -> None:
    name = "a_rather_long_name_for_a_layer_in_a_small_window"
    layers = [entry("Dense", f"{name}_{i}", units=12_345) for i in range(2)]
    report = explain(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 99))))
    text = render(report, "text", Options(width=width))
    assert max(map(len, text.splitlines())) <= width
    joined = re.sub(r"\s|[│╭╮╰╯─├┤┬┴┼]", "", text)
    for part in (f"{name}_0", f"{name}_1", "1,234,500", "152,411,370", "153,645,870"):
        assert part in joined
    assert "…" not in text


def test_a_column_as_wide_as_there_is_room(tmp_path: Path) -> None:
    layers = [entry("Dense", "n" * 500, units=3), entry("Dense", "d", units=10**9)]
    report = explain(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 10**9))))
    assert "n" * 500 in render(report, "text", Options(width=10_000))
    assert "4,000,000,000" in render(report, "text")
