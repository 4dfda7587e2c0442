"""The JSON Schema of what `check` writes as `json` and `jsonl`, which is a file of the package."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("outcomes.schema.json")


def json_schema() -> str:
    """Return the schema of all models in one object, and of one model in a line, in draft 2020-12.

    It says what there is: a later version may write more fields.
    """
    return FILE.read_text(encoding="utf-8")
