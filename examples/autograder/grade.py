"""Points for each file that was handed in, from the table that rnnscope check wrote.

rnnscope check submissions --max-params 50_000 --require stored --format csv --output grades.csv
python grade.py grades.csv
"""

import csv
import sys
from pathlib import Path

POINTS = {"held": 10, "failed": 4, "not judged": 0}


def main(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in sorted(rows, key=lambda row: row["model"]):
        reason = row["failures"] or row["error"] or "keeps within the budget."
        total = f"{int(row['total']):,} params" if row["total"] else "no count"
        print(
            f"{POINTS[row['status']]:>3}  {row['model']}: {total}: {reason} {row['notes']}".rstrip()
        )
    counts = {status: sum(row["status"] == status for row in rows) for status in POINTS}
    print(", ".join(f"{count} {status}" for status, count in counts.items()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
