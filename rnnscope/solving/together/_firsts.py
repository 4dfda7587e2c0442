"""What each row comes to by itself, with what is known of what flows in before any is solved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from rnnscope.layers.registry import FORMULAS
from rnnscope.model.printed import MODELS
from rnnscope.report.row_verdict import Assumed, Told
from rnnscope.solving.asked.arguments import ATTENTIONS
from rnnscope.solving.asked.problem import Problem
from rnnscope.solving.deciding.adapted import adapted
from rnnscope.solving.deciding.among import decided_among
from rnnscope.solving.deciding.applications import application, application_inside
from rnnscope.solving.deciding.decided import decided
from rnnscope.solving.deciding.decision import NO_SHAPE, NO_SHAPE_OF_IT, NOT_BEFORE, Decision
from rnnscope.solving.deciding.hidden import with_hidden
from rnnscope.solving.rows.classes import RowClass
from rnnscope.solving.rows.flow import Flow, Row
from rnnscope.solving.search.nearest import nearest
from rnnscope.untrusted.limits import spend
from rnnscope.wording import with_article


def decide(flow: Flow) -> None:
    """Put a decision into each row."""
    for row in flow.rows:
        spend()
        row.decision = _decided(flow, row)
    _reconsider(flow)


def _decided(flow: Flow, row: Row) -> Decision:
    """Return the decision on a row, or why nothing is looked for; its class is told apart first."""
    if row.kind.perhaps and row.printed.params:
        row.kind = _told_apart(flow, row)
    problem = flow.problem(row)
    row.is_fed = problem.is_fed or not row.sources
    if made := _model(row, problem):
        return made
    why = _why_untold(row, problem.class_name)
    if why:
        return Decision(told=Told.UNTOLD, why=why)
    decision = _among(flow, row, problem) or decided(problem)
    if decision.told is Told.IMPOSSIBLE:
        explained = adapted(problem, row.adapted) or with_hidden(problem)
        decision = explained or _unexplained(row, problem, decision)
    return decision if row.kind.is_printed else _of_its_class(row, decision)


def _of_its_class(row: Row, decision: Decision) -> Decision:
    """Return a decision that says that it holds of a class which is not printed, but told."""
    if not decision.fits:
        return decision
    if decision.told is Told.ONE_OF:
        return replace(decision, why=decision.why or f"if it is {with_article(row.kind.name)}")
    taken = (*decision.taken, Assumed.LIKE if row.kind.like else Assumed.CLASS)
    return replace(decision, told=Told.ASSUMED, taken=taken, why=_alike(row) or decision.why)


def _unexplained(row: Row, problem: Problem, decision: Decision) -> Decision:
    """Return that no setting fits; that nothing is told where the class may be another."""
    if row.printed.is_class_cut and not row.kind.is_printed:
        kind = with_article(row.kind.name)
        return Decision(told=Told.UNTOLD, why=f"no setting of {kind} gives this number")
    return replace(decision, nearest=nearest(problem))


def _model(row: Row, problem: Problem) -> Decision | None:
    """Return what a row of a model comes to, or of one of Keras's at each step; None of others."""
    if row.kind.name in MODELS:
        made = application(row.printed, problem.inputs)
        return made or Decision(told=Told.UNTOLD, why="it is a model whose layers are not printed")
    is_each = row.kind.name == "TimeDistributed"
    return application_inside(row.printed, problem.inputs) if is_each else None


def _told_apart(flow: Flow, row: Row) -> RowClass:
    """Return the only one of several classes that gives a row's number and its shape."""
    problem = flow.problem(row)
    fitting = (name for name in row.kind.perhaps if decided(replace(problem, class_name=name)).fits)
    first, second = next(fitting, ""), next(fitting, "")  # a third one tells no more
    return RowClass() if second or not first else RowClass(first, is_printed=False)


def _among(flow: Flow, row: Row, problem: Problem) -> Decision | None:
    """Look for the settings of a row that takes one of several; None where that is no help."""
    shapes = [flow.known(source) for source in row.perhaps]
    if problem.is_fed or not shapes or None in shapes:
        return None
    if decided(problem).told is Told.DETERMINED:
        return None
    return decided_among(problem, [shape for shape in shapes if shape is not None])


def _reconsider(flow: Flow) -> None:
    """Look again for what is impossible, where it may not take what stands before it."""
    doubted = {row.level for row in flow.rows if _casts_doubt(row)}
    for row in flow.rows:
        is_open = row.decision.told is Told.IMPOSSIBLE and row.is_chained
        if is_open and _is_doubted(flow, row, doubted):
            row.decision = _from_anything(flow, row)
            doubted |= {row.level} if _casts_doubt(row) else set()


def _is_doubted(flow: Flow, row: Row, doubted: Collection[str]) -> bool:
    """Tell whether the rows of a model may not be in the order in which data flows.

    Those of a class of somebody's own are in that in which its layers were set.
    """
    around = flow.row_of(row.level)
    if around is None:
        return row.is_own or row.level in doubted
    is_own = around.kind.name != "Sequential"
    return is_own or row.level in doubted or _is_doubted(flow, around, doubted)


def _from_anything(flow: Flow, row: Row) -> Decision:
    """Look for the settings of a row of which the row before it may give nothing."""
    problem = flow.problem(row)
    again = decided(problem.unfed())
    if again.told is Told.IMPOSSIBLE:
        return row.decision
    told = Told.ASSUMED if again.told is Told.DETERMINED else again.told
    taken = (*again.taken, Assumed.INPUT) if told is Told.ASSUMED else again.taken
    return replace(again, told=told, taken=taken, why=NOT_BEFORE)


def _why_untold(row: Row, class_name: str) -> str:
    """Say why nothing is looked for; nothing where something is."""
    printed = row.printed
    if printed.is_unbuilt:
        return "it was not built when it was printed"
    if not class_name:
        return "its class is cut off" if printed.class_name else "its class is not printed"
    if class_name not in FORMULAS:
        return "its class is none of Keras's, or no formula is known for it"
    if class_name in ATTENTIONS and len(row.sources) == 1:
        return "it takes a query and a value, and which these are is not printed"
    is_bare = printed.params is None and not printed.shapes
    return "neither its number nor its shape is printed" if is_bare else ""


def _alike(row: Row) -> str:
    like = row.kind.like
    return f"as {like} is, whose name ends alike, with the same shape and number" if like else ""


def _casts_doubt(row: Row) -> bool:
    """Tell whether a row is none that takes what stands before it, or none that tells."""
    return row.decision.why in (NOT_BEFORE, NO_SHAPE, NO_SHAPE_OF_IT) or not row.printed.shapes
