"""Models that are counted again with other sizes."""

from __future__ import annotations

from collections.abc import Mapping

import keras
import pytest
from keras import layers

from rnnscope.derivation import explain_model
from rnnscope.errors import BadArgumentError
from rnnscope.readers import read
from rnnscope.report.report import Report


def explained(model: keras.Model) -> Report:
    return explain_model(read(model))


def recurrent(units: int = 8, timesteps: int | None = 28, features: int = 28) -> keras.Model:
    entry = keras.Input((timesteps, features), name="entry")
    cells = [layers.SimpleRNN(units, name="rnn"), layers.Dense(10, name="dense")]
    return keras.Sequential([entry, *cells])


@pytest.mark.parametrize(
    ("changes", "made"),
    [
        ({"rnn.units": 9}, {"units": 9}),
        ({"rnn.units": 1, "entry.features": 3}, {"units": 1, "features": 3}),
        ({"entry.timesteps": 5}, {"timesteps": 5}),
    ],
)
def test_a_model_is_counted_as_keras_counts_it(
    changes: Mapping[str, int], made: Mapping[str, int]
) -> None:
    report = explained(recurrent())
    assert report.recounting.is_sound
    assert report.recount(changes).total == recurrent(**made).count_params()


def test_what_is_no_size_of_the_model_is_refused() -> None:
    report = explained(recurrent())
    with pytest.raises(BadArgumentError, match=r"did you mean 'rnn.units' or "):
        report.recount({"rnn.unit": 3})
    with pytest.raises(BadArgumentError, match="a whole number from 1 on"):
        report.recount({"rnn.units": 0})
    with pytest.raises(BadArgumentError):
        report.recount({"rnn.units": True})
