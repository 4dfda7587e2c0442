"""The multiply-adds of known models are those that were published for them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

# Model, published figure, the input it is for, and who published it.
PUBLISHED = (
    ("VGG19", 19.63e9, "224x224", "table of torchvision's models by thop"),
    ("ResNet50V2", 3.5e9, "224x224", "TensorFlow slim, README of MobileNet"),
    ("DenseNet121", 2.834e9, "224x224", "torchvision, densenet.py"),
    ("InceptionV3", 5.713e9, "299x299", "torchvision, inception.py"),
    ("MobileNet", 569e6, "224x224", "TensorFlow slim, mobilenet_v1.md"),
    ("MobileNetV2", 300e6, "224x224", "TensorFlow slim, README of MobileNet"),
    ("MobileNetV3Large", 217e6, "224x224", "Keras, mobilenet_v3.py"),
    ("EfficientNetB0", 0.39e9, "224x224", "the paper, table 2"),
    ("EfficientNetB1", 0.69e9, "240x240", "torchvision's models, as R300-AI lists them"),
    ("EfficientNetB7", 37.75e9, "600x600", "torchvision's models, as R300-AI lists them"),
    ("EfficientNetV2S", 8.366e9, "384x384", "torchvision, efficientnet.py"),
    ("Xception", 8.42e9, "299x299", "ptflops, which adds batch normalization"),
    ("InceptionResNetV2", 13.22e9, "299x299", "ptflops, which adds batch normalization"),
    ("transformer", 11.17e9, "128x768", "calflops, for a BERT base of 128 steps"),
    ("recurrent", 376_012_800, "100x300", "torchinfo, pull request 34"),
)


@pytest.fixture(scope="module")
def found() -> dict[str, int]:
    """What a process of its own counts, in the Keras that builds in no time."""
    command = [sys.executable, "-m", "tests.report.published_macs"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    counts: dict[str, int] = json.loads(answer.stdout)
    return counts


@pytest.mark.parametrize(("model", "published", "size", "source"), PUBLISHED)
def test_published(
    found: dict[str, int], model: str, published: float, size: str, source: str
) -> None:
    assert found[model] == pytest.approx(published, rel=0.015), (size, source)


def test_every_model_is_published(found: dict[str, int]) -> None:
    assert found.keys() == {model for model, *_ in PUBLISHED}
