"""Tables of other libraries, and of people, that look like what Keras prints."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.printed.lines.text_lines import Line

# Words that only one library's summary has, as they are without blanks and in small letters.
_WORDS = (
    ("depth-idx", "torchinfo prints of a PyTorch model"),
    ("totalmult-adds", "torchinfo prints of a PyTorch model"),
    ("forward/backwardpasssize(mb)", "torchsummary prints of a PyTorch model"),
    ("tr.param#", "pytorch_model_summary prints of a PyTorch model"),
    ("lossfunction:flattened", "fastai prints of a PyTorch model"),
    ("totaltrainableparams:", "fastai prints of a PyTorch model"),
    ("|name|type|params", "PyTorch Lightning prints of a model"),
    ("parametersinforwardcomputationgraph", "MXNet's Gluon prints of a block"),
    ("param#previouslayer", "MXNet prints of a symbol"),
    ("layer(type)inputshapeoutputshape", "PaddlePaddle prints of a network"),
    ("layername(layertype)", "Deeplearning4j prints of a network"),
    ("┃path┃module┃", "Flax prints of a module"),
)
# `Conv2d-1 [-1, 64, 26, 26]`, as PyTorch's are written.
_PYTORCH = re.compile(r"[A-Za-z]\w{0,60}(?:-\d{1,6})?\s{1,99}\[-?\d{1,9}(?:, -?\d{1,9}){1,9}\]\s")
# `64 x 64 x 112 x 112` on a line of its own, and what flows in above the table.
_FASTAI = re.compile(r"\s*\d{1,6}(?: x \d{1,6}){1,6}\s*|\w{1,80} \(Input shape: [^()]{0,400}\)")
_BIGDL = re.compile(r"(?:[A-Z]\w*)?[0-9a-f]{7,8}")


def another(lines: Sequence[Line]) -> str:
    """Say whose table it is, where that is told; nothing where it is not."""
    for line in lines:
        compact = line.compact.translate(_ONE_BAR)
        for word, whose in _WORDS:
            if word in compact:
                return _refused(whose)
    if any(_FASTAI.fullmatch(line.text) for line in lines):
        return _refused("fastai prints of a PyTorch model")
    is_pytorch = any(_PYTORCH.search(line.text) for line in lines)
    return _refused("is printed of a PyTorch model") if is_pytorch else ""


def is_bigdl(summary: PrintedSummary) -> bool:
    """Tell names as BigDL makes them, `Dense93b6c0ab`, from those of Keras."""
    return all(
        _BIGDL.fullmatch(row.name.removeprefix(row.class_name)) and row.name != row.class_name
        for row in summary.rows
    )


def is_made_by_hand(summary: PrintedSummary) -> bool:
    """Tell a table in which no layer stands with its class, as Keras prints each."""
    return not any(row.class_name for row in summary.rows)


BIGDL = "it is what BigDL prints of a model, and only Keras's own summary() can be read"
_ONE_BAR = str.maketrans("│║", "||")


def _refused(whose: str) -> str:
    return f"it is what {whose}, and only Keras's own summary() can be read"
