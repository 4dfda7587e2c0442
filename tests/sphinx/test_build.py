"""Real sites, built by Sphinx itself with models of the examples."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import MNIST

PAGE = """
A model
=======

.. rnnscope:: {model}

The layer :rnnscope:layer:`simple_rnn`.
"""


def built(at: Path, page: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Build a site with one page."""
    (at / "conf.py").write_text("extensions = ['rnnscope.sphinx']\nrnnscope_summary = False\n")
    (at / "index.rst").write_text(page, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", *options, str(at), str(at / "out")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)


def test_a_report_is_on_the_page_and_its_layers_are_referred_to(tmp_path: Path) -> None:
    (tmp_path / "mnist.keras").write_bytes(MNIST.read_bytes())
    done = built(tmp_path, PAGE.format(model="mnist.keras"), "-W")
    assert (done.returncode, done.stderr) == (0, "")
    html = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "128·128 + 128·28 + 128" in re.sub("<[^>]*>", "", html)
    assert 'href="#rnnscope-mnist.keras-simple_rnn"' in html


@pytest.mark.parametrize("content", [None, b"no model"])
def test_what_is_no_model_is_a_warning_with_its_place(
    content: bytes | None, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "bad.keras").write_bytes(content)
    done = built(tmp_path, "A\n=\n\n.. rnnscope:: bad.keras\n", "-W")
    assert done.returncode == 1
    assert "index.rst:4: WARNING: cannot read" in done.stderr
    assert "Traceback" not in done.stderr
