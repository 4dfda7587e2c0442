"""What `diff` writes: a module for each format, with `render(several, options)`.

Several, since a lock has several models.  To add a format, write a module and name it in
`CHANGE_RENDERERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TypeAlias

from rnnscope.changes import Changes
from rnnscope.errors import UnknownFormatError
from rnnscope.renderers._options import Options
from rnnscope.untrusted.limits import working

ChangeRenderer: TypeAlias = "Callable[[Sequence[Changes], Options], str]"

CHANGE_RENDERERS = {
    "text": "rnnscope.renderers.changes.text",
    "markdown": "rnnscope.renderers.changes.markdown",
    "json": "rnnscope.renderers.changes.json",
}


def render(several: Sequence[Changes], to: str, options: Options | None = None) -> str:
    """Render what changed of one or more models, ending with a newline.

    Raises:
        UnknownFormatError: there is no such format.
        TooMuchWorkError: it takes longer than the limit `work_seconds`.

    """
    if to not in tuple(CHANGE_RENDERERS):
        raise UnknownFormatError(to, CHANGE_RENDERERS)
    function: ChangeRenderer = import_module(CHANGE_RENDERERS[to]).render
    with working():
        return function(several, options or Options())
