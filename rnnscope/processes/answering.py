"""Programs of ours that answer one request after the other, and wait for the next in between.

A request is a line of JSON on standard input, an answer a line of JSON on standard output.  A
process is lent to one caller at a time, and a caller who fails ends it, since nobody knows what
it would answer next.
"""

from __future__ import annotations

import atexit
import contextlib
import subprocess
from collections.abc import Iterator, Mapping

from rnnscope.processes.child_process import CANNOT_START, Child

TYPE_CHECKING = False  # which typing has, but importing that would take longer than all above
if TYPE_CHECKING:
    from threading import Thread
    from typing import IO, ClassVar, Self

_MOST_IDLE = 4  # processes of a kind that wait for the next request
_ENDING = 2.0  # seconds from the end of its output to its own


class AnsweringProcess:
    """A process that one caller asks at a time; each kind of program is a class of its own.

    `lent()` gives one that nobody else has; `prepare()` starts one before it is
    needed, and returns without waiting for it.  What it prints besides its answers is lost, unless
    it `is_heard`: it is then printed here, on standard error.
    """

    program: ClassVar[str]
    environment: ClassVar[Mapping[str, str | None]]
    is_heard: ClassVar[bool] = False
    _idle: ClassVar[list[Self]]

    def __init__(self) -> None:
        stderr = subprocess.PIPE if self.is_heard else subprocess.DEVNULL
        self._child = Child(self.program, self.environment, stderr)
        self._hearing = _heard(self._child) if self.is_heard else None

    def __init_subclass__(cls) -> None:
        """Give each kind of process those of its own that wait."""
        cls._idle = []
        atexit.register(cls.end_all)

    @classmethod
    def prepare(cls) -> None:
        """Have a process that waits; where none can be started, whoever asks for one is told."""
        with contextlib.suppress(*CANNOT_START), cls.lent():
            pass

    @classmethod
    @contextlib.contextmanager
    def lent(cls) -> Iterator[Self]:
        """Lend a process to one caller, who gives it back with the block.

        Raises:
            OSError: none can be started.

        """
        process = cls._waiting() or cls()
        try:
            yield process
        except BaseException:
            process.end()
            raise
        if process.is_running and len(cls._idle) < _MOST_IDLE:
            cls._idle.append(process)
        else:
            process.end()

    @classmethod
    def _waiting(cls) -> Self | None:
        """Take a process that waits, and is none of a parent's that this one was forked from."""
        while cls._idle:
            try:
                process = cls._idle.pop()
            except IndexError:  # another thread was faster
                break
            if process.is_running:
                return process
            process.end()
        return None

    @property
    def is_running(self) -> bool:
        """True where it is this process's own, and can be asked."""
        return self._child.is_ours and self._child.poll() is None

    @property
    def child(self) -> Child:
        """The process itself, for those who tell how it ended."""
        return self._child

    def exchange(self, request: bytes, seconds: float, most: int = -1) -> tuple[bytes, bool]:
        """Send a line, and return the line that answers it, and whether the time ran out.

        The line is empty or without an end where the process ended before it was
        whole, or where there were more than `most` bytes.  After `seconds` the process is ended.
        """
        from threading import TIMEOUT_MAX, Timer

        timer = Timer(min(seconds, TIMEOUT_MAX), self._child.kill)
        timer.start()
        try:
            line = self._said(request, most)
        finally:
            timed_out = not timer.is_alive()
            timer.cancel()
        return line, timed_out

    def _said(self, request: bytes, most: int) -> bytes:
        stdin, stdout = _open(self._child.stdin), _open(self._child.stdout)
        try:
            stdin.write(request + b"\n")
            stdin.flush()
            return stdout.readline(most)
        except (BrokenPipeError, MemoryError):
            return b""

    def has_ended(self, line: bytes) -> bool:
        """Tell whether the process that gave this line, which is no answer, ended by itself.

        It is waited for shortly where it closed its output, and has ended afterwards.
        """
        try:
            self._child.wait(0 if line else _ENDING)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
            return False
        return True

    def end(self) -> None:
        """End the process, if it is this process's own; all that it printed has been printed."""
        self._child.end()
        if self._hearing is not None:
            self._hearing.join(_ENDING)

    @classmethod
    def end_all(cls) -> None:
        """End those that wait."""
        while cls._idle:
            cls._idle.pop().end()


def _heard(child: Child) -> Thread:
    from rnnscope.processes.heard import heard

    return heard(child)


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise BrokenPipeError
    return stream
