"""Pastes back what models print, and counts what is said of each row.

    python -m tests.solving.round_trip 100                      # 100 models of the Keras here
    python -m tests.solving.round_trip 100 keras_1/bin/python   # of that of another environment
    python -m tests.solving.round_trip applications             # those of keras.applications
    python -m tests.solving.round_trip texts.jsonl              # as `writer.py` wrote them

Every row that is said to be determined has to be right, and of one of several the truth has to
be among them; a default may be wrong, but what was there has to be told beside it.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.solving.round_trip import WRITER, write_examples
from tests.solving.round_trip.held import Tally, hold_all

SEED = "1"


def written(what: str, python: str, folder: Path) -> Path:
    """Let the Keras of a Python print models, and return the file with what it printed."""
    path, arguments = folder / "texts.jsonl", [what, SEED]
    if what == "examples":
        write_examples(folder / "examples.json")
        arguments = ["0", SEED, str(folder / "examples.json")]
    elif what == "applications":
        arguments = ["0", SEED, what]
    command = [python, str(WRITER), str(path), *arguments]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return path


def main(what: str = "80", *pythons: str) -> int:
    tally = Tally()
    if what.endswith(".jsonl"):
        for file in (what, *pythons):
            hold_all(Path(file), tally)
    else:
        for python in pythons or (sys.executable,):
            with tempfile.TemporaryDirectory() as folder:
                hold_all(written(what, python, Path(folder)), tally)
    print(table(tally))
    return 1 if tally.faults else 0


def table(tally: Tally) -> str:
    """Return how many rows of each style had each verdict, and what was wrong."""
    lines = [f"{tally.models:,} models in {tally.texts:,} texts", ""]
    styles = list(dict.fromkeys(style for style, _ in tally.rows))
    verdicts = sorted({verdict for _, verdict in tally.rows})
    lines.append("| style | " + " | ".join(verdicts) + " | faults |")
    lines.append("| --- " * (len(verdicts) + 2) + "|")
    faults = Counter(fault.style for fault in tally.faults)
    for style in styles:
        counts = [f"{tally.rows[style, verdict]:,}" for verdict in verdicts]
        lines.append(f"| {style} | {' | '.join(counts)} | {faults[style]:,} |")
    lines += [
        "",
        *(f"untold: {count:,} {name}: {why}" for (name, why), count in tally.untold.most_common()),
    ]
    kinds = Counter(fault.what for fault in tally.faults)
    first = {fault.what: fault for fault in reversed(tally.faults)}
    lines += ["", f"{len(tally.faults):,} faults, {len(kinds):,} kinds"]
    lines += [f"{count:,} x {first[what].where}: {what}" for what, count in kinds.most_common()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
