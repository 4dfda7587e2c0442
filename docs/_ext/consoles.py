"""Commands on the pages are run when the site is built, and have to print what stands there.

A block in the language `console` that begins with `$ rnnscope` is run from the project's root.
Where it prints something else the build is told the difference, and ends.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from difflib import unified_diff
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

ROOT = Path(__file__).parents[2]
LOG = logging.getLogger(__name__)
_COMMAND = re.compile(r"\$ rnnscope (.*)\n")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Hold each page's commands when it has been read."""
    app.connect("doctree-read", _hold)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _hold(_: Sphinx, page: nodes.document) -> None:
    for block in page.findall(nodes.literal_block):
        difference = differing(block.astext()) if block.get("language") == "console" else ""
        if difference:
            LOG.warning("what stands here is not printed:\n%s", difference, location=block)
        if block.get("language") == "console" and "\n#" in block.astext():
            block["language"] = "text"  # a line that begins so would be a prompt


def differing(block: str) -> str:
    """Return how what a block shows differs from what its command prints."""
    found = _COMMAND.match(block)
    if not found:
        return ""
    shown = block[found.end() :].strip("\n")
    lines = shown.splitlines(), printed(found[1]).strip("\n").splitlines()
    return "\n".join(unified_diff(*lines, "the page", "the command", lineterm=""))


@cache
def printed(arguments: str) -> str:
    """Return what `rnnscope` prints with these arguments."""
    command = [sys.executable, "-m", "rnnscope", *shlex.split(arguments)]
    done = subprocess.run(  # noqa: S603  # the project's own pages name it
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout.decode()
