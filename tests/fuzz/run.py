"""Damages files for as long as it is let, and tells every one that ends in anything but a sentence.

    python -m tests.fuzz.run --minutes 10 [FILE...]

The files are damaged too, beside one of each format that is made here.  What
is found is kept in the directory named by `--keep`.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.files import members_of, write_archive, write_json
from tests.fuzz.checks import FORMATS, check, replaced
from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import SEEDS, files_of, saved_model


def damaged(source: Path, target: Path, chance: random.Random) -> Path:
    """Write a damaged copy of a file or directory: of its bytes, or of the JSON in it."""
    shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
    paths = [path for path in files_of(target) if path.stat().st_size < 2**20]
    if not paths:
        return target
    path = chance.choice(paths)
    data = path.read_bytes()
    if chance.random() < 0.6 and _other_json(path, data, chance):
        return target
    path.write_bytes(mutated(data, chance))
    return target


def _other_json(path: Path, data: bytes, chance: random.Random) -> bool:
    """Replace nodes of the JSON in a file, where there is some; tell whether there was."""
    if data[:2] == b"PK":
        members = members_of(path)
        config = replaced(json.loads(members["config.json"]), chance)
        write_archive(path, {**members, "config.json": json.dumps(config).encode()})
        return True
    if data[:4] == b"\x89HDF":
        return _other_attribute(path, chance)
    try:
        write_json(path, replaced(json.loads(data), chance))
    except (ValueError, TypeError, RecursionError):
        return False
    return True


def _other_attribute(path: Path, chance: random.Random) -> bool:
    import h5py

    with h5py.File(path, "r+") as root:
        text: Any = root.attrs.get("model_config")
        if text is None:
            return False
        config = json.dumps(replaced(json.loads(text), chance))
        try:
            root.attrs["model_config"] = config
        except (OSError, RuntimeError):
            return False
    return True


def run(sources: Sequence[Path], seconds: float, keep: Path, chance: random.Random) -> int:
    """Damage files until the time is over; return how many findings there are."""
    until, counts, findings = time.monotonic() + seconds, Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as directory:
        while time.monotonic() < until:
            source = chance.choice(sources)
            target = Path(directory) / "damaged"
            try:
                damaged(source, target, chance)
            except (zipfile.BadZipFile, KeyError, ValueError, OSError):
                continue
            try:
                counts[check(target, chance.choice(FORMATS))] += 1
            except Exception as error:  # noqa: BLE001  # whatever it is, it is a finding
                frame = traceback.extract_tb(error.__traceback__)[-1]
                place = f"{type(error).__name__} {frame.filename}:{frame.lineno}"
                findings[place] += 1
                if findings[place] == 1:
                    kept = keep / f"{len(findings)}"
                    shutil.move(target, kept)
                    (keep / f"{len(findings)}.txt").write_text(
                        f"{source}\n{traceback.format_exc()}"
                    )
                    print(f"{place}: {str(error)[:200]} ({kept}, of {source.name})", flush=True)
            _remove(target)
    print(dict(counts), dict(findings))
    return len(findings)


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Fuzz the readers.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, default=None)
    parser.add_argument("--saved-model", action="store_true", help="one too, with TensorFlow")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    keep = options.keep or Path(tempfile.mkdtemp(prefix="findings-"))
    keep.mkdir(exist_ok=True, parents=True)
    with tempfile.TemporaryDirectory() as directory:
        made = [make(Path(directory) / str(i)) for i, make in enumerate(SEEDS.values())]
        if options.saved_model:
            made.append(saved_model(Path(directory) / "saved_model"))
        sources = [*made, *options.files]
        seed = random.randrange(2**32) if options.seed is None else options.seed
        print(f"seed {seed}, findings in {keep}")
        raise SystemExit(run(sources, 60 * options.minutes, keep, random.Random(seed)) > 0)


if __name__ == "__main__":
    main()
