"""What a layer's page can be quoted from."""

from __future__ import annotations

import inspect
import re
from itertools import chain
from pathlib import Path

import keras
import pytest

from rnnscope.catalogue import entry
from rnnscope.keras_facts.documentation import PAGES
from rnnscope.keras_facts.papers import OF_ACTIVATION, OF_QUANTIZATION, OF_SETTING, PAPERS
from rnnscope.layers import FORMULAS, foreign_formulas
from rnnscope.pages.said.layer_sources import sources_of
from tests.files import alone, sequential, write_json
from tests.files import entry as config_of

ARXIV = re.compile(r"arxiv.org/(?:abs|pdf)/(\d+\.\d+)")
ALL = [*chain(*PAPERS.values(), *OF_ACTIVATION.values(), *OF_SETTING.values())]
ALL += chain(*OF_QUANTIZATION.values())
# What Keras cites beside the paper of the layer itself, or of one argument.
BESIDE = {
    "LayerNormalization": {"1803.08494"},  # of GroupNormalization, which it is compared with
    "ReversibleEmbedding": {"1706.03762"},  # for the soft cap of the scores
    "Conv1D": {"1609.03499"},  # of padding="causal"
}


def test_classes_are_those_with_a_formula() -> None:
    assert set(PAGES) | set(PAPERS) <= {*FORMULAS, *foreign_formulas()}


def test_a_paper_can_be_found() -> None:
    """Authors, a year, a title, and a venue or a number."""
    for paper in {*ALL}:
        authors, year, rest = re.split(r" \((\d{4})\)\. ", paper)
        assert authors.endswith(".")
        assert 1980 < int(year) < 2030
        assert re.search(r"\w\)?\. .*(arXiv:\d{4}\.\d{4,5}|doi\.org/\S+|\d{4})$", rest), paper


@pytest.mark.parametrize("name", [name for name in PAPERS if hasattr(keras.layers, name)])
def test_what_keras_cites_is_cited(name: str) -> None:
    cls = getattr(keras.layers, name)
    cited = set(ARXIV.findall(inspect.getdoc(cls) or "")) - BESIDE.get(name, set())
    ours = " ".join((*PAPERS[name], *chain(*OF_SETTING.values())))
    assert {number for number in cited if number not in ours} == set()


def test_sources_of_a_layer() -> None:
    assert sources_of(entry("GlobalAveragePooling2D").layers[0]) == (
        "keras/src/layers/pooling/base_global_pooling.py",
        "https://keras.io/api/layers/pooling_layers/global_average_pooling2d/",
        "Lin, M., Chen, Q., & Yan, S. (2014). Network in network. ICLR 2014. arXiv:1312.4400",
    )


def test_papers_of_settings(tmp_path: Path) -> None:
    model = sequential(
        config_of("Dense", "adapted", units=4, activation="gelu", lora_rank=2),
        config_of("Dense", "own", units=4, activation={"class_name": "function"}),
        shape=[None, 8],
    )
    report = alone(write_json(tmp_path / "model.json", model))
    adapted, own = (" ".join(sources_of(report[name])) for name in ("adapted", "own"))
    assert "GELU" in adapted
    assert "LoRA" in adapted
    assert own == "keras/src/layers/core/dense.py https://keras.io/api/layers/core_layers/dense/"
