"""`rnnscope`, and `python -m rnnscope`."""

from __future__ import annotations

import sys


def main() -> None:
    """Start what takes longest, then the command line."""
    if sys.argv[1:2] == ["explain"] and "--help" not in sys.argv:
        from rnnscope.readers._hdf5_process import Hdf5Process

        Hdf5Process.current()
    from rnnscope.cli import app

    app()


if __name__ == "__main__":
    main()
