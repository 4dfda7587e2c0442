"""The models that the site shows: built by Keras before its pages are read, and their numbers.

They lie in `docs/gallery/built`, those of `examples/` with them, and are built again where their
code or Keras has changed.  In a sentence `` {count}`cnn` `` is the count of a model,
`` {count}`cnn dense` `` that of a layer, and `` {count}`cnn dense.kernel` `` that of a weight.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata

import rnnscope

GALLERY = Path(__file__).parents[1] / "gallery"
CODE, BUILT = GALLERY / "models", GALLERY / "built"
EXAMPLES = Path(__file__).parents[2] / "examples"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Build what is missing or old, and know the role."""
    app.connect("builder-inited", _build)
    app.add_role("count", Count())
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _build(_: Sphinx) -> None:
    BUILT.mkdir(exist_ok=True)
    for path in EXAMPLES.glob("*.keras"):
        shutil.copy2(path, BUILT)
    old = [path for path in sorted(CODE.glob("*.py")) if _stamp(path).read_text() != _wanted(path)]
    if old:
        command = [sys.executable, str(GALLERY / "build_models.py"), str(BUILT), *map(str, old)]
        done = subprocess.run(  # noqa: S603  # the gallery's own program
            command, stderr=subprocess.PIPE, encoding="utf-8", errors="replace", check=False
        )
        if done.returncode:  # TensorFlow says much there that is of no interest else
            raise ExtensionError(f"the models of the gallery could not be built:\n{done.stderr}")
    for path in old:
        _stamp(path).write_text(_wanted(path))


def _stamp(path: Path) -> Path:
    stamp = BUILT / f"{path.stem}.stamp"
    stamp.touch()
    return stamp


def _wanted(path: Path) -> str:
    return f"{sha256(path.read_bytes()).hexdigest()}, Keras {version('keras')}"


class Count(SphinxRole):
    """A number of a model, out of its report."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return it with its thousands set apart."""
        model, _, place = self.text.partition(" ")
        self.env.note_dependency(str(BUILT / f"{model}.keras"))
        return [nodes.Text(f"{count(report(model), place):,}")], []


@cache
def report(model: str) -> rnnscope.Report:
    """Return the report of a model; who says so is told where the whole of it stands."""
    return rnnscope.explain(BUILT / f"{model}.keras", summary=False)


def count(of: rnnscope.Report, place: str) -> int:
    """Return the count of the model, of a layer, or of a weight, `layer.weight`.

    Raises:
        ValueError: nobody knows it, or there is none of that name.

    """
    layer, _, weight = place.rpartition(".")
    if not place:
        found = of.total
    elif layer:
        found = next((each.params for each in of[layer].weights if each.name == weight), None)
    else:
        found = of[place].params
    if found is None:
        raise ValueError(f"no count is known of {place!r}")
    return found
