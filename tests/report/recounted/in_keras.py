"""Counts a model anew with other sizes, here and in Keras, and tells how the two compare."""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras

from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.report.recounting import Knob
from rnnscope.report.recounting.constraints import UNCOUNTED
from rnnscope.report.report import Report
from rnnscope.tracing.scope import shapes_only
from tests.report.recounted.edited_config import edited, input_axes

EQUAL, REFUSED, WRONG = "equal", "refused by both", "wrong number"
BY_US, BY_KERAS, UNKNOWN = "refused by us alone", "refused by Keras alone", "not known"
OUTCOMES = (EQUAL, REFUSED, UNKNOWN, WRONG, BY_US, BY_KERAS)
FAULTS = (WRONG, BY_US, BY_KERAS)
_PRIME, _BIG = 13, 1031
_LENGTHS = (1, 5, 64)  # for a size that is left open
_SEED = 7


@dataclass(frozen=True, slots=True)
class Tried:
    """Sizes put into a model, and what became of its count: a number, or why there is none."""

    sizes: dict[str, int]
    ours: int | str
    keras: int | str
    is_known: bool = True

    @property
    def outcome(self) -> str:
        """One of `OUTCOMES`."""
        if not self.is_known:
            return UNKNOWN
        match self.ours, self.keras:
            case int(), int():
                return EQUAL if self.ours == self.keras else WRONG
            case str(), str():
                return REFUSED
            case int(), str():
                return BY_KERAS
            case _:
                return BY_US

    def __str__(self) -> str:
        return (
            f"{self.outcome}: {self.sizes}: {self.ours!s:.150} here, {self.keras!s:.150} in Keras"
        )


@dataclass(frozen=True, slots=True)
class Recounted:
    """A model whose sizes are changed: its config, the report of it, the axes of its inputs."""

    config: Any
    report: Report
    axes: dict[str, int]

    @classmethod
    def of(cls, model: Any, path: Path) -> Recounted:
        """Read a model, by way of a file of its config."""
        path.write_text(model.to_json())
        report = explain_model(read(path))
        return cls(json.loads(path.read_text()), report, input_axes(report))

    @property
    def knobs(self) -> Sequence[Knob]:
        """The sizes that somebody chose."""
        return self.report.recounting.knobs

    def every_size(self, most: int | None = None) -> Iterator[Tried]:
        """Change each size by itself, or so many of them, to several values."""
        knobs: Sequence[Knob] = self.knobs
        if most is not None and most < len(knobs):
            knobs = random.Random(_SEED).sample(list(knobs), most)
        for knob in knobs:
            for size in sizes_around(knob):
                yield self.tried({knob.name: size})

    def pairs(self, count: int) -> Iterator[Tried]:
        """Change two sizes at once that can move by themselves, so many times."""
        chance = random.Random(_SEED)
        knobs = [knob for knob in self.knobs if not knob.locked]
        for _ in range(count if len(knobs) > 1 else 0):
            pair = chance.sample(knobs, 2)
            yield self.tried({knob.name: chance.choice(sizes_around(knob)) for knob in pair})

    def tried(self, sizes: dict[str, int]) -> Tried:
        """Put sizes in, here and in Keras.

        Raises:
            NoSuchSettingError: one is no setting of the config that is known here.

        """
        all_sizes = self.report.recounting.with_followers(sizes)
        knobs = [knob for knob in self.knobs if knob.name in all_sizes]
        members = {member: all_sizes[knob.name] for knob in knobs for member in knob.members}
        recount = self.report.recount(sizes)
        ours = "; ".join(recount.refused) if recount.total is None else recount.total
        in_keras = count_in_keras(edited(self.config, self.axes, members))
        is_told = any(not reason.startswith(UNCOUNTED) for reason in recount.refused)
        is_lost = any(knob.is_lost for knob in knobs)
        return Tried(
            sizes, ours, in_keras, is_known=not is_lost and (is_told or not recount.refused)
        )


def count_in_keras(config: Any) -> int | str:
    """Build the model of a config, without memory for weights; return its count, or the refusal.

    Raises:
        NotImplementedError: the light Keras cannot tell.

    """
    from keras.src.saving.serialization_lib import ObjectSharingScope

    keras.utils.clear_session(free_memory=False)
    try:
        with warnings.catch_warnings(), shapes_only(), ObjectSharingScope():
            warnings.simplefilter("ignore")
            model = keras.saving.deserialize_keras_object(config, safe_mode=False)
            return int(model.count_params())
    except NotImplementedError:
        raise
    except Exception as error:  # noqa: BLE001  # whatever Keras raises is a refusal
        return f"{type(error).__name__}: {' '.join(str(error).split())}"


def sizes_around(knob: Knob) -> list[int]:
    """Return sizes to try in the place of one: near, twice, half, 1, a prime, a big one."""
    value = knob.value
    if value is None:
        return list(_LENGTHS)
    near = (value - 1, value + 1, 2 * value, value // 2, 1, _PRIME, _BIG)
    return sorted({size for size in near if size >= knob.least and size != value})
