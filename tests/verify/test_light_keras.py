"""Keras without what computes: what is imported, what is hidden, and that nothing is computed."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explained
from rnnscope.verify._rebuild import rebuild
from rnnscope.verify.keras_process import Deadline, LightKeras
from tests.files import MNIST, ROOT, SENTIMENT, entry, sequential, write_json

pytestmark = pytest.mark.slow

_CHECKS = """
import sys
from importlib.util import find_spec
from rnnscope.verify import light_keras
light_keras.import_light()
import keras
from keras.src import backend
from rnnscope.tracing.scope import shapes_only

roots = {name.partition(".")[0] for name in sys.modules}
assert not roots & {"tensorflow", "torch", "jax", "jaxlib", "scipy"}, roots
for name in ("tensorflow", "torch", "jax", "scipy.linalg"):
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        assert error.name == name.partition(".")[0]
    else:
        raise AssertionError(name)
    assert "." in name or find_spec(name) is None
assert keras.backend.backend() == "numpy"
assert backend.result_type("int64", int) == "int64"

def raises(action):
    try:
        action()
    except Exception as error:
        return " ".join(f"{type(error).__name__}: {error}".split())

x = keras.Input((3,))
numbers = keras.ops.ones((2, 3))
print(raises(lambda: keras.ops.add(numbers, 1)))
print(raises(lambda: keras.ops.erf(numbers)))

class Computes(keras.layers.Layer):
    def call(self, x):
        return numbers

print(raises(lambda: Computes()(x)))
with shapes_only():
    dense = keras.layers.Dense(2, kernel_initializer="orthogonal")
    model = keras.Sequential([keras.Input((3,)), dense])
print(model.count_params(), model.layers[0].kernel._value)
"""


def test_nothing_is_there_that_computes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CHECKS], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    add, erf, computes, count = done.stdout.splitlines()
    assert add == "None"  # NumPy itself is there: what it can do is harmless
    assert erf.startswith(("ModuleNotFoundError", "ImportError", "NotImplementedError"))
    assert computes.startswith("NotImplementedError: ")
    assert "a layer's call() computes, and nothing here does" in computes
    assert count == "8 None"


def _requests(tmp_path: Path) -> list[dict[str, Any]]:
    """Return what is asked for four models: of one Keras names a mask itself, one it refuses."""
    embedding = entry("Embedding", "words", input_dim=9, output_dim=4, mask_zero=True)
    masked = sequential(embedding, entry("LSTM", "lstm", units=2), shape=(None, 5))
    models = [MNIST, SENTIMENT, write_json(tmp_path / "masked.json", masked)]
    found = []
    for path in models:
        model, report = explained(path)
        ours = rebuild(model.config, report.layers)
        found.append({"config": ours.config, "imports": (), "memory_bytes": 4 * 10**9})
    broken = json.loads(json.dumps(found[0]))
    broken["config"]["config"]["layers"][-1]["config"]["units"] = -1
    return [*found, broken]


def test_a_process_gives_what_a_new_one_gives_in_any_order(tmp_path: Path) -> None:
    requests = _requests(tmp_path)
    new = []
    for request in requests:
        LightKeras.end_all()
        new.append(LightKeras.ask(request, Deadline.of(60)))
    assert ["error" in answer for answer in new] == [False, False, False, True]
    order = [*range(len(requests))] * 5
    random.Random(7).shuffle(order)
    for i in order:
        assert LightKeras.ask(requests[i], Deadline.of(60)) == new[i]
    assert len(LightKeras._idle) == 1


@pytest.mark.parametrize(
    "settings",
    [
        '{"backend": "torch", "image_data_format": "channels_first", "floatx": "float16"}',
        '{"floatx": "nonsense"}',
        "{{{",
    ],
)
def test_what_the_user_has_set_for_keras_changes_nothing(
    settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".keras").mkdir()
    (tmp_path / ".keras" / "keras.json").write_text(settings)
    request = _requests(tmp_path)[1]
    LightKeras.end_all()
    plain = LightKeras.ask(request, Deadline.of(60))
    LightKeras.end_all()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    monkeypatch.setenv("KERAS_MAX_EPOCHS", "many")
    assert LightKeras.ask(request, Deadline.of(60)) == plain
    LightKeras.end_all()
    assert os.listdir(tmp_path / ".keras") == ["keras.json"]  # noqa: PTH208
