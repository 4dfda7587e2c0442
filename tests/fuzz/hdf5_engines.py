"""Which way to read HDF5 headers stands more: h5py in the process, h5py in a child, or pyfive.

Real files are damaged, and each engine reads them under bounds of time and
memory.  Told are the damaged files that it refused, read as before the damage,
read with other shapes, crashed on (the process that asked would be gone), and
did not end in time on; and the time for a file that is whole:

    python -m tests.fuzz.hdf5_engines --count 2000 FILE.h5...

pyfive is wanted for its column only: `pip install pyfive`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from threading import Timer
from typing import Any

from rnnscope.errors import UnreadableModelError
from rnnscope.readers.hdf5.headers import FilePart, read_headers
from rnnscope.untrusted.limits import applied
from tests.fuzz.mutations import mutated

SECONDS, MEMORY = 5.0, 1 << 30


def h5py_engine(path: Path) -> dict[str, Any]:
    """Read with h5py as most programs do."""
    import h5py

    found = {}
    with h5py.File(path, "r") as file:
        file.visititems(lambda n, o: found.update(_shape(n, o)))
        for key in file.attrs:
            str(file.attrs[key])
    return found


def pyfive_engine(path: Path) -> dict[str, Any]:
    """Read with pyfive, which is Python alone."""
    pyfive = importlib.import_module("pyfive")
    found = {}
    with pyfive.File(str(path)) as file:
        file.visititems(lambda n, o: found.update(_shape(n, o)))
        for key in list(file.attrs):
            str(file.attrs[key])
    return found


def _shape(name: object, item: Any) -> dict[str, list[int]]:
    return {str(name): list(item.shape or ())} if hasattr(item, "shape") else {}


def child_engine(path: Path) -> dict[str, Any]:
    """Read as rnnscope does."""
    headers = read_headers(FilePart(path, 0, path.stat().st_size))
    return {name: list(tensor.shape) for name, tensor in headers.tensors.items()}


ENGINES = {"h5py": h5py_engine, "pyfive": pyfive_engine, "child": child_engine}


class Worker:
    """A process that runs one engine on file after file; a new one where it has ended."""

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.hdf5_engines", "--serve", self._engine],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._ask("") == {"ready": True}

    def _ask(self, line: str, seconds: float = 60) -> dict[str, Any] | None:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        self.timed_out = False

        def kill() -> None:
            self.timed_out = True
            process.kill()

        timer = Timer(seconds, kill)
        timer.start()
        try:
            process.stdin.write(line + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            timer.cancel()
        return json.loads(answer) if answer.endswith("\n") else None

    def read(self, path: Path) -> dict[str, Any]:
        """Return what the engine says: `{"shapes": ...}`, `{"error": ...}`, or how it ended."""
        answer = self._ask(str(path), SECONDS)
        if answer is None:
            self._process.kill()
            how = f"ended with {self._process.wait()}"
            how = "hung" if self.timed_out else how
            self._start()
            return {"ended": how}
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def serve(engine: str) -> None:
    """Answer paths with what the engine reads."""
    import resource

    import h5py  # noqa: F401

    with contextlib.suppress(ImportError):
        importlib.import_module("pyfive")
    if engine != "child":
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        answer: dict[str, Any] = {"ready": True}
        if line.strip():
            try:
                with applied({"seconds": SECONDS - 1}):
                    answer = {"shapes": ENGINES[engine](Path(line.strip()))}
            except UnreadableModelError as error:
                kind = "CHILD" if "crashed" in error.reason else "REFUSED"
                answer = {"error": f"{kind}: {error.reason}"}
            except Exception as error:  # noqa: BLE001
                answer = {"error": type(error).__name__}
        print(json.dumps(answer), flush=True)


def verdict(answer: dict[str, Any], good: dict[str, Any]) -> str:
    """Put what an engine did with a damaged file into a word."""
    if "ended" in answer:
        return str(answer["ended"])
    if "error" not in answer:
        return "as before" if answer["shapes"] == good["shapes"] else "other shapes"
    if answer["error"] == "MemoryError":
        return "out of memory"
    if answer["error"].startswith("CHILD"):
        return "crashed the child, said so"
    return "refused, too slow" if "takes long" in answer["error"] else "refused"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve")
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    compare(options.files, options.count, random.Random(options.seed), options.seconds)


def compare(files: list[Path], count: int, chance: random.Random, seconds: float) -> None:
    """Print what each engine does with whole files, and with damaged ones."""
    workers = {name: Worker(name) for name in ENGINES}
    good = {name: _whole(name, worker, files) for name, worker in workers.items()}
    found = {name: Counter[str]() for name in ENGINES}
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as directory:
        damaged = Path(directory) / "damaged.h5"
        while time.monotonic() < until and found["child"].total() < count:
            path = chance.choice(files)
            damaged.write_bytes(mutated(path.read_bytes(), chance))
            for name, worker in workers.items():
                found[name][verdict(worker.read(damaged), good[name][path])] += 1
    for name, counts in found.items():
        print(name, counts.total(), dict(counts.most_common()))
        workers[name].close()


def _whole(name: str, worker: Worker, files: list[Path]) -> dict[Path, dict[str, Any]]:
    worker.read(files[0])
    start = time.perf_counter()
    good = {path: worker.read(path) for path in files}
    spent = (time.perf_counter() - start) / len(files) * 1000
    read = sum("shapes" in answer for answer in good.values())
    print(f"{name:8} {spent:8.1f} ms a whole file, {read} of {len(files)} read", flush=True)
    return good


if __name__ == "__main__":
    main()
