"""The examples of all classes, each with what Keras says of the program that is shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from encyclopedia.claims import Claim, claims_of
from rnnscope.catalogue import entry, example
from rnnscope.catalogue.examples import EXAMPLES, Example
from rnnscope.catalogue.one_layer import program_of
from rnnscope.report.report import Report
from rnnscope.verify.summary import compared

_CHILD = Path(__file__).with_name("keras_child.py")
_QUIET = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}


class KerasDiffersError(Exception):
    """What Keras makes of an example is not what its page would say."""


def reports(
    names: Iterable[str], kept: Path, examples: Mapping[str, Example] = EXAMPLES
) -> dict[str, Report]:
    """Return what is known of each class; of an example with Keras's word that it is so.

    Keras is asked for what other arguments would give too. It is asked once for all, and again
    where the examples are others than those in `kept`.

    Raises:
        KerasDiffersError: it does not say the same of one of them; the message says of which.

    """
    known = {name: example(name) or entry(name) for name in names}
    claims = [*_claims(known, examples)]
    answers = _answers({claim.name: claim.program for claim in claims}, kept)
    denied = [why for claim in claims if (why := claim.denied(answers[claim.name]))]
    if denied:
        raise KerasDiffersError("; ".join(denied))
    return {
        name: _witnessed(name, report, answers[name]) if name in examples else report
        for name, report in known.items()
    }


def _claims(known: Mapping[str, Report], examples: Mapping[str, Example]) -> Iterator[Claim]:
    """Yield what is said of each example, and of it with other arguments."""
    for name, made in examples.items():
        yield Claim(name, program_of(name, made))
        yield from claims_of(name, made, known[name].layers[-1])


def _witnessed(name: str, report: Report, answer: Mapping[str, Any]) -> Report:
    """Add what Keras says of the example itself, compared weight by weight."""
    [row] = answer["rows"]
    here = {**row, "name": report.layers[-1].name}  # Keras numbers layers of one class
    witness = compared(report, {**answer, "rows": [here]}, None)
    if not witness.spoke or report.layers[-1].path not in witness.covered:
        raise KerasDiffersError(f"{name}: Keras says nothing of the layer: {witness.reason}")
    if witness.differences:
        raise KerasDiffersError("; ".join(f"{name}: {each.text}" for each in witness.differences))
    return report.with_witness(witness)


def _answers(programs: Mapping[str, str], kept: Path) -> dict[str, Any]:
    """Return what Keras said of these programs: kept, or heard now."""
    asked = json.dumps([programs, version("keras"), _CHILD.read_text("utf-8")])
    key = sha256(asked.encode()).hexdigest()
    known = json.loads(kept.read_text("utf-8")) if kept.is_file() else {}
    if known.get("key") != key:
        known = {"key": key, "answers": _heard(programs)}
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(known), encoding="utf-8")
    answers: dict[str, Any] = known["answers"]
    return answers


def _heard(programs: Mapping[str, str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, str(_CHILD)],
        input=json.dumps(programs),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **_QUIET},
        check=False,
    )
    if done.returncode:
        raise KerasDiffersError(f"Keras could not make the examples:\n{done.stderr[-2_000:]}")
    answers: dict[str, Any] = json.loads(done.stdout)
    return answers
