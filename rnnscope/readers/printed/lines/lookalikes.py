"""Tables of other libraries that look like what Keras prints."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_ONE_BAR = str.maketrans("│║", "||")


def another(lines: Sequence[Line]) -> str:
    """Say whose table it is, where that is told; nothing where it is not."""
    for line in lines:
        compact = line.compact.translate(_ONE_BAR)
        for word, whose in _WORDS:
            if word in compact:
                return refused(whose)
    if any(_FASTAI.fullmatch(line.text) for line in lines):
        return refused("fastai prints of a PyTorch model")
    is_pytorch = any(_PYTORCH.search(line.text) for line in lines)
    return refused("is printed of a PyTorch model") if is_pytorch else ""


def refused(whose: str) -> str:
    """Say whose a table is that is not read."""
    return f"it is what {whose}, and only Keras's own summary() can be read"
