"""Builds the site: `python docs/build.py` puts it into docs/_build/html.

    python docs/build.py [FOLDER] [--changed]

With FOLDER it is written there.  All pages are made anew, since what stands on
them comes from runs; `--changed` makes only those whose text has changed, while
somebody writes.  A warning is an error.  Needs the packages of the group `docs`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from shutil import rmtree
from time import monotonic

from sphinx.cmd.build import build_main

HERE = Path(__file__).parent
BUILT = HERE / "_build"


def main(arguments: list[str]) -> int:
    """Build the site, and say how long that took and how large it is."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=BUILT / "html", metavar="FOLDER")
    parser.add_argument("--changed", action="store_true", help="only pages whose text changed")
    given = parser.parse_args(arguments)
    anew = [] if given.changed else ["--fresh-env", "--write-all"]
    strict = ["--fail-on-warning", "--keep-going", "--nitpicky"]
    places = [f"--doctree-dir={BUILT / 'doctrees'}", str(HERE), str(given.folder)]
    start = monotonic()
    if not given.changed:
        rmtree(
            BUILT / "html", ignore_errors=True
        )  # pages that are no more; never a folder of yours
    code = build_main(["--builder=html", "--quiet", *strict, *anew, *places])
    if code == 0:
        print(f"{given.folder / 'index.html'}: {told(given.folder)}, {monotonic() - start:.0f} s")
    return code


def told(folder: Path) -> str:
    """Return how many pages there are, and how large the site is."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in files)
    return f"{pages} pages, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
