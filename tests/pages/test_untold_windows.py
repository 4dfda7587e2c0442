"""How a window moves is often not told by a printed summary, and then nothing says that it is."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.renderers import render
from rnnscope.report.report import Report
from rnnscope.report.settings import SettingReport, setting_reports

pytestmark = pytest.mark.quick

OPEN = """\
Layer (type)                 Output Shape              Param #
=================================================================
input_1 (InputLayer)         (None, None, 8)           0
c1 (Conv1D)                  (None, None, 4)           100
lstm (LSTM)                  (None, 6)                 264
=================================================================
Total params: 364
"""
IMAGES = """\
Layer (type)                 Output Shape              Param #
=================================================================
input_1 (InputLayer)         (None, 28, 28, 1)         0
c1 (Conv2D)                  (None, 14, 14, 8)         80
p1 (MaxPooling2D)            (None, 7, 7, 8)           0
flat (Flatten)               (None, 392)               0
d (Dense)                    (None, 3)                 1179
=================================================================
Total params: 1,259
"""
FIRST = """\
Layer (type)                 Output Shape              Param #
=================================================================
c1 (Conv2D)                  (None, 8, 26, 26)         80
p1 (MaxPooling2D)            (None, 8, 13, 13)         0
=================================================================
Total params: 80
"""


def _report(text: str) -> Report:
    return rnnscope.explain_summary(text, summary=False)


def test_an_open_length_is_not_worked_out_of_a_padding_that_is_not_told() -> None:
    report = _report(OPEN)
    page = report.render("text", layer="c1")
    assert "kernel_width + 1" not in page
    assert "not told; 'valid' fits" in page
    assert "MACs                  96·timesteps " in page
    assert report["c1"].output_shape == (None, None, 4)
    assert "-before]" in page  # as with any padding


def test_a_pooling_is_not_said_to_have_no_strides() -> None:
    report = _report(IMAGES)
    page = report.render("text", layer="p1")
    assert "//pool" not in page
    assert "is not given" not in page
    assert "2·2" not in page
    assert "padding, pool_size and strides are not told by the summary" in page
    assert "strides      not told " in page


def test_what_another_value_would_put_out_depends_on_what_is_not_told() -> None:
    report = _report(IMAGES)
    assert "output (None" not in report.render("text", layer="p1")
    assert all(not each.would_put_out for each in _settings(report, "p1"))


def _settings(report: Report, name: str) -> tuple[SettingReport, ...]:
    return setting_reports(report[name])


def test_sizes_behind_it_are_those_that_are_printed() -> None:
    report = _report(IMAGES)
    assert report["d"].formula == "units*input_dim + units"
    assert "p1.height·p1.width·c1.filters" in report.render("text", layer="d")
    text = report.render("text", everything=True)
    assert "the same with" not in text


def test_the_code_says_what_other_values_fit() -> None:
    code = render(_report(IMAGES), "code")
    assert "# padding, pool_size and strides: not told; other values fit as well" in code


def test_images_whose_channels_stand_first_keep_their_names() -> None:
    names = [str(size) for size in (_report(FIRST)["p1"].outputs or ((),))[0]]
    assert names == ["batch", "filters", "height", "width"]
