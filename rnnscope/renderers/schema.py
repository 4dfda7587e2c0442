"""The JSON Schema of what `--format json` writes, which is a file of the package."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("report.schema.json")


def json_schema() -> str:
    """Return the schema of a report, and of one layer in full, in draft 2020-12.

    It says what there is: a report of a later version may have more fields.
    """
    return FILE.read_text(encoding="utf-8")
