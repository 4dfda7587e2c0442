"""Judges models, one after the other; a program of its own.

One task a line on standard input, one outcome a line on standard output, both JSON; ends with its
input.  What a user's code reads or prints meanwhile comes from nowhere and goes there.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from typing import IO

from rnnscope.checking.judging import judged
from rnnscope.checking.many.plain import written
from rnnscope.checking.tasks import Task


def main() -> None:
    """Answer tasks until there are no more."""
    tasks, answers = _apart()
    gc.freeze()
    gc.set_threshold(50_000)  # a large model is many objects, of which none becomes garbage
    for line in tasks:
        answers.write(json.dumps(written(judged(Task.read(json.loads(line))))) + "\n")
        answers.flush()


def _apart() -> tuple[IO[str], IO[str]]:
    """Take the streams for ourselves, and give others that lead nowhere to whatever else runs."""
    tasks = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nowhere, number)
    sys.stdin = os.fdopen(os.dup(nowhere), encoding="utf-8")
    return tasks, answers
