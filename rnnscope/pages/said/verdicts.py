"""What the witnesses say, in words: of the model in a line, of a layer in its row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from rnnscope.model.printed_sums import Sum, added, trainable_and_not
from rnnscope.pages.texts import named, params_text, visible
from rnnscope.report.report import LayerReport, Report, known_sum
from rnnscope.report.unbuilt import is_unbuilt
from rnnscope.report.witness import Verdict, Witness
from rnnscope.wording import SENTENCE, counted, cut

AGREES, DIFFERS, SILENT, PENDING = "✓", "✗", "–", "…"
WITNESS_TITLES = {"stored": "Stored", "summary": "summary()", "printed": "Printed"}
_SIGNS = {Verdict.AGREES: AGREES, Verdict.DIFFERS: DIFFERS, Verdict.SILENT: SILENT}
_WORDS = {Verdict.AGREES: "agrees", Verdict.DIFFERS: "differs", Verdict.SILENT: "not verified"}
_BACKENDS = {"numpy": "NumPy", "tensorflow": "TensorFlow", "jax": "JAX", "torch": "PyTorch"}
_HOW = {
    "stored": "the names and shapes of the tensors that are there, without their values, "
    "compared weight by weight.",
    "summary": "what Keras's own summary() prints, compared layer by layer and in its totals.",
    "printed": "the numbers and shapes of the text, which the layers were found by: that they "
    "agree proves little.",
}
PRINTED = "printed"
_SUMS = {
    Sum.ADDS_UP: "the rows add up",
    Sum.ONCE: "the rows add up, each layer once",
    Sum.LEFT: "the rows add up by what the total leaves of one (see below)",
    Sum.TIED: "the rows add up without one, whose weights may be another's (see below)",
    Sum.LEFT_OUT: "the rows that could be read do not add up",
    Sum.NO_TOTAL: "no total is printed",
    Sum.DIFFERS: "the rows do not add up",
}
_SHORT = 40  # characters of a reason that is said in the line of all witnesses
_NAMED = 4  # layers of which a witness says nothing


def title_of(name: str) -> str:
    """Return how a witness is called over a column."""
    return WITNESS_TITLES.get(name, visible(cut(name)))


def headline(report: Report, pending: str = "") -> Iterator[str]:
    """Yield how many parameters there are, and what each witness says of that in few words."""
    so_far = " so far; not all layers are built" if is_unbuilt(report) else ""
    yield f"{params_text(report.total)} parameters{so_far}"
    for witness in report.witnesses:
        yield _in_few_words(report, witness)
    if pending:
        yield f"{PENDING} {_spoken(pending)}: being asked"


def _in_few_words(report: Report, witness: Witness) -> str:
    """Say in a few words what a witness says, or that it does not."""
    who = _spoken(witness.name)
    if not witness.spoke:
        reason = _reason(witness)
        return f"{SILENT} {who}: not checked ({reason if len(reason) <= _SHORT else 'see below'})"
    if witness.differences:
        return f"{DIFFERS} {who}: {_differs(witness)}"
    if witness.name == PRINTED:
        return _adds_up(report)
    if _unspoken(report, witness):
        return f"{AGREES} {who}: agrees where it speaks (see below)"
    if report.printed is not None:
        what = "the same rows" if _is_open(report) else "the same"
        is_of_numbers = _has_no_shape(report) or _has_stand_in(report, witness)
        what = "the same numbers" if is_of_numbers else what
        return f"{AGREES} {who}: Keras prints {what} for the model found"
    return f"{AGREES} {who}: agrees{_backend(witness)}"


def _is_open(report: Report) -> bool:
    """Tell whether the model that was found need not have the totals of the printed summary."""
    if report.printed is None:
        return False
    trainable, other = trainable_and_not(report.printed)
    return (trainable, other) != (
        known_sum(layer.trainable for layer in report.layers),
        known_sum(layer.non_trainable for layer in report.layers),
    )


def _has_no_shape(report: Report) -> bool:
    """Tell whether a text has no shape for some layer with weights: there is none to compare."""
    return any(
        row.told and row.told.row.params and not row.told.row.shapes for row in report.walk()
    )


def _has_stand_in(report: Report, witness: Witness) -> bool:
    """Tell whether something else stood for a printed layer, which puts out what is printed."""
    return any(row.path not in witness.covered for row in report.walk() if row.told)


def _adds_up(report: Report) -> str:
    """Say whether there is a total that the printed rows add up to."""
    sign, found = _sum(report)
    return f"{sign} {PRINTED}: {found}"


def _sum(report: Report) -> tuple[str, str]:
    """Return the sign and the words for whether the rows are the printed total."""
    found = added(report.printed)[1] if report.printed else Sum.NO_TOTAL
    return AGREES if found in (Sum.ADDS_UP, Sum.ONCE) else SILENT, _SUMS[found]


def in_full(report: Report) -> Iterator[str]:
    """Yield a sentence for each witness: what it says, of what it says nothing, who spoke."""
    yield from (_sentence(report, witness) for witness in report.witnesses)


def derived(report: Report) -> str:
    """Say how many layers our own formulas speak of, as the first of the witnesses."""
    owners = list(report.owners())
    known = [layer for layer in owners if layer.basis.is_explained]
    if len(known) == len(owners) and report.printed is not None:
        return f"{SILENT} Derived: from settings that were found by the printed numbers"
    if len(known) == len(owners):
        return f"{AGREES} Derived: from the settings of the layers alone"
    names = _names([layer for layer in owners if not layer.basis.is_explained])
    return (
        f"{SILENT} Derived: for {len(known):,} of {len(owners):,} layers with weights, not {names}"
    )


def how_verified(report: Report, *, with_release: bool = True) -> Iterator[str]:
    """Yield where each witness has its numbers from, and how they were compared.

    The release of Keras that was asked is left out where it is not to change what is written.
    """
    explained = [row for row in report.owners() if row.basis.is_explained]
    if explained:
        yield (
            f"Derived: the weights of {counted(len(explained), 'layer')} follow from settings and "
            "from the shapes that come in; what is stored is not looked at."
        )
    for witness in report.witnesses:
        if witness.spoke and witness.name in _HOW:
            by = (
                f" Keras {visible(witness.keras)} was asked."
                if witness.keras and with_release
                else ""
            )
            yield f"{title_of(witness.name)}: {_HOW[witness.name]}{by}"


def beyond_the_headline(report: Report) -> Iterator[str]:
    """Yield the sentences of those witnesses of whom the headline does not say all."""
    for witness in report.witnesses:
        is_long = len(_reason(witness)) > _SHORT
        is_partial = witness.agrees and _unspoken(report, witness)
        if (is_long and not witness.spoke) or is_partial or witness.because:
            yield _sentence(report, witness)


def _sentence(report: Report, witness: Witness) -> str:
    """Say what a witness says, of what it says nothing, and who spoke."""
    title = title_of(witness.name)
    if not witness.spoke:
        return f"{SILENT} {title}: not checked ({_reason(witness)})"
    if witness.differences:
        return f"{DIFFERS} {title}: {_differs(witness)}{_speaker(witness)}"
    if witness.name == PRINTED:
        return _of_the_text(report, witness)
    return f"{AGREES} {title}: agrees{_silence(report, witness)}{_speaker(witness)}"


def _of_the_text(report: Report, witness: Witness) -> str:
    """Say of a text that its rows add up, as far as they do, and which were compared besides."""
    (sign, found), title = _sum(report), title_of(PRINTED)
    unspoken = _unspoken(report, witness)
    if unspoken and len(unspoken) == len([*report.owners()]):
        return f"{sign} {title}: {found}; nothing else is compared: of no row the weights are known"
    whole = f"agrees{_silence(report, witness)}"
    is_plain = sign == AGREES and not unspoken
    return f"{sign} {title}: {whole if is_plain else f'{found}; it {whole}'}"


def _spoken(name: str) -> str:
    """Return how a witness is called within a line."""
    return name if name in ("stored", PRINTED) else title_of(name)


def _reason(witness: Witness) -> str:
    reason = witness.reason
    if reason.startswith("not asked (") and reason.endswith(")"):
        reason = reason[len("not asked (") : -1]
    return visible(cut(reason, SENTENCE))


def _differs(witness: Witness) -> str:
    return f"differs in {counted(len(witness.differences), 'place')}"


def _backend(witness: Witness) -> str:
    """Say on what the Keras was that spoke."""
    if not witness.backend:
        return ""
    return f" (Keras on {_BACKENDS.get(witness.backend, visible(witness.backend))})"


def _speaker(witness: Witness) -> str:
    """Say on what the Keras was that spoke, and why not on NumPy, which is asked first."""
    because = f": {visible(cut(witness.because, SENTENCE))}" if witness.because else ""
    return f"{_backend(witness)[:-1]}{because})" if witness.backend else ""


def is_told_in_full(report: Report, witness: Witness) -> bool:
    """Tell whether one sentence says all of a witness: it agrees wherever there are weights."""
    return witness.agrees and not _unspoken(report, witness)


def _unspoken(report: Report, witness: Witness) -> list[LayerReport]:
    """Return the layers with weights that a witness could say nothing of."""
    return [layer for layer in report.owners() if layer.verdict(witness) is Verdict.SILENT]


def _silence(report: Report, witness: Witness) -> str:
    """Name the layers with weights that a witness could say nothing of."""
    rows = _unspoken(report, witness)
    if not rows:
        if witness.name != "summary":
            return f" on every {'row' if witness.name == PRINTED else 'weight'}"
        whole = all(layer.verdict(witness) is Verdict.AGREES for layer in report.layers)
        total = "total" if _is_open(report) else "totals"
        return f" on every {'layer' if whole else 'weight'} and on the {total}"
    if witness.name == PRINTED:
        return f" where a layer's weights are known; those of {_names(rows)} are not"
    return f" where it speaks; it says nothing of {_names(rows)}"


def _names(rows: Sequence[LayerReport]) -> str:
    """Write the names of layers, of many the first."""
    more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
    return f"{', '.join(named(row.path) for row in rows[:_NAMED])}{more}"


def mark(report: Report, name: str, layer: LayerReport) -> str:
    """Write a witness's verdict on a layer, a sign and a word; summary() may still be asked."""
    witness = report.witness(name)
    if witness is None and name == "summary":
        return f"{PENDING} asked"
    verdict = layer.verdict(witness) if witness else Verdict.SILENT
    if witness is None or (verdict is Verdict.SILENT and name == PRINTED):
        return f"{SILENT} nothing to compare"
    match verdict:
        case Verdict.AGREES | Verdict.DIFFERS | Verdict.SILENT:
            return f"{_SIGNS[verdict]} {_WORDS[verdict]}"
        case _:
            assert_never(verdict)


def verdict_on(report: Report, layer: LayerReport | None = None) -> Verdict:
    """Return what all witnesses together say of a model, or of a layer and of those inside it.

    Nothing of a printed summary is verified, as `Report.verified` says.
    """
    spoke = [witness for witness in report.witnesses if witness.spoke]
    if layer is None:
        found = [Verdict.DIFFERS] * bool(report.differences)
        is_verified = report.verified
    else:
        found = [layer.verdict(witness) for witness in spoke]
        owners = [each for each in layer.walk() if each.is_owner]
        heard = (any(each.verdict(w) is Verdict.AGREES for w in spoke) for each in owners)
        is_verified = bool(spoke) and report.printed is None and all(heard)
    if Verdict.DIFFERS in found:
        return Verdict.DIFFERS
    return Verdict.AGREES if is_verified else Verdict.SILENT


def exceptions(report: Report, layer: LayerReport) -> Iterator[str]:
    """Yield the verdicts on a layer that are other than what the headline says of the model."""
    for witness in report.witnesses:
        if witness.spoke and witness.name != PRINTED:  # whose rows say it in words of their own
            verdict = layer.verdict(witness)
            if verdict is Verdict.DIFFERS:
                yield f"{DIFFERS} {_spoken(witness.name)} differs"
            elif verdict is Verdict.SILENT and layer.is_owner and layer.number is None:
                yield f"{SILENT} {_spoken(witness.name)}: not verified"


def marked(found: Iterable[str]) -> tuple[str, ...]:
    """Write findings as lines of a report, behind the sign of what differs."""
    return tuple(f"{DIFFERS} {finding}" for finding in found)


def findings(report: Report, path: str = "") -> Iterator[str]:
    """Yield what the witnesses do not agree on, of a layer; of the whole model for no path."""
    for difference in report.differences:
        if not path or difference.layer == path or difference.layer.startswith(f"{path}."):
            yield visible(cut(difference.text, SENTENCE))
