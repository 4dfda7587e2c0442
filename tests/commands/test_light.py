"""`--light`: what the user names is built without memory for weights, and without TensorFlow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rnnscope.commands.order import BUILT_LIGHT
from tests.files import MNIST

pytestmark = pytest.mark.slow

MODULE = """
import sys
import keras
from keras import layers

class Scale(layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1], 4), name="scale")

    def call(self, x):
        return keras.ops.matmul(x, self.scale)

def large():
    inside = [layers.Dense(65_536, name=f"dense{i}") for i in range(16)]
    return keras.Sequential([keras.Input((65_536,)), *inside], name="large")

def compiled():
    keras.Variable([1.0, 2.0, 3.0])
    model = keras.Sequential([keras.Input((3,)), layers.Dense(4, name="dense")], name="compiled")
    model.compile("adam", "mse", metrics=["accuracy"])
    return model

def custom():
    return keras.Sequential([keras.Input((3,)), Scale(name="scale")], name="custom")

def stateful():
    rnn = layers.LSTM(4, stateful=True, name="lstm")
    return keras.Sequential([keras.Input((5, 3), batch_size=2), rnn], name="stateful")

def asks():
    seen = {name: name in sys.modules for name in ("tensorflow", "jax", "scipy", "torch")}
    try:
        import jax
        seen["jax"] = True
    except ImportError:
        pass
    return keras.Sequential([keras.Input((3,)), layers.Dense(1 + sum(seen.values()))], name="asks")

def uses_others():
    import h5py, requests  # Keras did without them
    assert h5py.File and requests.get
    return custom()

def needs_tensorflow():
    import tensorflow
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("light")
    (folder / "mine.py").write_text(MODULE)
    return folder


def _explained(place: Path, target: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rnnscope", "explain", target, "--light", *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=place, check=False)


TOTALS = {
    "compiled": 16,
    "custom": 12,
    "stateful": 128,
    "asks": 4,
    "uses_others": 12,
    "large": 68_720_525_312,
}


@pytest.mark.parametrize(("name", "total"), TOTALS.items(), ids=TOTALS)
def test_it_is_counted_and_verified(place: Path, name: str, total: int) -> None:
    done = _explained(place, f"mine:{name}", "--format", "json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["params"]["total"] == total
    summary = data["witnesses"]["summary"]
    assert (summary["agrees"], summary["backend"]) == (True, "numpy")
    assert data["verified"]
    assert data["notes"] == [BUILT_LIGHT]


_MEMORY = """
import sys
from pathlib import Path
from rnnscope.__main__ import main
sys.argv[1:] = ["explain", "mine:large", "--light", "-o", "large.txt"]
try:
    main()
finally:
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    print(peak, "tensorflow" in sys.modules)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="its memory is told by /proc")
def test_68_billion_parameters_take_no_memory(place: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY], capture_output=True, text=True, cwd=place, check=False
    )
    assert done.returncode == 0, done.stderr
    kilobytes, has_tensorflow = done.stdout.split()
    assert int(kilobytes) < 300_000
    assert has_tensorflow == "False"


def test_what_needs_more_than_keras_is_told_of_the_option(place: Path) -> None:
    done = _explained(place, "mine:needs_tensorflow")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "error: cannot read mine:needs_tensorflow: calling it raised ModuleNotFoundError: "
        "No module named 'tensorflow'; with --light there is Keras on NumPy, without TensorFlow "
        "and JAX: try without it"
    ]


def test_it_is_for_targets(place: Path) -> None:
    done = _explained(place, str(MNIST))
    assert done.returncode == 2
    assert "--light is for package.module:thing" in _words(done.stderr)


def test_a_process_that_has_another_keras_refuses(place: Path) -> None:
    script = """
import sys, types
sys.modules["keras"] = types.ModuleType("keras")
sys.argv[1:] = ["explain", "mine:custom", "--light"]
from rnnscope.__main__ import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=place, check=False
    )
    assert done.returncode == 2
    assert "Keras is imported already in this process" in _words(done.stderr)


def _words(boxed: str) -> str:
    return " ".join(word for word in boxed.split() if word != "│")
