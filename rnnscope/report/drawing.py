"""How a report comes by what draws it, which stands above it in the house.

The package's face names the renderers, and is always imported first.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from rnnscope.report.report import Report


class Drawing(Protocol):
    """What the renderers offer a report."""

    def render_with(self, report: Report, to: str, **options: Any) -> str:
        """Render a report in one of the formats there are, with options by name."""
        ...

    def drawn(self, report: Report, console: Console) -> RenderableType:
        """Return a report as something Rich can print."""
        ...


def drawing() -> Drawing:
    """Return the renderers, by the hook that `rnnscope` has for them."""
    hook: Drawing = sys.modules["rnnscope"].drawing()
    return hook
