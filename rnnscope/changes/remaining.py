"""What differs though nothing that was set says why: told as it is, so that it is not lost."""

from __future__ import annotations

from rnnscope.changes.change import Kind
from rnnscope.changes.facts import Facts
from rnnscope.changes.nodes import Node
from rnnscope.changes.pairing import Pairing


def tell_remaining(pairing: Pairing, facts: Facts) -> None:
    """Tell of output shapes and multiply-adds that are others, where no change could be why."""
    if any(draft.kind is not Kind.RENAMED for draft in facts.told.drafts.values()):
        return
    for old, new in pairing.pairs:
        was, now = old.state, new.state
        if was.output is not None and now.output is not None and was.output != now.output:
            facts.tell(new, "output", was.output, now.output)
        elif was.macs is not None and now.macs is not None and was.macs != now.macs:
            facts.tell(new, "multiply-adds", _text(old), _text(new))


def _text(node: Node) -> str:
    return f"{node.state.macs:,}"
