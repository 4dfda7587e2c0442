"""Models that were checked, each with another end, as `check` hands them to a renderer."""

from __future__ import annotations

import pytest

from rnnscope.expectations.failure import Failure, Part, Subject
from rnnscope.expectations.outcome import Outcome

NOT_HEARD = "not heard: Keras is not installed"


def held(name: str = "models/mnist.keras", **fields: object) -> Outcome:
    """Return a model of which all holds that was asked."""
    given = {
        "total": 21_386,
        "trainable": 21_386,
        "non_trainable": 0,
        "bytes": 85_544,
        "witnesses": (("stored", "agrees"), ("summary", "agrees")),
        "verified": True,
        "expected": ("total 21,386", "at most 50,000 params"),
        "seconds": 0.25,
    }
    return Outcome(model=name, **{**given, **fields})  # type: ignore[arg-type]


def failed(name: str = "models/gru.keras", text: str = "") -> Outcome:
    """Return a model of which two things do not hold, with a text of anybody's in each place."""
    bias = Failure(
        subject=Subject.LAYER,
        path=f"dense{text}",
        expected=f"1,280{text}",
        found=f"1,290{text}",
        formula=f"units*input_dim + units = 10*128 + 10 = 1,290{text}",
        causes=(f"1,280 is what you get if the bias is left out{text}.",),
        sentence=f"dense has 1,290 params, expected 1,280{text}",
        difference=f"10 more than expected{text}",
        origins=(f"input_dim = 128 (simple_rnn.units{text})",),
    )
    total = Failure(
        subject=Subject.TOTAL,
        expected="21,376",
        found="21,386",
        follows=f"because dense has 1,290{text}",
        sentence=f"the model has 21,386 params, expected 21,376{text}",
        parts=(Part(path=f"dense{text}", found="1,290", formula=f"units{text}"),),
    )
    witnesses = (("stored", "differs"), ("summary", f"{NOT_HEARD}{text}"))
    return held(
        name,
        witnesses=witnesses,
        verified=False,
        expected=(f"total 21,376{text}", "dense 1,280"),
        failures=(bias, total),
        notes=(f"evil{text} holds Python code that was not looked at.",),
    )


def broken(name: str = "models/broken.keras", text: str = "") -> Outcome:
    """Return a model that could not be judged."""
    return Outcome(model=name, error=f"{name}: it is no archive{text}", seconds=0.01)


@pytest.fixture
def outcomes() -> list[Outcome]:
    return [held(), failed(), broken()]
