"""Builds models of the gallery by Keras: `python docs/gallery/build_models.py FOLDER CODE...`.

Nothing is trained: a model's numbers are those that it begins with.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import keras


def main(folder: str, *programs: str) -> None:
    """Save in the folder what `build` of each of these programs returns."""
    for program in map(Path, programs):
        keras.utils.set_random_seed(0)
        keras.backend.clear_session()
        model = runpy.run_path(str(program))["build"]()
        model.save(Path(folder) / f"{program.stem}.keras")


if __name__ == "__main__":
    main(*sys.argv[1:])
