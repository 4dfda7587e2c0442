"""Stands in for the light Keras's process: answers as `ODD` in the environment says."""

from __future__ import annotations

import json
import os
import sys

from rnnscope.verify import _summary_child

_RUBBISH = {
    "no JSON": "Using NumPy backend.\n",
    "half a line": '{"rows": [',
    "a list": "[1]\n",
    "other fields": '{"text": ""}\n',
    "an error": '{"error": "NotImplementedError: it computes"}\n',
}


def main() -> None:
    kind = os.environ["ODD"]
    request = json.loads(sys.stdin.readline())
    if kind == "another model":
        _summary_child._import_keras()
        dense = request["config"]["config"]["layers"][-1]
        dense["config"]["units"] += 1
        sys.stdout.write(json.dumps(_summary_child._answer(request)) + "\n")
    else:
        sys.stdout.write(_RUBBISH[kind])
    sys.stdout.flush()
