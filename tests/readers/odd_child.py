"""Stands in for the process that reads HDF5: answers as `ODD` in the environment says."""

from __future__ import annotations

import os
import sys
import time

ANSWERS = {
    "garbage": "\x00\xff garbage\n",
    "half a line": '{"tensors": [',
    "nothing": "",
    "a list": "[]\n",
    "deep": "[" * 100_000 + "\n",
    "a huge line": "x" * 200_000,
    "no tensors": "{}\n",
    "wrong tensors": '{"tensors": [["a", [-1], "float32"]], "attributes": {}}\n',
    "wrong names": '{"tensors": [[3, [1], "float32"]], "attributes": {}}\n',
    "wrong attributes": '{"tensors": [], "attributes": {"": {"name": 3}}}\n',
    "not an object": '{"tensors": 3, "attributes": []}\n',
}


def main() -> None:
    sys.stdin.readline()
    kind = os.environ["ODD"]
    if kind in ("hang", "hang with its mouth shut"):
        if kind != "hang":
            os.close(1)
        time.sleep(600)
    sys.stdout.write(ANSWERS[kind])
    sys.stdout.flush()


if __name__ == "__main__":
    main()
