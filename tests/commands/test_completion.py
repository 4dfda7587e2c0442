"""What a shell is told: asked as its own script asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import MNIST, ROOT, SENTIMENT
from tests.test_cli import process

pytestmark = pytest.mark.slow


def told(*words: str) -> list[str]:
    """Complete a command line of which the last word is begun."""
    asked = {
        "_RNNSCOPE_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("rnnscope", *words)),
        "COMP_CWORD": str(len(words)),
    }
    program = "import sys; sys.argv[0] = 'rnnscope'; from rnnscope.__main__ import main; main()"
    return run_with(asked, program)


def run_with(environment: dict[str, str], program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split()


def test_names_of_layers(tmp_path: Path) -> None:
    inside = [f"bidirectional{rest}" for rest in ("", ".forward_layer", ".backward_layer")]
    assert told("explain", str(MNIST), "--layer", "") == ["simple_rnn", "dense"]
    assert told("explain", str(SENTIMENT), "--layer", "bid") == inside
    assert told("explain", str(tmp_path / "none.keras"), "--layer", "") == []
    assert told("explain", "no.such:thing", "--layer", "") == []
    assert told("explain", "--layer", "") == []


def test_words_of_options() -> None:
    assert told("explain", "m", "--format", "j") == ["json", "json-full", "json-schema"]
    assert told("explain", "m", "--require", "") == ["stored", "summary"]
    assert told("explain", "m", "--tablefmt", "git") == ["github"]
    assert told("exp") == ["explain"]


def test_the_script_for_a_shell_can_be_had() -> None:
    done = process("--show-completion", "bash")
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("examples/mnist_rnn.keras", "did you mean"),
        ("gone.h5", "did you mean"),
        ("package.module:thing", "did you mean"),
        ("explian", "Did you mean 'explain'"),
    ],
)
def test_a_model_without_a_subcommand(word: str, meant: str) -> None:
    done = process(word)
    assert (done.code, meant in " ".join(done.err.split()), done.out) == (2, True, "")
