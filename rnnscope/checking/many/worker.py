"""Judges models, one after the other; a program of its own.

One task a line on standard input, one outcome a line on standard output, both JSON; ends with its
input.  What a user's code reads meanwhile comes from nowhere, and what it prints goes to standard
error.
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
from rnnscope.errors import said
from rnnscope.expectations.outcome import Outcome


def main() -> None:
    """Answer tasks until there are no more."""
    tasks, answers = _apart()
    gc.freeze()
    gc.set_threshold(50_000)  # a large model is many objects, of which none becomes garbage
    for line in tasks:
        answers.write(json.dumps(written(_judged(Task.read(json.loads(line))))) + "\n")
        answers.flush()


def _judged(task: Task) -> Outcome:
    try:
        return judged(task)
    except KeyboardInterrupt as error:
        if not task.is_target:
            raise
        return Outcome(model=task.name, error=f"making it raised {said(error)}")


def _apart() -> tuple[IO[str], IO[str]]:
    """Take the streams for ourselves, and give others to whatever else runs."""
    tasks = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    sys.stdin = os.fdopen(os.dup(nowhere), encoding="utf-8")
    return tasks, answers
