"""Files that are made while pages are read, and that Sphinx copies into what it builds."""

from __future__ import annotations

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

_OTHER = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 60  # characters of a name
_DIGITS = 16  # of what tells one text from any other


def kept(env: BuildEnvironment, name: str, suffix: str, text: str) -> str:
    """Keep a text in a file beside the doctrees; return its place, as documents name it.

    The directory is named by the text, so that what two processes write there is the same.
    """
    digest = sha256(text.encode()).hexdigest()[:_DIGITS]
    safe = _OTHER.sub("-", name).strip("-.")[:_LONGEST] or "model"
    file = Path(env.doctreedir) / "rnnscope" / digest / f"{safe}{suffix}"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, new = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(new).chmod(0o644)
        Path(new).replace(file)
    return f"/{Path(os.path.relpath(file, env.srcdir)).as_posix()}"
