"""Models that were saved before Keras knew what flows into them."""

from __future__ import annotations

from pathlib import Path

import keras
import pytest
from keras import layers

import rnnscope
from rnnscope.pages.single.why_not_page import why_not_page
from rnnscope.renderers.svg import picture
from rnnscope.report.unbuilt import waiting
from rnnscope.verify import stored, summary
from rnnscope.words import model_sentences


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a model as it is written where no example shows its input."""
    model = keras.Sequential(
        [layers.Embedding(500, 128), layers.LSTM(64, name="lstm"), layers.Dense(10, name="out")]
    )
    model.compile("adam", "mse")
    place = tmp_path_factory.mktemp("models") / "unbuilt.keras"
    with pytest.warns(UserWarning, match="not yet been built"):
        model.save(place)
    return place


def test_no_witness_differs(path: Path) -> None:
    report = rnnscope.explain(path)
    reasons = {witness.name: witness.reason for witness in report.witnesses}
    assert reasons == {"stored": stored.UNBUILT, "summary": summary.UNBUILT}
    assert [row.path for row in waiting(report)] == ["lstm", "out"]
    assert "so far; not all layers are built" in str(report)


def test_nothing_is_said_of_what_an_optimizer_will_keep(path: Path) -> None:
    said = " ".join(model_sentences(rnnscope.explain(path, summary=False)))
    assert "Adam" not in said
    assert "lstm and out have no weights yet" in said


@pytest.mark.parametrize(("layer", "names"), [(None, "lstm and out have"), ("out", "out has")])
def test_a_count_of_nothing_is_said_to_be_of_what_is_not_built(
    path: Path, layer: str | None, names: str
) -> None:
    page = why_not_page(rnnscope.explain(path, summary=False), 10, layer)
    assert f"It is not built: {names} no weights yet." in page.lines


def test_a_layer_says_how_it_is_built(path: Path) -> None:
    page = rnnscope.explain(path, summary=False).render(layer="lstm")
    assert "keras.Input(shape=...)" in page
    assert "256·n + 16,640" in page


def test_a_map_of_what_is_built_says_nothing_of_other_layers(path: Path) -> None:
    report = rnnscope.explain(path, summary=False)
    whole, built = picture(report, "sizes"), picture(report, "sizes", report.layers[0].path)
    assert "64,000 parameters so far" in whole
    assert "64,000 parameters<" in built


def test_of_a_built_model_missing_weights_are_a_difference(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((None,)), layers.Embedding(500, 128), layers.LSTM(64)])
    model.save(tmp_path / "m.keras")
    report = rnnscope.explain(tmp_path / "m.keras", summary=False)
    assert not list(waiting(report))
    assert report.verified
