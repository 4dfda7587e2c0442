"""JSON: what changed, for programs, in names and numbers; `text` has it in words too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rnnscope import __version__
from rnnscope.changes import Change, Changes
from rnnscope.changes.change import Moved
from rnnscope.changes.sums import Sums
from rnnscope.pages.compared.changes_page import change_line
from rnnscope.renderers._json_text import written
from rnnscope.renderers._options import Options
from rnnscope.states import ModelState

SCHEMA = 1


def render(several: Sequence[Changes], options: Options) -> str:  # noqa: ARG001
    """Render one object, whose models are in the order in which they were given."""
    models = [_model(changes) for changes in several]
    data = {"schema": SCHEMA, "rnnscope": __version__, "models": models}
    return f"{written(data)}\n"


def _model(changes: Changes) -> dict[str, Any]:
    return {
        "old": _side(changes.old),
        "new": _side(changes.new),
        "changed": bool(changes),
        "changes": [_change(change) for change in changes.changes],
        "together": [
            {"causes": list(each.causes), "moved": _moved(each.moved)} for each in changes.joint
        ],
        "not_compared": list(changes.uncompared),
    }


def _side(model: ModelState) -> dict[str, Any]:
    return {"source": model.source, "layers": len(model.layers), **asdict(Sums.of(model))}


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": str(change.kind),
        "path": change.path,
        "before": change.before or None,
        "also": list(change.also),
        "subject": change.subject or None,
        "old": change.old or None,
        "new": change.new or None,
        "own": change.own,
        "moved": _moved(change.moved),
        "note": change.note or None,
        "text": change_line(change),
    }


def _moved(moved: Moved) -> list[dict[str, Any]]:
    return [{"path": path, "params": params} for path, params in moved]
