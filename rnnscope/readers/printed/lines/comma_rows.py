"""Rows of comma-separated values, and those of a table in LaTeX, written between bars."""

from __future__ import annotations

import csv
import re

# `"lstm_1 (LSTM)","(None, 128)",98816`, in quotes or not, with commas, semicolons or tabs.
_ROW = re.compile(
    r"\s*+(?P<quote>\"?)(?P<name>[^\"(),;\t|]{1,400}\(\w{1,400}\)?)(?P=quote)\s?(?P<comma>[,;])\s?"
    r"(?=\"?[\[({])(?P<shape>\"[^\"]{0,4000}\"|[\[(]{1,3}[^\[\](){}]{0,400}[\])]{1,3}"
    r"(?:, ?[\[(][^\[\](){}]{0,400}[\])]{1,2}){0,40})\s?(?P=comma)\s?(?P<rest>\"?\d.*)"
)
_HEADER = re.compile(
    r"\s*+\"?layer\s?\((?:type|name)\)\"?\s?[,;]\s?\"?output shape\"?\s?[,;].*", re.IGNORECASE
)


# `lstm\_1 (LSTM) & (None, 128) & 98{,}816 \\ \hline`, what marks a cell there, and a rule.
_LATEX = re.compile(
    r"(?P<cells>[^&]*(?:&(?!#?\w+;)[^&]*)*?)\\\\\s*(?:\[[^\]]{0,20}\])?(?:\s*\\\w+)*\s*"
)
_MARKUP = re.compile(
    r"\\(?:texttt|textbf|textit|emph|verb|mathrm|multicolumn\{\d\}\{[^{}]{0,40}\})"
    r"\s?\{([^{}]{0,400})\}|\{(,)\}|(?<!\\)\$"
)
_RULE = re.compile(r"\s*\\(?:[hc]line|(?:top|mid|bottom|cmid)rule)(?:\{[^{}]{0,40}\})?\s*")


def barred(line: str) -> str:
    """Return a row or a header of such a table with bars between its cells; others as they are."""
    if row := _ROW.fullmatch(line):
        comma = row["comma"]
        cells = [row["name"].strip(), row["shape"].strip('"'), *_cells(row["rest"], comma)]
        return " | ".join(cells)
    if _HEADER.fullmatch(line):
        return " | ".join(_cells(line, ";" if ";" in line else ","))
    return _of_latex(line) if "\\" in line else line


def _of_latex(line: str) -> str:
    """Return a row of a table in LaTeX with bars between its cells; others as they are."""
    if _RULE.fullmatch(line):
        return ""
    row = _LATEX.fullmatch(_MARKUP.sub(r"\1\2", line))
    return " | ".join(map(str.strip, row["cells"].split("&"))) if row else line


def _cells(text: str, comma: str) -> list[str]:
    return next(csv.reader([text], delimiter=comma, skipinitialspace=True), [])
