"""`rnnscope`, and `python -m rnnscope`."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Start what takes longest, then the command line."""
    gc.set_threshold(50_000)  # a large model is many objects, of which none becomes garbage
    if sys.argv[1:2] == ["explain"] and "--help" not in sys.argv:
        from rnnscope.readers._hdf5_process import Hdf5Process

        Hdf5Process.current()
    from rnnscope.cli import app

    app()


if __name__ == "__main__":
    main()
