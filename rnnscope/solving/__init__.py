"""What a printed summary tells of its layers: settings that give its numbers, and verdicts.

There is no second set of equations: the formulas are run with symbols for what is looked for.
Of one row: what is `asked`, the `formulas` solved for it, the `search` for all settings that fit,
`deciding` what they come to. Of all: the `rows` and what flows between, solved `together`, what
is `found`, and the `solution` that all of it comes to.
"""

from __future__ import annotations

from rnnscope.model.parts import Model
from rnnscope.report.report import Report
from rnnscope.solving.found.trained import with_freezing
from rnnscope.solving.known import NOTHING as NOTHING
from rnnscope.solving.known import Known as Known
from rnnscope.solving.solution import counted, solved
from rnnscope.verify.printed import heard


def explained_summary(model: Model, known: Known) -> tuple[Model, Report]:
    """Return a model that was read from a printed summary with its settings, and its report.

    Raises:
        BadArgumentError: what is known is of no layer, or of none whose input is open.
        BadConfigError: the layers are joined in a way no model can be.

    """
    solution, found = counted(solved(model, known))
    report = with_freezing(solution.told(found))
    printed = solution.model.printed
    return solution.model, heard(report, printed) if printed else report
