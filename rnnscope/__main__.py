"""`rnnscope`, and `python -m rnnscope`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; whatever happens in it ends with an exit code and a sentence."""
    from rnnscope.top import exit_code

    sys.exit(exit_code(_run))


def _run() -> int:
    """Start what takes longest, then the command line."""
    import gc

    gc.set_threshold(50_000)  # a large model is many objects, of which none becomes garbage
    if sys.argv[1:2] == ["explain"] and "--help" not in sys.argv:
        from rnnscope.readers._hdf5_process import Hdf5Process

        Hdf5Process.current()
    from rnnscope.cli import run

    return run()


if __name__ == "__main__":
    main()
