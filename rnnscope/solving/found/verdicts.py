"""What is said of each row: the verdict, and the settings that fit, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rnnscope.model.parts import LayerConfig
from rnnscope.report.plausible import is_odd, oddness
from rnnscope.report.row_verdict import Fit, RowVerdict, Told
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.deciding.rarity import rarity
from rnnscope.solving.rows.flow import Row
from rnnscope.solving.search.windows import OF_WINDOWS

_BESIDE = 200  # that are told beside one that was taken


def verdict_of(row: Row, place: str) -> RowVerdict:
    """Return what is said of a row; `place` is how its layer is got in Python."""
    decision = row.decision
    fits = decision.fits
    if decision.chosen is not None:
        fits = fits[: 1 + _BESIDE]
    near = (candidate for candidate, _ in decision.nearest)
    return RowVerdict(
        told=decision.told,
        row=row.printed,
        fits=(*_likely_first(fits, is_taken=decision.chosen is not None), *map(fit_of, near)),
        count=len(decision.fits) if decision.told is not Told.IMPOSSIBLE else 0,
        is_whole=decision.is_whole,
        assumed=tuple(dict.fromkeys((*decision.assumed, *decision.taken))),
        said=decision.said,
        why=decision.why,
        telling=f"{place}.get_config()" if decision.told is Told.ONE_OF else "",
        untold=tuple(sorted(fits[0].untold)) if decision.chosen else (),
        is_fed=row.is_fed,
        is_given=decision.is_given,
    )


def _likely_first(fits: Sequence[Candidate], *, is_taken: bool) -> list[Fit]:
    """Return settings with the likely ones first; behind the first, where that is taken."""
    told = [(rarity(each), fit_of(each)) for each in fits]
    head = told[:1] if is_taken else []
    rest = sorted(told[len(head) :], key=lambda pair: (_is_odd(pair[1]), pair[0], oddness(pair[1])))
    return [fit for _, fit in (*head, *rest)]


def _is_odd(fit: Fit) -> bool:
    """Tell settings for an input that nobody has: a default does not make them likely."""
    return any(is_odd(shape[1:]) for shape in fit.input_shapes)


def fit_of(candidate: Candidate) -> Fit:
    """Return settings as they are told, with the formula that they make."""
    cast = candidate.cast
    return Fit(
        class_name=candidate.config.class_name,
        settings=_told(candidate.config),
        sizes=cast.sizes,
        formula=cast.formula,
        numbers=cast.numbers,
        params=(cast.count or 0) + candidate.hidden,
        input_shapes=candidate.inputs,
        hidden=candidate.hidden,
        fixed=cast.fixed,
        multiplied=cast.multiplied,
        untold=tuple(sorted(candidate.untold)),
        config=candidate.config,
    )


def _told(config: LayerConfig) -> dict[str, Any]:
    """Return the arguments that were looked for; of a layer inside by its name and theirs."""
    found: dict[str, Any] = {}
    for key, value in config.settings.items():
        if isinstance(value, LayerConfig):
            found[key] = value.class_name
            found |= {f"{key}.{inner}": each for inner, each in _told(value).items()}
        elif key not in OF_WINDOWS:
            found[key] = value
    if found.get("use_bias") is False:
        found.pop("reset_after", None)  # which says where the biases are
    return found
