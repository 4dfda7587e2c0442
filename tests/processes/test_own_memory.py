"""What a process takes and may take, asked of real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import ROOT


def told(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stderr == ""
    return done.stdout


def test_the_bound_is_set() -> None:
    pytest.importorskip("resource")
    script = f"""
import resource
from rnnscope.processes import own_memory
own_memory.bound({4 * 2**30}, 60)
kinds = resource.RLIMIT_DATA, resource.RLIMIT_CPU, resource.RLIMIT_CORE
print([resource.getrlimit(kind)[0] for kind in kinds])
try:
    bytearray({4 * 2**30})
except MemoryError:
    print("bounded")
"""
    assert told(script) == f"[{4 * 2**30}, 60, 0]\nbounded\n"


def test_without_seconds_the_time_is_left_as_it_was() -> None:
    pytest.importorskip("resource")
    script = """
import resource
from rnnscope.processes import own_memory
before = resource.getrlimit(resource.RLIMIT_CPU)
own_memory.bound(2**32)
print(resource.getrlimit(resource.RLIMIT_CPU) == before)
"""
    assert told(script) == "True\n"


def test_what_is_taken_grows_with_what_is_mapped() -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("only Linux tells what a process takes")
    # A process of its own, and memory mapped anew: a busy one takes what it has freed again.
    script = f"""
import mmap
from rnnscope.processes import own_memory
before = own_memory.taken()
held = mmap.mmap(-1, {2**26}, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
print(own_memory.taken() - before)
"""
    assert 2**26 <= int(told(script)) < 2**27
