"""Judges many models side by side, each in one of a few processes of ours.

A process that dies, hangs or talks nonsense costs the model that it was at, and no other: another
process takes over.  A target, which runs somebody's code, has a process for itself: what one
leaves behind, such as the numbers in the names of layers, must not reach the next.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeAlias

from rnnscope.checking.judging import judged
from rnnscope.checking.many.process import CheckingProcess, TargetProcess
from rnnscope.checking.tasks import Task
from rnnscope.expectations.outcome import Outcome
from rnnscope.processes.child_process import CANNOT_START, why_none

_WORTH = 8  # files that take as long as starting one more process, with Keras in it
_MOST = 16  # processes, unless somebody asks for more: each takes 150 MB, or 600 with TensorFlow

_Judged: TypeAlias = tuple[int, Outcome | BaseException]


def jobs_for(tasks: Sequence[Task]) -> int:
    """Return how many processes are worth their start, of no more than there are cores."""
    targets = sum(task.is_target for task in tasks)
    return max(1, min(_MOST, _cores(), targets + -(-(len(tasks) - targets) // _WORTH)))


def outcomes(
    tasks: Sequence[Task],
    jobs: int | None = None,
    is_judged: Callable[[], object] = lambda: None,
) -> Generator[Outcome, None, None]:
    """Yield what became of each model, in the order of the tasks, each as early as can be.

    `jobs` is how many are judged at a time, by default as many as are worth it.  `is_judged` is
    called for each, in this thread, whenever it is judged.  A file alone is judged here.
    """
    if len(tasks) == 1 and not tasks[0].is_target:
        begun = time.monotonic()
        yield replace(judged(tasks[0]), seconds=time.monotonic() - begun)
        is_judged()
        return
    lanes = _Lanes(tasks, jobs or jobs_for(tasks))
    try:
        yield from _in_order(lanes, is_judged)
    finally:
        lanes.end()


def _in_order(lanes: _Lanes, is_judged: Callable[[], object]) -> Iterator[Outcome]:
    early: dict[int, Outcome] = {}
    following = 0
    for number, outcome in lanes:
        is_judged()
        early[number] = outcome
        while following in early:
            yield early.pop(following)
            following += 1


class _Lanes:
    """Threads that lend a process to one task after the other."""

    def __init__(self, tasks: Sequence[Task], jobs: int) -> None:
        self._todo: SimpleQueue[tuple[int, Task]] = SimpleQueue()
        self._done: SimpleQueue[_Judged] = SimpleQueue()
        self._count = len(tasks)
        for numbered in enumerate(tasks):
            self._todo.put(numbered)
        self._lanes = [_Lane() for _ in range(min(jobs, len(tasks)))]
        self._threads = [
            Thread(target=self._work, args=(lane,), daemon=True) for lane in self._lanes
        ]
        for thread in self._threads:
            thread.start()

    def __iter__(self) -> Iterator[tuple[int, Outcome]]:
        for _ in range(self._count):
            number, outcome = self._done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield number, outcome

    def end(self) -> None:
        """Leave what is not judged yet, end the processes, and wait for the threads."""
        for lane in self._lanes:
            lane.stop()
        for thread in self._threads:
            thread.join()

    def _work(self, lane: _Lane) -> None:
        try:
            while not lane.is_stopped:
                number, task = self._todo.get_nowait()
                self._done.put((number, lane.judged(task)))
        except Empty:
            pass
        except BaseException as error:  # noqa: BLE001  # whoever waits has to hear of it
            self._done.put((0, error))
        finally:
            lane.end()


@dataclass(slots=True)
class _Lane:
    """One thread's process, and another where that has ended."""

    process: CheckingProcess | None = None
    is_stopped: bool = False
    lent: list[CheckingProcess] = field(default_factory=list)

    def judged(self, task: Task) -> Outcome:
        """Have a model judged, by a process of its own where it runs somebody's code."""
        if task.problem:
            return judged(task)
        try:
            process = self._started(anew=task.is_target)
        except CANNOT_START as error:
            reason = f"no process can be started to judge it: {why_none(error)}"
            return Outcome(model=task.name, error=reason)
        outcome = process.judged(task)
        if task.is_target or not process.is_running:
            self._leave(process)
        return outcome

    def stop(self) -> None:
        """Let it begin nothing more, and end what it waits for."""
        self.is_stopped = True
        for process in [*self.lent]:
            process.stop()

    def end(self) -> None:
        """End its processes."""
        for process in [*self.lent]:
            self._leave(process)

    def _started(self, *, anew: bool) -> CheckingProcess:
        if not anew and self.process is not None and self.process.is_running:
            return self.process
        if not anew and self.process is not None:
            self._leave(self.process)
        process = TargetProcess() if anew else CheckingProcess()
        self.lent.append(process)
        if self.is_stopped:  # meanwhile
            process.stop()
        if not anew:
            self.process = process
        return process

    def _leave(self, process: CheckingProcess) -> None:
        self.lent.remove(process)
        process.end()
        if process is self.process:
            self.process = None


def _cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
