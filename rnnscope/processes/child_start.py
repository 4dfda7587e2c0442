"""The first lines of a child process: the same rnnscope and the same search path as its parent's.

Python runs this as a program; it is imported by nobody.
"""

import sys
from importlib import util


def start(package: str, program: str, lifeline: str, *path: str) -> None:
    """Load rnnscope from where it is for the parent, whatever else is on the path."""
    sys.path[:] = path
    init = f"{package}/__init__.py"
    spec = util.spec_from_file_location("rnnscope", init, submodule_search_locations=[package])
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(init)
    sys.modules["rnnscope"] = util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["rnnscope"])
    from rnnscope.processes.child_program import run

    run(program, int(lifeline))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    del sys.argv[1:]
    start(*arguments)
