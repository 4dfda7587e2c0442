"""Texts in JSON: the outputs of a notebook, a dataset of texts, a text as a program writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from rnnscope.readers.printed.lines.text_lines import Line
from rnnscope.untrusted.json_text import parse

Document: TypeAlias = list[Line]

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"')
_BEGINNING = ("{", "[", '"')
_OBJECT = re.compile(r"\s*<[\w.]+ object at|\s*<IPython\.")  # stands for what is shown otherwise


class _Text(str):
    """A text, and the line of the JSON that it stands on."""

    __slots__ = ("line",)
    line: int


def documents(text: str) -> list[list[Document]]:
    """Return the texts in JSON, in its order; those that are meant rather stand first.

    Each line has the number of that in the JSON which it stands on.  There are none where a
    text is no JSON; of JSON Lines there are those of each line.
    """
    if not text.lstrip().startswith(_BEGINNING):
        return []
    try:
        found = [_placed(text)]
    except ValueError:
        found = [*_of_lines(text)]
        if found and all(isinstance(value, _Text) for value in found):
            found = [found]  # a program's text, each line in quotes
    if len(found) == 1 and is_notebook(found[0]):
        return [[*_outputs(found[0])], [*_sources(found[0])]]
    return [[document for value in found for document in _texts(value)]] if found else []


def is_notebook(value: object) -> bool:
    """Tell Jupyter's notebooks, of which the older ones have their cells in worksheets."""
    return isinstance(value, dict) and any(
        isinstance(value.get(key), list) for key in ("cells", "worksheets")
    )


def _of_lines(text: str) -> Iterator[Any]:
    """Yield the values of JSON Lines; nothing where a line is none."""
    values = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values.append(_placed(line, number))
            except ValueError:
                return
    yield from values


def _placed(text: str, first: int = 1) -> Any:
    """Return a value whose texts know their lines.

    Raises:
        ValueError: it is not JSON, or its texts are not where they seem to be.

    """
    value = parse(text)
    places = _lines(text, first)
    placed = _with_lines(value, places)
    if next(places, None) is not None:
        raise ValueError("a key is there twice")
    return placed


def _lines(text: str, line: int) -> Iterator[int]:
    """Yield the line of each text in JSON."""
    at = 0
    for found in _STRING.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        yield line


def _with_lines(value: Any, lines: Iterator[int]) -> Any:
    """Return a value whose texts know the next of some lines, in the order of the JSON."""
    if isinstance(value, str):
        text = _Text(value)
        text.line = next(lines)
        return text
    if isinstance(value, list):
        return [_with_lines(each, lines) for each in value]
    if isinstance(value, dict):
        found = {}
        for key, each in value.items():
            next(lines)
            found[key] = _with_lines(each, lines)
        return found
    return value


def _outputs(notebook: dict[str, Any]) -> Iterator[Document]:
    """Yield what the cells of a notebook put out; what is shown piece by piece is one document.

    So Keras 3 shows a table and each of its totals.
    """
    for cell in _cells(notebook):
        shown: Document = []
        for output in _items(cell.get("outputs")):
            document = _output(output)
            if output.get("output_type") == "display_data":
                shown += document
                continue
            yield from filter(None, (shown, document))
            shown = []
        yield from filter(None, (shown,))


def _output(output: dict[str, Any]) -> Document:
    """Return what is put out, as text where it is there in several kinds."""
    data = output.get("data", output)  # where the older ones have it
    kinds = data if isinstance(data, dict) else {}
    for kind in ("text", "text/plain", "text/html", "html"):
        document = _joined(kinds.get(kind))
        if document and not _OBJECT.match(document[0].text):
            return document
    return []


def _sources(notebook: dict[str, Any]) -> Iterator[Document]:
    """Yield what stands in the cells themselves."""
    for cell in _cells(notebook):
        yield _joined(cell.get("source", cell.get("input")))


def _cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _items(notebook.get("cells"))
    for sheet in _items(notebook.get("worksheets")):
        yield from _items(sheet.get("cells"))


def _items(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects in what should be a list of them."""
    yield from (each for each in (value if isinstance(value, list) else ()) if type(each) is dict)


def _joined(value: object) -> Document:
    """Return the lines of a text that may be in pieces, which end with a line or within it."""
    pieces = value if isinstance(value, list) else [value]
    found: Document = []
    is_open = False
    for piece in pieces:
        if not isinstance(piece, _Text):
            continue
        for text in piece.split("\n"):
            if is_open:
                begun = found.pop()
                number = begun.number if begun.text else piece.line
                found.append(Line(number, begun.text + text))
            else:
                found.append(Line(piece.line, text))
            is_open = False
        is_open = True
    return found


def _texts(value: object) -> Iterator[Document]:
    """Yield the texts in a value; those of a list are the lines of one."""
    if isinstance(value, _Text):
        yield _split([value])
    elif isinstance(value, list) and value and all(isinstance(each, _Text) for each in value):
        yield _split(value)
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _split(texts: Iterable[_Text]) -> Document:
    return [Line(text.line, line) for text in texts for line in _without_end(text.split("\n"))]


def _without_end(lines: Sequence[str]) -> Sequence[str]:
    return lines[:-1] if lines[-1] == "" else lines
