"""Which arguments and classes are thought of, by the generation of Keras."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rnnscope.report.row_verdict import Told
from tests.solving.chains import chain, reported, said, verdict

pytestmark = pytest.mark.quick


def test_keras_3_has_no_layers_of_cudnn() -> None:
    rows = (("x", "Dense", (None, 5, 16), 272), ("b", "Bidirectional", (None, 16), 1_664))
    found = [said(reported(chain(*rows, generation=each)), "b") for each in (2, 3)]
    assert "is a CuDNNLSTM" in found[0]
    assert "no setting of a Bidirectional that was tried gives 1,664" in found[1]
    (difference,) = reported(chain(*rows, generation=3)).differences
    assert difference.reason == "no setting that was tried gives this number"


def test_keras_2_4_has_the_defaults_of_keras_3_and_the_arguments_of_keras_2() -> None:
    """Its BatchNormalization takes several axes, 8·8 = 64; its GRU resets after, as Keras 3's."""
    rows = (
        ("g", "GRU", (None, 8, 64), 16_128),
        ("r", "Reshape", (None, 8, 8, 64), 0),
        ("b", "BatchNormalization", (None, 8, 8, 64), 256),
    )
    model = chain(*rows)
    assert model.printed is not None
    late = replace(model, printed=replace(model.printed, since=(2, 9)))
    assert verdict(reported(late), "b").told is Told.ASSUMED
    assert "axis=(1, 2)" in said(reported(late), "b")
    assert verdict(reported(chain(*rows, generation=3)), "b").told is Told.DETERMINED
    resetting = [verdict(reported(each), "g").told for each in (model, late)]
    assert resetting == [Told.ONE_OF, Told.ASSUMED]


def test_keras_3_keeps_three_more_statistics_too_where_it_is_told_to() -> None:
    row = ("b", "BatchNormalization", (None, 10, 9), 63)
    told = verdict(reported(chain(("r", "Reshape", (None, 10, 9), 0), row, generation=3)), "b")
    assert (told.told, told.fits[0].settings["renorm"]) == (Told.DETERMINED, True)


def test_axes_that_keras_2_takes_as_a_list_are_thought_of() -> None:
    rows = (("x", "InputLayer", (None, 1, 5), 0), ("b", "BatchNormalization", (None, 1, 5), 20))
    found = verdict(reported(chain(*rows)), "b")
    assert [fit.settings["axis"] for fit in found.fits] == [-1, [1, 2]]
    assert verdict(reported(chain(*rows, generation=3)), "b").told is Told.DETERMINED


def test_a_scale_alone_may_be_another_kind_of_normalization() -> None:
    rows = (("x", "InputLayer", (None, 4, 5), 0), ("n", "LayerNormalization", (None, 4, 5), 5))
    found = verdict(reported(chain(*rows, generation=3)), "n")
    assert found.told is Told.ONE_OF
    assert any(fit.settings.get("rms_scaling") for fit in found.fits)
