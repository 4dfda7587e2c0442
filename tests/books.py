"""Makes books and papers of the recipe's notebook, by the programs that it names.

    python -m tests.books FOLDER

Jupyter Book 1 and nbconvert are installed into an environment of their own, made by uv, and
MyST by npm; a PDF needs Pandoc and XeLaTeX.  What was made stays in FOLDER, to be looked at.
Prints a table; ends with 1 where a report is not as the recipe says.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from sysconfig import get_path

from tabulate import tabulate

from tests.files import ROOT
from tests.notebooks import NAME, notebook, of_the_recipe

LATEX_TABLE, ITS_EQUATION = r"\toprule", r"h_{t} & = \tanh"
TEMPLATE = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
[-IMPORTS-]
\begin{document}
[-CONTENT-]
\end{document}
"""
EXPORT = """
project:
  exports: [{format: tex, template: ./template, article: n.ipynb, output: myst.tex}]
"""


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]).resolve()
    notebook(folder)
    programs = _installed(folder / "environment")
    rows = list(_tried(folder, programs))
    print(tabulate(rows, ["what", "became of it"]))
    return 0 if all(became in ("as told", NOT_TRIED) for _, became in rows) else 1


NOT_TRIED = "not tried: it needs pandoc and xelatex"


def _tried(at: Path, programs: Path) -> Iterator[tuple[str, str]]:
    jupyter, book = programs / "jupyter", programs / "jupyter-book"
    _run(at, jupyter, "nbconvert", "--to", "notebook", "--execute", "--inplace", NAME)
    yield (
        "nbconvert: HTML",
        _made(
            at / "n.html", "20,096", "<math", "srcdoc", by=lambda: _nbconvert(at, jupyter, "html")
        ),
    )
    if shutil.which("pandoc") and shutil.which("xelatex"):
        yield "nbconvert: PDF", _made(at / "n.pdf", by=lambda: _nbconvert(at, jupyter, "pdf"))
    else:
        yield "nbconvert: PDF", NOT_TRIED
    _write_book(at)
    built = at / "_build"
    yield (
        "Jupyter Book 1: HTML",
        _made(
            built / "html" / "n.html",
            "20,096",
            "<math",
            "srcdoc",
            by=lambda: _run(at, book, "build", at),
        ),
    )
    yield (
        "Jupyter Book 1: LaTeX",
        _made(
            built / "latex" / "book.tex",
            LATEX_TABLE.replace("top", "sphinxtop"),
            ITS_EQUATION,
            r"input\_dim + units}}; \sphinxcode",
            by=lambda: _run(at, book, "build", at, "--all", "--builder", "latex"),
        ),
    )
    _run(at, "npm", "install", "--silent", "--prefix", "npm", "mystmd")
    myst = at / "npm" / "node_modules" / ".bin" / "myst"
    yield (
        "MyST: LaTeX",
        _made(at / "myst.tex", LATEX_TABLE, "20,096", by=lambda: _run(at, myst, "build", "--tex")),
    )


def _made(path: Path, *parts: str, by: Callable[[], object]) -> str:
    """Make a file, and say whether all is in it that should be."""
    by()
    if not path.exists():
        return f"there is no {path.name}"
    text = path.read_text("utf-8", "replace")
    return next((f"without {part!r}" for part in parts if part not in text), "as told")


def _nbconvert(at: Path, jupyter: Path, to: str) -> None:
    _run(at, jupyter, "nbconvert", "--to", to, NAME)


def _write_book(at: Path) -> None:
    (settings,) = of_the_recipe("yaml")
    more = 'title: Book\nexecute:\n  execute_notebooks: "off"\nlatex:\n  latex_documents:\n'
    (at / "_config.yml").write_text(f"{more}    targetname: book.tex\n{settings}")
    (at / "_toc.yml").write_text("format: jb-book\nroot: n\n")
    (at / "template").mkdir()
    (at / "template" / "template.yml").write_text("jtex: v1\nfiles: [template.tex]\n")
    (at / "template" / "template.tex").write_text(TEMPLATE)
    (at / "myst.yml").write_text(f"version: 1{EXPORT}")


def _installed(folder: Path) -> Path:
    """Make an environment, and return where its programs are."""
    _run(folder.parent, "uv", "venv", "-q", "--python", sys.executable, folder)
    packages = ("jupyter-book<2", "nbconvert", "ipykernel", "-e", ROOT)
    _run(folder.parent, "uv", "pip", "install", "-q", "--python", folder, *packages)
    return Path(get_path("scripts", "venv", {"base": str(folder)}))


def _run(at: Path, *command: str | Path) -> None:
    print(" ".join(map(str, command)), file=sys.stderr)
    done = subprocess.run(command, cwd=at, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
