"""`rnnscope`, and `python -m rnnscope`.

Until the current directory is out of the way nothing is imported but what Python has loaded by
itself, or built in; so there is no `__future__` here.
"""

import gc
import os
import sys

from rnnscope.processes.python_path import leave_here

INTERRUPTED = 130


def main() -> None:
    """Run the command line; whatever happens in it ends with an exit code and a sentence."""
    try:
        leave_here()
        from rnnscope.commands.top import exit_code

        code = exit_code(_run)
    except KeyboardInterrupt:
        code = INTERRUPTED
    gc.freeze()  # looking for garbage at the end, which the system takes anyway, takes 20 ms
    if code == INTERRUPTED:  # Python ends with another code where this went through an exec()
        os._exit(code)
    sys.exit(code)


def _run() -> int:
    """Start what takes longest, then the command line."""
    gc.set_threshold(50_000)  # a large model is many objects, of which none becomes garbage
    if _is_of_one_file(sys.argv[1:]):
        from rnnscope.readers.hdf5.process import Hdf5Process

        Hdf5Process.prepare()
    from rnnscope.cli import run

    return run()


def _is_of_one_file(arguments: list[str]) -> bool:
    """Tell whether this process will read a file itself, and not leave many to others."""
    if "--help" in arguments or not arguments:
        return False
    if arguments[0] == "check":
        return sum(map(os.path.isfile, arguments[1:])) == 1
    return arguments[0] in ("explain", "lock", "diff")


if __name__ == "__main__":
    main()
