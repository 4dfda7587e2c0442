"""The reports in the project's own documents are as they should be, with what Keras says."""

from __future__ import annotations

from typer.testing import CliRunner

from rnnscope.cli import app
from tests.files import ROOT


def test_the_project_s_own_documents_are_as_they_should_be() -> None:
    docs = ROOT / "docs"
    own = [ROOT / "README.md", *sorted(docs.rglob("*.md")), *sorted(docs.glob("pictures/*.svg"))]
    ran = CliRunner().invoke(app, ["embed", "--check", *map(str, own)])  # with Keras's summary()
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert len(ran.stderr.splitlines()) == len(own)
