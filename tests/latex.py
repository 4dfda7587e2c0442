r"""The LaTeX of this machine, for tests that put what we write into a document by `\input`.

Where one is not found, the tests that ask for it are skipped with the reason; with
`RNNSCOPE_REQUIRE_LATEX=1` in the environment, as in `.ci/run`, they fail. In Debian they are in
texlive-latex-recommended, texlive-xetex, texlive-luatex and lmodern.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

REQUIRED = "RNNSCOPE_REQUIRE_LATEX"
ENGINES = ("pdflatex", "xelatex", "lualatex")
PREAMBLE = r"\usepackage{amsmath,amssymb,booktabs,longtable}"
TYPE_1 = r"\usepackage[T1]{fontenc}\usepackage{lmodern}"  # in which `_` is a sign, and no line
_SECONDS = 120
_SEEN = 0.5  # points that nobody sees
_OVERFULL = re.compile(r"Overfull \\hbox \(([\d.]+)pt too wide\)")


@dataclass(frozen=True, slots=True)
class Compiled:
    """What LaTeX made: the text of each page, and how far lines stand out at the right."""

    pages: list[str]
    outside: list[float]

    @property
    def text(self) -> str:
        """The text of all pages."""
        return "\n".join(self.pages)


def compiled(
    folder: Path,
    parts: Mapping[str, str],
    engine: str = "pdflatex",
    preamble: str = TYPE_1,
    document_class: str = r"\documentclass[a4paper]{article}",
    body: str = "",
) -> Compiled:
    """Put texts into a document, each on a page of its own, and compile that."""
    for name, text in parts.items():
        (folder / f"{name}.tex").write_text(text, "utf-8")
    inputs = body or "\n\\newpage\n".join(f"\\input{{{name}}}" for name in parts)
    lines = (document_class, PREAMBLE, preamble, r"\begin{document}", inputs, r"\end{document}")
    document = folder / "document.tex"
    document.write_text("\n".join(lines) + "\n", "utf-8")
    return ran(document, engine)


def ran(document: Path, engine: str = "pdflatex") -> Compiled:
    """Compile a document, and hold that LaTeX has no complaint.

    It may neither run a program nor read a file that is not below the document.
    """
    if shutil.which(engine) is None:
        missing(f"no {engine} was found: install TeX Live")
    _run(document, engine)
    log = _run(document, engine)  # a longtable knows its widths by then
    outside = [float(width) for width in _OVERFULL.findall(log) if float(width) > _SEEN]
    return Compiled(_pages(document.with_suffix(".pdf")), outside)


def _run(document: Path, engine: str) -> str:
    command = (engine, "-no-shell-escape", "-interaction=nonstopmode", document.name)
    # Fonts of LuaTeX are read by a Lua that has to ask for files of anywhere.
    reads = {"openin_any": "a" if engine == "lualatex" else "p"}
    limits = {**reads, "openout_any": "p", "max_print_line": "10000"}
    done = subprocess.run(
        command,
        cwd=document.parent,
        env={**os.environ, **limits},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        timeout=_SECONDS,
    )
    wrong = re.findall(
        r"^!.*(?:\n.*){3}|.*Missing character.*|LaTeX Font Warning.*", done.stdout, re.MULTILINE
    )
    assert (wrong, done.returncode) == ([], 0), done.stdout[-3000:]
    return done.stdout


def _pages(path: Path) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(path).pages]


def missing(reason: str) -> None:
    """Skip what needs a LaTeX, or fail where there has to be one."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, and {reason}")
    pytest.skip(reason)
