"""What became of one model, as plain data: the fields of `json`, and of each line of `jsonl`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rnnscope.expectations.outcome import Outcome
from rnnscope.pages.checked.outcomes import AGREES, DIFFERS, STATUS

SCHEMA = 1
_NOT_HEARD = "not heard: "


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """Return all that is known of one model; the names are a promise under one `SCHEMA`."""
    return {
        "model": outcome.model,
        "status": STATUS[outcome.code],
        "code": outcome.code,
        "total": outcome.total,
        "trainable": outcome.trainable,
        "non_trainable": outcome.non_trainable,
        "bytes": outcome.bytes,
        "macs": outcome.macs,
        "verified": outcome.verified,
        "witnesses": {name: _witness(verdict) for name, verdict in outcome.witnesses},
        "expected": list(outcome.expected),
        "failures": [_failure(asdict(failure)) for failure in outcome.failures],
        "notes": list(outcome.notes),
        "idle_at": list(outcome.idle_at),
        "error": outcome.error or None,
        "seconds": round(outcome.seconds, 3),
    }


def _witness(verdict: str) -> dict[str, Any]:
    if verdict in (AGREES, DIFFERS):
        return {"spoke": True, "agrees": verdict == AGREES}
    return {"spoke": False, "reason": verdict.removeprefix(_NOT_HEARD)}


def _failure(failure: dict[str, Any]) -> dict[str, Any]:
    return {
        **failure,
        "subject": str(failure["subject"]),
        **{name: list(failure[name]) for name in ("causes", "origins", "parts")},
    }
