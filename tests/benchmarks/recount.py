"""Every size of many models changed to several others, counted again here and in Keras.

    python -m tests.benchmarks.recount [MODEL ...] [--tensorflow] [--pairs 12] [--sizes 12]

A table with a row for each model: its sizes, how many of them cannot move by themselves, what was
tried, and how the two counts compare; then each try on which they differ.  The light Keras builds
the models, without memory for weights; with `--tensorflow` that of TensorFlow does.  Of the
applications only so many `--sizes` are tried.  Ends with 1 where a count differs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tabulate import tabulate


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    if options.tensorflow:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    else:
        from rnnscope.verify.light_keras import import_light

        import_light(users_code=True)
    from tests.report.recounted.in_keras import FAULTS, OUTCOMES
    from tests.report.recounted.models import APPLICATIONS, MODELS

    rows, faults, sums = [], [], Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for name in options.models or [*MODELS, *APPLICATIONS]:
            knobs, locked, tried = _tried(name, Path(folder, "config.json"), options)
            found = Counter(each.outcome for each in tried)
            sums += found
            rows.append([name, knobs, locked, len(tried), *(found[each] for each in OUTCOMES)])
            faults += [f"{name}: {each}" for each in tried if each.outcome in FAULTS]
    rows.append(
        ["all", *(sum(row[i] for row in rows) for i in (1, 2, 3)), *map(sums.get, OUTCOMES)]
    )
    print(tabulate(rows, ["model", "sizes", "locked", "tried", *OUTCOMES]), *faults, sep="\n")
    return 1 if faults else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("models", nargs="*")
    parser.add_argument("--tensorflow", action="store_true")
    parser.add_argument("--pairs", type=int, default=12)
    parser.add_argument("--sizes", type=int, default=12)
    return parser.parse_args(arguments)


def _tried(name: str, path: Path, options: argparse.Namespace) -> tuple[int, int, list[Any]]:
    from tests.report.recounted.in_keras import Recounted
    from tests.report.recounted.models import APPLICATIONS, build

    recounted = Recounted.of(build(name), path)
    most = options.sizes if name in APPLICATIONS else None
    locked = sum(bool(knob.locked) for knob in recounted.knobs)
    tried = [*recounted.every_size(most), *recounted.pairs(options.pairs)]
    return len(recounted.knobs), locked, tried


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
