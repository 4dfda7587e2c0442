"""Who is asked for a summary: the light Keras, TensorFlow's where that does not do, and nobody."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keras
import pytest
from typer.testing import CliRunner, Result

import rnnscope
from rnnscope.api import explain, explained
from rnnscope.cli import app
from rnnscope.errors import UnheardWitnessError
from rnnscope.processes import own_memory
from rnnscope.report.report import Report
from rnnscope.report.witness import Witness
from rnnscope.untrusted.limits import applied
from rnnscope.verify.asking import Keras
from rnnscope.verify.keras_process import LightKeras, TensorFlowKeras
from tests.files import MNIST, ROOT, SENTIMENT, edited, entry, replaced, sequential, write_json

pytestmark = pytest.mark.slow

HASHING = sequential(
    entry("Hashing", "hashing", num_bins=7), entry("Dense", "dense", units=2), shape=(None, 3)
)
SYNCHRONIZED = sequential(entry("BatchNormalization", "bn", synchronized=True), shape=(None, 3))


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Start with no light process that waits, and leave none that a test has spoilt."""
    LightKeras.end_all()
    yield
    LightKeras.end_all()


def _on_tensorflow() -> list[int]:
    """Return the processes with TensorFlow that wait: each that is asked is there afterwards."""
    return [process.child.pid for process in TensorFlowKeras._idle]


def heard(report: Report) -> Witness:
    witness = report.witness("summary")
    assert witness is not None
    return witness


def _waiting() -> int:
    """Return the process that waits for the next question."""
    (process,) = LightKeras._idle
    return process.child.pid


def test_the_light_keras_is_asked_and_kept() -> None:
    before = _on_tensorflow()
    first = heard(explain(MNIST, summary=True))
    pid = _waiting()
    second = heard(explain(SENTIMENT, summary=True))
    assert _waiting() == pid
    assert (first.backend, first.because) == (second.backend, second.because) == ("numpy", "")
    assert first.agrees
    assert second.agrees
    assert _on_tensorflow() == before


def test_a_block_has_its_process_from_the_start_and_ends_it() -> None:
    with rnnscope.SummaryProcess():
        pid = _waiting()
        assert heard(rnnscope.explain(MNIST)).agrees
        rnnscope.assert_params(SENTIMENT, 13_273)
        assert _waiting() == pid
        process = LightKeras._idle[0]
    assert not LightKeras._idle
    assert not process.is_running


def test_a_process_that_takes_too_long_is_a_reason() -> None:
    TensorFlowKeras.end_all()
    report = explain(MNIST, summary=True, timeout=0.1)
    assert heard(report).reason == "Keras did not answer in 0.1 s; --timeout gives it longer"
    assert report.verified  # by the stored weights, which did speak


def test_one_that_is_required_and_takes_too_long_is_an_error() -> None:
    told = r"^summary\(\) was not heard, as required: Keras did not answer in 0\.001 s"
    with pytest.raises(UnheardWitnessError, match=told):
        explain(MNIST, require="summary", timeout=0.001)


def in_no_time(path: Path) -> Result:
    """Require of the command line the summary of a file, and give Keras no time for it."""
    args = [str(path), "--require", "summary", "--timeout", "0.1", "-o", "-"]
    return CliRunner().invoke(app, ["explain", *args])


def test_what_is_required_and_not_heard_ends_with_2_after_the_report() -> None:
    result = in_no_time(MNIST)
    assert (result.exit_code, "Total params: 21,386" in result.stdout) == (2, True)
    told = "error: summary() was not heard, as required: Keras did not answer"
    assert result.stderr.startswith(told)


def test_a_difference_ends_with_1_whoever_was_not_heard(tmp_path: Path) -> None:
    path = edited(MNIST, tmp_path / "m.keras", lambda h5: replaced(h5, "layers/dense/vars/1", (9,)))
    assert in_no_time(path).exit_code == 1
    assert not LightKeras._idle
    assert not _on_tensorflow()  # there was no time to ask it


def test_one_that_dies_is_followed_by_tensorflow() -> None:
    model, report = explained(MNIST)
    with Keras() as keras:
        os.kill(_waiting(), signal.SIGSTOP)  # it is there, and will be killed while it is asked
        pid = _waiting()
        killer = subprocess.Popen(["sh", "-c", f"sleep 0.5; kill -9 {pid}"])
        witness = keras.rebuilt(report, model)
        killer.wait()
    assert (witness.agrees, witness.backend) == (True, "tensorflow")
    assert witness.because == (
        "its NumPy backend did not build it: "
        "Keras's process gave no answer: it was ended by SIGKILL"
    )


def test_what_is_known_to_need_tensorflow_is_asked_there_at_once(tmp_path: Path) -> None:
    for config, name, because in (
        (HASHING, "hashing", "Hashing needs TensorFlow"),
        (SYNCHRONIZED, "bn", "BatchNormalization with synchronized=True needs TensorFlow"),
    ):
        report = explain(write_json(tmp_path / "m.json", config), summary=True)
        assert (heard(report).backend, heard(report).because) == ("tensorflow", because)
        assert report[name].verdict(heard(report)) == "agrees"


def test_a_difference_is_tensorflows_or_it_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child whose NumPy backend answers for another model stands for a backend that differs."""
    monkeypatch.setattr(LightKeras, "program", "tests.verify.odd_keras")
    monkeypatch.setenv("ODD", "another model")
    report = explain(MNIST, summary=True)
    assert heard(report).agrees
    assert (heard(report).backend, heard(report).because) == (
        "tensorflow",
        "asked again, since on NumPy it differed",
    )


@pytest.mark.parametrize("kind", ["no JSON", "half a line", "a list", "other fields", "an error"])
def test_rubbish_is_followed_by_tensorflow(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LightKeras, "program", "tests.verify.odd_keras")
    monkeypatch.setenv("ODD", kind)
    report = explain(MNIST, summary=True)
    assert heard(report).agrees
    assert heard(report).backend == "tensorflow"
    assert heard(report).because.startswith("its NumPy backend did not build it: ")


def test_a_keras_whose_numpy_backend_cannot_be_imported_is_asked_on_tensorflow(
    tmp_path: Path,
) -> None:
    """As after a release that computes something where it is imported."""
    folder = Path(keras.__file__).parent
    shutil.copytree(folder, tmp_path / "keras", ignore=shutil.ignore_patterns("__pycache__"))
    backend = tmp_path / "keras" / "src" / "backend" / "numpy" / "nn.py"
    backend.write_text(f"{backend.read_text()}\nONES = jax.numpy.ones(3)\n")
    script = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
from rnnscope.api import explain
for _ in range(2):
    witness = explain({str(MNIST)!r}).witness("summary")
    print(witness.agrees, witness.backend, witness.because)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stderr == ""
    because = (
        "its NumPy backend did not build it: "
        "NotImplementedError: jax.numpy.ones is not there, as nothing is computed"
    )
    assert done.stdout.splitlines() == [f"True tensorflow {because}"] * 2


def test_what_no_memory_holds_is_a_reason() -> None:
    """Both processes are held to it, and answer the next question all the same."""
    if not own_memory.taken():
        pytest.skip("only Linux tells what a process takes")
    with applied({"summary_memory_bytes": 1}):
        witness = heard(explain(MNIST))
        assert not witness.spoke
        assert witness.reason.startswith("it takes more memory; --limit summary_memory_bytes=")
        light, tensorflow = _waiting(), _on_tensorflow()
        assert tensorflow  # it was asked after the light one
    assert heard(explain(MNIST)).agrees
    assert (_waiting(), _on_tensorflow()) == (light, tensorflow)  # which are not worse for it


def test_the_users_own_code_is_never_given_to_the_light_keras(tmp_path: Path) -> None:
    """What a module finds: the real TensorFlow, and no JAX that is a placeholder."""
    (tmp_path / "seen.py").write_text(
        "import keras, sys, pathlib\n"
        "found = keras.backend.backend(), 'tensorflow' in sys.modules, 'jax' in sys.modules\n"
        "pathlib.Path(__file__).with_suffix('.txt').open('a').write(f'{found}\\n')\n"
    )
    config = write_json(tmp_path / "m.json", sequential(entry("Dense", "d", units=2), shape=(2, 3)))
    done = subprocess.run(
        [sys.executable, "-m", "rnnscope", "explain", str(config), "--import", "seen"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "(Keras on TensorFlow)" in done.stdout
    seen = (tmp_path / "seen.txt").read_text().splitlines()
    assert set(seen) == {"('tensorflow', True, False)"}
    assert len(seen) == 2  # here, and in the process that is asked


def _without(names: tuple[str, ...], path: Path, cwd: Path = ROOT) -> list[str]:
    script = f"""
import sys
from importlib.machinery import PathFinder
found = PathFinder.find_spec
def find_spec(name, path=None, target=None):
    return None if name.partition(".")[0] in {names!r} else found(name, path, target)
PathFinder.find_spec = find_spec
from rnnscope.api import explain
report = explain({str(path)!r}, summary=True)
witness = report.witness("summary")
print(report.total, report.verified, witness.spoke, witness.backend)
print(witness.reason)
print(*(row.verdict(witness) for row in report.layers))
print(*(name in sys.modules for name in ("tensorflow", "keras")))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=cwd, check=False
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_without_keras_all_but_the_summary_works() -> None:
    assert _without(("keras",), MNIST) == [
        "21386 True False ",
        "keras is not installed; pip install keras lets Keras speak",
        "silent silent",
        "False False",
    ]


def test_without_tensorflow_a_file_is_verified_all_the_same(tmp_path: Path) -> None:
    assert _without(("tensorflow",), MNIST) == [
        "21386 True True numpy",
        "",
        "agrees agrees",
        "False False",
    ]
    assert _without(("tensorflow",), write_json(tmp_path / "hashing.json", HASHING)) == [
        "8 True True numpy",
        "",
        "silent agrees",  # a stand-in gave it its shape
        "False False",
    ]


def test_without_tensorflow_what_needs_it_says_so(tmp_path: Path) -> None:
    path = write_json(tmp_path / "synchronized.json", SYNCHRONIZED)
    total, reason, verdicts, _ = _without(("tensorflow",), path)
    assert total == "12 False False "
    needs = "BatchNormalization with synchronized=True needs TensorFlow"
    assert reason == f"{needs}, which is not installed; pip install tensorflow lets Keras speak"
    assert verdicts == "silent"
