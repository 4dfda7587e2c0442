"""Real sites: Sphinx builds them in this process, or in one of its own as people do."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import html5lib
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

CONF: Mapping[str, Any] = {"extensions": ["rnnscope.sphinx"], "rnnscope_summary": False}


@dataclass(frozen=True, slots=True)
class Built:
    """A site after a build: where it is, what Sphinx warned of, and which pages it read."""

    out: Path
    warnings: tuple[str, ...]
    read: frozenset[str]

    def text(self, name: str) -> str:
        """Return a file of the site."""
        return (self.out / name).read_text("utf-8")

    def shown(self, name: str) -> str:
        """Return what a reader sees of a page of HTML."""
        page: Any = html5lib.parse(self.text(name), namespaceHTMLElements=False)
        return "".join(page.find("body").itertext())


def write(at: Path, pages: Mapping[str, str], **conf: Any) -> Path:
    """Write the sources of a site: its pages by their files' names."""
    settings = {**CONF, **conf}
    text = "".join(f"{name} = {value!r}\n" for name, value in settings.items())
    (at / "conf.py").write_text(text, encoding="utf-8")
    for name, page in pages.items():
        (at / name).parent.mkdir(parents=True, exist_ok=True)
        (at / name).write_text(page, encoding="utf-8")
    return at


def build(at: Path, builder: str = "html") -> Built:
    """Build a site that is written."""
    warning, read = StringIO(), set[str]()
    out = at / "_build" / builder
    trees = at / "_build" / ("translated" if builder == "gettext" else "doctrees")
    with patch_docutils(at), docutils_namespace():
        app = Sphinx(at, at, out, trees, builder, status=None, warning=warning)
        app.connect("source-read", lambda _, name, __: read.add(name))
        app.build()
    lines = re.sub(r"\x1b\[[\d;]*m", "", warning.getvalue()).replace(f"{at}/", "").splitlines()
    return Built(out, tuple(lines), frozenset(read))


def built(at: Path, page: str, builder: str = "html", **conf: Any) -> Built:
    """Build a site of one page."""
    return build(write(at, {"index.rst": f"A\n=\n\n{page}\n"}, **conf), builder)


def ran(at: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build a site as people do."""
    command = [sys.executable, "-m", "sphinx", "-q", *options, str(at), str(at / "_build" / "html")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
