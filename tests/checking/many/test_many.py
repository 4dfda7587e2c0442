"""Many models side by side: each has its outcome, whatever becomes of its process."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from rnnscope.checking.many import jobs_for, outcomes
from rnnscope.checking.many.process import CheckingProcess
from rnnscope.checking.tasks import Asking, Task
from rnnscope.expectations import Expectations
from rnnscope.expectations.outcome import Outcome
from tests.files import MNIST, SENTIMENT

QUIET = Asking(summary=False)
CODE = """
import os, signal, sys, time

def ends():
    os._exit(7)

def exits():
    sys.exit("no model today")

def is_killed():
    os.kill(os.getpid(), signal.SIGKILL)

def hangs():
    time.sleep(600)

def loops():
    while True:
        pass

def talks():
    print("not for the report", flush=True)
    for number in range(3, 40):
        try:
            os.write(number, b'{"model": "home:talks", "total": "nonsense"}\\n')
        except OSError:
            pass
    time.sleep(600)

def asks():
    return input("yes? ")

def nothing():
    return 5

class Own(BaseException):
    pass

def raises():
    raise Own("no model")

def interrupts():
    raise KeyboardInterrupt
"""


def files(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"model_{i:03}.keras" for i in range(count)]
    for i, path in enumerate(paths):
        shutil.copy(MNIST if i % 2 else SENTIMENT, path)
    return paths


def task(name: object, total: int | None = None) -> Task:
    return Task(name=str(name), expectations=(Expectations(total=total),), asking=QUIET)


def target(name: str, home: Path, timeout: float = 100.0) -> Task:
    asking = Asking(summary=False, timeout=timeout)
    return Task(name=name, home=str(home), is_target=True, asking=asking)


def workers() -> list[int]:
    """Return the processes of this one that judge models."""
    below: list[int] = []
    for each in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has ended meanwhile
            below += map(int, (each / "children").read_text().split())
    return [
        pid for pid in below if b"checking.many.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def judged(tasks: Sequence[Task], jobs: int | None = None) -> list[Outcome]:
    found = [*outcomes(tasks, jobs)]
    assert [outcome.model for outcome in found] == [task.name for task in tasks]
    assert not workers()
    return found


def test_each_is_judged_and_told_in_its_order(tmp_path: Path) -> None:
    paths = files(tmp_path, 9)
    found = judged([task(path, total=21_386) for path in paths], 3)
    assert [outcome.total for outcome in found] == [13_273, 21_386] * 4 + [13_273]
    assert [outcome.code for outcome in found] == [1, 0] * 4 + [1]
    assert all(outcome.seconds > 0 for outcome in found)


def test_what_cannot_be_read_is_an_outcome(tmp_path: Path) -> None:
    paths = files(tmp_path, 5)
    paths[1].write_bytes(paths[1].read_bytes()[:3000])
    paths[2].write_text("no model")
    paths[3].unlink()
    found = judged([task(path) for path in paths], 2)
    assert [outcome.code for outcome in found] == [0, 2, 2, 2, 0]
    assert "there is no such file" in found[3].error


def test_a_file_that_has_gone_is_never_taken_for_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evil.py").write_text("raise SystemExit('it ran')\n")
    monkeypatch.chdir(tmp_path)
    found = judged([task("evil:build.keras"), task(MNIST)], 1)
    assert found[0].error == "there is no such file"


def test_a_worker_that_is_killed_costs_the_model_that_it_was_at(tmp_path: Path) -> None:
    tasks = [task(path) for path in files(tmp_path, 60)]
    found: list[Outcome] = []
    with closing(outcomes(tasks, 2)) as every:
        for outcome in every:
            found.append(outcome)
            if len(found) == 3:
                victim = workers()[0]
                os.kill(victim, signal.SIGSTOP)  # so that it is at a model
                time.sleep(1)
                os.kill(victim, signal.SIGKILL)
    wrong = [outcome for outcome in found if outcome.code]
    assert [outcome.error for outcome in wrong] == [
        "the process that judged it gave no answer: it was ended by SIGKILL"
    ]
    assert len(found) == 60


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_somebodys_code_does_is_an_outcome(tmp_path: Path, jobs: int) -> None:
    (tmp_path / "home.py").write_text(CODE)
    no_answer = "the process that judged it gave no answer"
    expected = {
        "ends": f"{no_answer}: it ended with exit code 7",
        "exits": "calling it raised SystemExit: no model today",
        "is_killed": f"{no_answer}: it was ended by SIGKILL",
        "hangs": "it could not be judged in 1 s; --timeout gives it longer",
        "talks": f"{no_answer} that makes sense",
        "asks": "calling it raised EOFError: EOF when reading a line",
        "nothing": "calling it gave an int, not a keras.Model",
        "raises": "calling it raised Own: no model",
        "interrupts": "making it raised KeyboardInterrupt",
    }
    tasks = [target(f"home:{name}", tmp_path, 1.0 if name == "hangs" else 100) for name in expected]
    found = judged([task(MNIST), *tasks, task(SENTIMENT)], jobs)
    assert [outcome.error for outcome in found[1:-1]] == [*expected.values()]
    assert [found[0].total, found[-1].total] == [21_386, 13_273]


def test_what_code_prints_is_printed_on_standard_error(tmp_path: Path) -> None:
    (tmp_path / "home.py").write_text(
        "import os, sys\nprint('on import')\n\ndef build():\n    print('at work', end='')\n"
        "    print(' to you', file=sys.stderr)\n    os.write(1, b'by number')\n"
    )
    program = (
        "from tests.checking.many.test_many import judged, target; from pathlib import Path\n"
        f"print(judged([target('home:build', Path({str(tmp_path)!r}))])[0].error)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "calling it gave a NoneType, not a keras.Model\n"
    assert ran.stderr == "on import\nat work to you\nby number"


def test_whoever_stops_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "home.py").write_text(CODE)
    with closing(outcomes([task(MNIST), target("home:hangs", tmp_path)], 2)) as every:
        assert next(every).total == 21_386
        assert workers()
    assert not workers()


def test_where_no_process_can_be_started_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "nowhere"))
    found = judged([task(path) for path in files(tmp_path, 3)], 2)
    reason = f"no process can be started to judge it: No such file or directory: {tmp_path}/nowhere"
    assert {outcome.error for outcome in found} == {reason}


def test_a_file_alone_is_judged_here() -> None:
    (found,) = outcomes([task(MNIST, total=21_386)])
    assert found.code == 0
    assert not CheckingProcess._idle


def test_what_there_is_none_of_is_told_at_once() -> None:
    tasks = [Task(name=name, problem=f"there is no {name}") for name in ("a", "b")]
    assert [outcome.error for outcome in judged(tasks)] == ["there is no a", "there is no b"]


def test_no_more_are_started_than_are_worth_it() -> None:
    cores = min(16, len(os.sched_getaffinity(0)))
    assert jobs_for([task(MNIST)] * 8) == 1
    assert jobs_for([task(MNIST)] * 1000) == cores
    assert jobs_for([Task(name="a:b", is_target=True)] * 2) == min(2, cores)
