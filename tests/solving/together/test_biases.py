"""Whether a layer has a bias that its own row does not tell: by the rows around it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.words.printed.row_verdicts import row_sentences
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick

DENSE = "dense (Dense)                (None, 12544)             {}"
NORMALIZED = "bn (BatchNormalization)      (None, 12544)             50176"
RESHAPED = "reshape (Reshape)            (None, 7, 7, 256)         0"
FIRST = "up (Conv2DTranspose)         (None, 7, 7, 128)         {}"
FIRST_NORMALIZED = "bn_1 (BatchNormalization)    (None, 7, 7, 128)         512"
SECOND = "up_1 (Conv2DTranspose)       (None, 14, 14, 64)        {}"
SECOND_NORMALIZED = "bn_2 (BatchNormalization)    (None, 14, 14, 64)        256"
LAST = "up_2 (Conv2DTranspose)       (None, 28, 28, 1)         {}"

# As in TensorFlow's tutorial on DCGAN: Dense(7*7*256), and windows of 5 x 5, none with a bias.
OF_100 = 100 * 12544
GENERATOR = (
    *(DENSE.format(OF_100), NORMALIZED, RESHAPED, FIRST.format(819200), FIRST_NORMALIZED),
    *(SECOND.format(204800), SECOND_NORMALIZED, LAST.format(1600)),
)


def dense(rows: Sequence[str]) -> RowVerdict:
    return verdict(explained(*rows), "dense")


def settings(told: RowVerdict) -> list[tuple[bool, int | None]]:
    return [(fit.settings["use_bias"], fit.input_shapes[0][-1]) for fit in told.fits]


def test_where_no_other_layer_has_a_bias_the_first_has_none() -> None:
    report = explained(*GENERATOR)
    told = verdict(report, "dense")
    assert told.told is Told.ASSUMED
    assert settings(told) == [(False, 100), (True, 99)]
    assert " ".join(row_sentences(report["dense"])) == (
        "assuming use_bias=False, as other rows have it: then input_dim = 100; "
        "it could also be use_bias=True with input_dim = 99"
    )


def test_a_bias_behind_which_nothing_normalizes_tells_nothing_of_those_before_one() -> None:
    """The last layer of such a model mostly has one."""
    told = dense((*GENERATOR[:-1], LAST.format(1601)))
    assert settings(told)[0] == (False, 100)


def test_one_other_layer_without_a_bias_leaves_it_open() -> None:
    told = dense((*GENERATOR[:5], LAST.format(3201).replace("28, 28", "7, 7")))
    assert told.told is Told.ONE_OF
    assert sorted(settings(told)) == [(False, 100), (True, 99)]
    assert told.why == ("no default of use_bias is assumed, since other layers here depart from it")


@pytest.mark.parametrize("size", [64, 100, 28 * 28, 3 * 32 * 32])
def test_a_size_that_is_rounder_by_a_bias_leaves_it_open(size: int) -> None:
    told = dense((DENSE.format((size + 1) * 12544), *GENERATOR[1:]))
    assert told.told is Told.ONE_OF
    assert sorted(settings(told)) == [(False, size + 1), (True, size)]


@pytest.mark.parametrize("last", [1601, 1600])
def test_where_one_before_a_normalization_has_a_bias_the_default_is_assumed(last: int) -> None:
    rows = (*GENERATOR[:5], SECOND.format(204864), SECOND_NORMALIZED, LAST.format(last))
    told = dense(rows)
    assert told.told is Told.ASSUMED
    assert settings(told)[0] == (True, 99)


def test_of_layers_of_one_kind_as_well() -> None:
    rows = (
        "dense (Dense)                (None, 64)                832",
        "dense_1 (Dense)              (None, 32)                2048",
        "dense_2 (Dense)              (None, 16)                512",
    )
    told = dense(rows)
    assert told.told is Told.ASSUMED
    assert settings(told) == [(False, 13), (True, 12)]
