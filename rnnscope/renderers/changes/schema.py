"""The JSON Schema of what `diff` writes as `json`, which is a file of the package."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("changes.schema.json")


def json_schema() -> str:
    """Return the schema of what changed between models, in draft 2020-12.

    It says what there is: a later version may write more fields.
    """
    return FILE.read_text(encoding="utf-8")
