"""A summary in a file is told from whatever else there is, and joined as it is connected."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.errors import BadArgumentError, UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers import read
from rnnscope.readers.printed.summary_file import chosen, model_in
from rnnscope.readers.source import Confidence
from tests.readers.printed.texts import ALL

pytestmark = pytest.mark.quick

TWO = """\
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
dense_1 (Dense)              (None, 10)                1290
=================================================================
Total params: 1,290

Layer (type) Output Shape Param #
dense_2 (Dense) (None, 2) 22
Total params: 22
"""
CUT = """\
__________________________________________________________________________________
Layer (type)                 Output Shape         Param #   Connected to
==================================================================================
x (InputLayer)               (None, 4)            0
__________________________________________________________________________________
a_name_that_fills_its_column (None, 3)            15        x[0][0]
__________________________________________________________________________________
b_name_that_fills_its_column (None, 3)            15        x[0][0]
__________________________________________________________________________________
add (Add)                    (None, 3)            0         a_name_that_fills_its_co
                                                            b_name_that_fills_its_co
"""


def model_of(model: str, keras: str) -> Model:
    (printed,) = (p for p in ALL if (p.keras, p.model, p.width) == (keras, model, None))
    return model_in(printed.text, "it")


def file(directory: Path, text: str | bytes, name: str = "it.txt") -> Path:
    path = directory / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TWO, id="as it is"),
        pytest.param("words\n" * 2_000 + TWO, id="far down"),
        pytest.param("dense_1 (Dense)  (None, 10)  1,290\n", id="a row alone"),
        pytest.param(TWO.encode("utf-16"), id="UTF-16"),
        pytest.param("".join(f'"{line}\\n"\n' for line in TWO.split("\n")), id="literals"),
    ],
)
def test_a_summary_is_told_by_its_content(tmp_path: Path, text: str | bytes) -> None:
    model = read(file(tmp_path, text))
    assert model.format == "summary"
    assert model.printed is not None
    assert model.printed.rows[0].params == 1290


def test_a_config_stays_a_config(tmp_path: Path) -> None:
    config = '{"class_name": "Sequential", "config": [], "note": "Layer (type) Total params"}'
    assert read(file(tmp_path, config)).format == "json"


@pytest.mark.parametrize("name", ["it.txt", "model.keras"])
def test_a_text_of_nothing_is_refused_as_both(tmp_path: Path, name: str) -> None:
    with pytest.raises(
        UnreadableModelError, match=r"in no format .* and there is no summary in it"
    ):
        read(file(tmp_path, "hello", name))


def test_of_several_summaries_one_is_chosen() -> None:
    model = model_in(TWO, "it")
    assert [summary.line for summary in model.tables] == [2, 8]
    assert model.printed is not None
    assert model.printed.others == (8,)
    assert chosen(model, 2).printed == model.tables[1]
    with pytest.raises(BadArgumentError, match="1 to 2: the text has summaries on lines 2 and 8"):
        chosen(model, 3)
    with pytest.raises(BadArgumentError, match="there is one summary in the text"):
        chosen(model_in("dense_1 (Dense)  (None, 10)  1,290\n", "it"), 2)


def test_the_confidence_of_a_header_is_that_of_a_signature() -> None:
    from rnnscope.readers.printed.summary_file import sniff
    from rnnscope.readers.source import Source

    source = Source(Path("it"), b"# Notes\n\nLayer (type) Output Shape Param #\n")
    assert sniff(source) is Confidence.SIGNATURE
    assert sniff(Source(Path("it"), b"\x89HDF\r\n\x1a\n\0")) is Confidence.NONE
    assert sniff(Source(Path("it"), b"words")) is Confidence.FARTHER_ON
