"""Models of keras.applications whose own layers are not printed."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from rnnscope.words.printed.row_verdicts import row_sentences
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def made(*rows: str) -> str:
    """Return what the last row is taken for; nothing where that is not told."""
    [*_, row] = explained(*rows).layers
    assert row.told is not None
    assert row.told.fits == ()
    return row.told.why if row.told.told is Told.ASSUMED else ""


IMAGES = "input_1 (InputLayer)         (None, 150, 150, 3)       0"
BASE = "vgg16 (Model)                (None, 4, 4, 512)         14714688"


def test_a_model_is_known_by_name_number_and_shape() -> None:
    report = explained(BASE, "flatten (Flatten)            (None, 8192)              0")
    assert " ".join(row_sentences(report["vgg16"])) == (
        "assuming that it is keras.applications.VGG16(include_top=False), which has this name, "
        "this number and this shape; another model may have them too"
    )
    assert report["vgg16"].params == 14_714_688


@pytest.mark.parametrize(
    ("row", "function"),
    [
        ("vgg16 (Functional)           (None, 1000)              138357544", "VGG16()"),
        ("resnet50 (Functional)        (None, 2048)              23587712", "ResNet50(include"),
        ("xception_1 (Model)           (None, 5, 5, 2048)        20861480", "Xception(include"),
        ("mobilenetv2_1.00_224 (Model) (None, 5, 5, 1280)        2257984", "MobileNetV2(inc"),
        ("inception_v3 (Model)         (None, 3, 3, 2048)        21802784", "InceptionV3(inc"),
    ],
)
def test_models_with_a_top_a_pooling_and_those_that_pad(row: str, function: str) -> None:
    assert f"keras.applications.{function}" in made(IMAGES, row)


@pytest.mark.parametrize(
    "row",
    [
        "vgg16 (Model)                (None, 5, 5, 512)         14714688",
        "vgg16 (Model)                (None, 4, 4, 256)         14714688",
        "vgg16 (Model)                (None, 4, 4, 512)         14714689",
        "my_vgg16 (Model)             (None, 4, 4, 512)         14714688",
        "vgg16_like (Model)           (None, 4, 4, 512)         14714688",
        "vgg16 (Model)                (None, 10)                138357544",
    ],
)
def test_none_that_differs_in_one_of_them(row: str) -> None:
    assert made(IMAGES, row) == ""


def test_a_class_of_somebodys_own_is_none() -> None:
    assert made(IMAGES, BASE.replace("Model", "Vgg16")) == ""


STEPS = "x (InputLayer)               (None, 10, 224, 224, 3)   0"
AT_EACH = "td (TimeDistributed)         (None, 10, 7, 7, 512)     14714688"


def test_a_model_at_each_step_is_known_by_number_and_shape() -> None:
    """A separable convolution has as many weights too, with a window of 64 times 76,631."""
    report = explained(AT_EACH)
    assert " ".join(row_sentences(report["td"])) == (
        "assuming that it is keras.applications.VGG16(include_top=False) at each step, which has "
        "this number and this shape; another model may have them too"
    )
    assert made(STEPS, AT_EACH) == made(AT_EACH)
    assert "    stand_in('TimeDistributed')(14714688, " in report.render("code")


@pytest.mark.parametrize(
    "row",
    [
        "td (TimeDistributed)         (None, 10, 7, 7, 256)     14714688",
        "td (TimeDistributed)         (None, 10, 6, 7, 512)     14714688",
        "td (TimeDistributed)         (None, 10, 7, 7, 512)     14714689",
    ],
)
def test_another_model_at_each_step_is_none_of_keras(row: str) -> None:
    told = verdict(explained(STEPS, row), "td")
    assert "application" not in told.assumed


def test_a_model_at_each_step_is_known_where_the_class_around_it_is_cut_off() -> None:
    """So Keras 2 prints it in lines of 65 characters."""
    row = "time_distributed_1 (TimeDist (None, 7, 7, 7, 1280)     2257984"
    assert "keras.applications.MobileNetV2(include_top=False) at each step" in made(row)
