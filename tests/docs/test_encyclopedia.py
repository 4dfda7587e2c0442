"""The encyclopedia has a page for each class; what stands there is what the product says."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from encyclopedia import asking, keras_child
from encyclopedia.asking import KerasDiffersError, reports
from encyclopedia.claims import claims_of
from encyclopedia.documents import NAMES, documents, explorable, write
from encyclopedia.pages import class_document

from rnnscope.catalogue import aliases_of, entry, example
from rnnscope.catalogue.examples import EXAMPLES
from rnnscope.catalogue.one_layer import program_of
from rnnscope.pages.single.class_page import class_page
from rnnscope.renderers import Options, layer_class
from rnnscope.report.report import Report
from rnnscope.report.settings import quantized

TOLD = ("Dense", "LSTM", "StackedRNNCells", "TextVectorization", "InputLayer")


@pytest.fixture(scope="module")
def known() -> dict[str, Report]:
    return {name: example(name) or entry(name) for name in NAMES}


@pytest.fixture(scope="module")
def files(known: dict[str, Report]) -> dict[str, str]:
    return dict(documents(known))


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    """Ask the Keras of the tests, in this process, for a few of the examples."""
    said = {name: keras_child.said(program_of(name, EXAMPLES[name])) for name in TOLD}
    return dict(json.loads(json.dumps(said)))


def test_each_class_has_a_page_that_says_what_the_product_says(
    files: dict[str, str], known: dict[str, Report]
) -> None:
    for name, report in known.items():
        told = layer_class.render(class_page(report), Options())
        lines = _without_links(files[f"{name}.md"]).splitlines()
        missing = [line for line in told.splitlines() if line not in lines]
        assert not missing, f"{name}: {missing[0]}"


def _without_links(text: str) -> str:
    return (
        re.sub(r"\[([^\]]+)\]\(\w+\.md\)", r"\1", text)
        .replace("```{math}", "```math")
        .replace("·\u200b", "·")
    )


def test_each_is_found_by_each_of_its_names(files: dict[str, str]) -> None:
    for name in NAMES:
        family = next(
            path for path, text in files.items() if f"({name}.md)\n:" in text and path != "index.md"
        )
        assert f"\n{name}\n" in files[family]
        assert f"({name}.md)" in files["index.md"]
        for alias in aliases_of(name):
            assert alias in files["index.md"]
            assert f"keras.layers.{alias}" in files[f"{name}.md"]


def test_links_lead_to_documents_there_are(files: dict[str, str]) -> None:
    for text in files.values():
        for path in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
            assert path in files
        for path in re.findall(r"{image} (\S+)", text):
            assert path in files


def test_each_example_with_weights_has_a_picture_and_a_page_to_explore(
    files: dict[str, str], known: dict[str, Report]
) -> None:
    heard = {name: report for name, report in known.items() if name in ("Dense", "Flatten")}
    with_word = {name: report.with_witness(_silent()) for name, report in heard.items()}
    [(path, page)] = explorable(with_word)
    assert path == "Dense.html"
    assert page.count('<a href="../Dense.html">Back to Dense</a>') == 1
    assert files["_pictures/Dense.svg"].startswith("<svg")
    assert "_pictures/Flatten.svg" not in files


def _silent() -> Any:
    from rnnscope.verify.summary import silent

    return silent("")


@pytest.mark.parametrize(
    "name",
    ["Dense", "EinsumDense", "Embedding", "GroupQueryAttention", "MultiHeadAttention", "Conv2D"],
)
def test_keras_counts_as_the_page_says_where_a_dtype_quantizes(
    name: str, known: dict[str, Report]
) -> None:
    row = known[name].layers[-1]
    said = quantized(row)
    made = EXAMPLES[name]
    settings = {**made.settings, "dtype": "int8_from_float32"}
    answer = keras_child.said(program_of(name, replace(made, settings=settings)))
    assert answer["total"] == (said.would_give if said else row.layer_params)
    claimed = {each.name for each in claims_of(name, made, row)}
    assert (f"{name} with dtype='int8_from_float32'" in claimed) == (said is not None)


def test_the_first_sentence_is_what_search_engines_show(files: dict[str, str]) -> None:
    described = next(line for line in files["GRU.md"].splitlines() if "description:" in line)
    assert json.loads(described.partition("description: ")[2]).startswith("A GRU layer has gates·(")


def test_what_a_name_could_be_more_than_a_name_is_escaped(known: dict[str, Report]) -> None:
    page = replace(class_page(known["Dense"]), name="*a* `b` <script> {ref}`x` $y$")
    text = class_document(page, has_picture=False)
    assert "# \\*a\\* \\`b\\` &lt;script\\> &#123;ref}\\`x\\` &#36;y&#36;\n" in text


def test_what_keras_says_of_each(answers: dict[str, Any], known: dict[str, Report]) -> None:
    for name in TOLD:
        report = asking._witnessed(name, known[name], answers[name])
        assert report.witnesses[0].spoke
        assert "made this layer too" in class_page(report).checked


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"params": 1_291}, "Dense: dense: Param #: config implies 1,290, summary() shows 1,291"),
        ({"output_shape": "(None, 11)"}, "output shape: config implies (None, 10)"),
        ({"weights": []}, "dense: kernel: config implies (128, 10), summary() shows no such"),
    ],
)
def test_where_keras_differs_there_is_no_page(
    answers: dict[str, Any], known: dict[str, Report], change: dict[str, Any], why: str
) -> None:
    said = answers["Dense"]
    other = {**said, "rows": [{**said["rows"][0], **change}]}
    with pytest.raises(KerasDiffersError, match=re.escape(why)):
        asking._witnessed("Dense", known["Dense"], other)


@pytest.mark.parametrize("name", ["LSTMCell", "GRU", "Conv2D", "STFTSpectrogram", "Normalization"])
def test_keras_is_asked_what_other_arguments_would_give(
    name: str, known: dict[str, Report]
) -> None:
    if name == "STFTSpectrogram":
        pytest.importorskip("scipy", reason="Keras has the window from SciPy")
    claims = [*claims_of(name, EXAMPLES[name], known[name].layers[-1])]
    assert claims or name == "Normalization"  # whose axes and statistics have no other alone
    for claim in claims:
        said = keras_child.said(claim.program)
        assert claim.denied(said) == ""
        rows = [{"params": -1, "output_shape": ""}]
        assert claim.denied({"rows": rows}).startswith(f"{claim.name}: ")


def test_keras_is_asked_again_only_where_the_examples_are_others(tmp_path: Path) -> None:
    kept = tmp_path / "build" / "layers.json"
    dense = {"Dense": EXAMPLES["Dense"]}
    assert reports(dense, kept, dense)["Dense"].witnesses[0].spoke
    other = json.loads(kept.read_text("utf-8"))
    other["answers"]["Dense"]["rows"][0]["params"] = 3
    kept.write_text(json.dumps(other), encoding="utf-8")
    with pytest.raises(KerasDiffersError, match="shows 3"):  # what it said before is taken
        reports(dense, kept, dense)
    wrong = {"Dense": replace(EXAMPLES["Dense"], settings={"units": -1})}
    with pytest.raises(KerasDiffersError, match="Keras could not make the examples:"):
        reports(dense, kept, wrong)


def test_files_are_written_where_they_are_others(tmp_path: Path) -> None:
    write({"a.md": "a", "_pictures/b.svg": "b", "old.md": "o"}, tmp_path)
    before = (tmp_path / "a.md").stat().st_mtime_ns
    write({"a.md": "a", "_pictures/b.svg": "c"}, tmp_path)
    assert (tmp_path / "a.md").stat().st_mtime_ns == before
    assert (tmp_path / "_pictures" / "b.svg").read_text() == "c"
    assert not (tmp_path / "old.md").exists()


def test_a_formula_that_is_not_the_usual_one_has_its_condition_beside_it(
    files: dict[str, str],
) -> None:
    for path in ("index.md", "attention-layers.md"):
        assert "[Attention](Attention.md) | `1` with `use_scale=True`<br>1 = 1 |" in files[path]
    assert (
        "| [Attention](Attention.md) | `1` with `use_scale=True` |" in files["AdditiveAttention.md"]
    )


def test_the_formula_of_a_wrapper_is_code(files: dict[str, str]) -> None:
    assert "**A TimeDistributed layer has" in files["TimeDistributed.md"]
    assert "the layer inside it, `layer`.**" in files["TimeDistributed.md"]


def test_the_search_finds_a_class_by_each_of_its_names(files: dict[str, str]) -> None:
    assert "```{index} ! AveragePooling2D, ! AvgPool2D\n```" in files["AveragePooling2D.md"]


def test_pictures_are_dark_where_the_theme_is(files: dict[str, str]) -> None:
    assert ":class: rnnscope-picture dark-light\n" in files["LSTM.md"]
