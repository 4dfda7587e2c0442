"""A layer class in full: what its count is made of, an example of it, what goes wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from rnnscope.catalogue import aliases_of, entry, example
from rnnscope.catalogue.examples import EXAMPLES
from rnnscope.catalogue.families import FAMILIES, family_of, members
from rnnscope.catalogue.one_layer import program_of
from rnnscope.errors import RnnscopeError
from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.mistakes.seen import makers_of
from rnnscope.mistakes.usual import usual_with
from rnnscope.pages.said.layer_sources import sources_of
from rnnscope.pages.said.letters import with_letters
from rnnscope.pages.single.layer_page import NAMES, LayerPage, Section, layer_page, origin_of_name
from rnnscope.pages.texts import drawn
from rnnscope.report.basis import Basis
from rnnscope.report.report import LayerReport, Report, SymbolReport
from rnnscope.report.settings import UNTOLD, SettingReport, arguments, quantized
from rnnscope.report.witness import Witness
from rnnscope.verify.summary import NOT_ASKED
from rnnscope.wording import begun, grouped, listed, shown, with_article
from rnnscope.words.layers.wrapping import ELSEWHERE

MISTAKES = "Numbers that people get instead"
RELATED = "Related layers"
WITH = " with "
_MISTAKES = 6
_SAYING_WHY = ("learned", "weight")
_REGULARIZER = "_regularizer"
_GATES = "gates"  # of all constants the one that is the same for all layers of a class


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPage:
    """A layer class, laid out: `lead` says what its count is made of, in one sentence.

    `given` are arguments without which the count of `formula` would be another one.
    `program` are lines of Python that make the example and call it, and `layer` is the page of
    that; of a class without one, it has what holds for any.  `checked` says who else made it.
    """

    name: str
    lead: str
    sentences: tuple[str, ...]
    formula: str
    given: str
    numbers: str
    params: int | None
    names: Section
    program: str
    checked: str
    layer: LayerPage
    mistakes: Section
    untold: str
    related: tuple[tuple[str, str], ...]
    family: str

    @property
    def is_known(self) -> bool:
        """False where only a layer's own code or files tell how many parameters it has."""
        return self.params is not None


def class_page(report: Report, *, times: str = "·") -> ClassPage:
    """Lay out the example of a class, as `catalogue.example` has it, or what is known without."""
    row = report.layers[-1]
    name = row.class_name
    has_example = name in EXAMPLES
    return ClassPage(
        name=name,
        lead=drawn(_lead(row), times),
        sentences=tuple(_sentences(row)),
        formula=drawn(row.formula, times) if row.layer_params else "",
        given=listed(_given(row), 9) if row.layer_params else "",
        numbers=drawn(grouped(row.numbers), times) if row.layer_params else "",
        params=row.layer_params,
        names=_names(row, times, has_example=has_example),
        program=program_of(name, EXAMPLES[name]) if has_example else "",
        checked=" ".join(_checked(report, row)) if has_example else "",
        layer=_example(report, row, times) if has_example else _bare(row, times),
        mistakes=_mistakes(report, row, times) if has_example else _table(()),
        untold=_untold(row),
        related=tuple(_related(name, times)),
        family=FAMILIES[family_of(name)],
    )


def _lead(row: LayerReport) -> str:
    """Say in one sentence how many parameters a layer of the class has."""
    who = begun(with_article(_layer(row.class_name)))
    if row.basis is Basis.UNKNOWN:
        return f"No formula says how many parameters {with_article(_layer(row.class_name))} has."
    if not row.layer_params:
        return f"{who} has no parameters."
    if row.children:
        return f"{who} has {_of_those_inside(row)}."
    given = listed(_given(row), 9)
    has = f"With {given} {with_article(_layer(row.class_name))}" if given else who
    what = "parameter" if row.formula == "1" else "parameters"
    fixed = listed(f"{name} = {value:,}" for name, value in _constants(row))
    return f"{has} has {row.formula} {what}{f', where {fixed}' if fixed else ''}."


def _layer(class_name: str) -> str:
    return class_name if class_name.endswith(("Layer", "Cell")) else f"{class_name} layer"


def _of_those_inside(row: LayerReport) -> str:
    several = row.children[1:]
    inside = "the layers inside it" if several else "the layer inside it"
    if row.weights:
        return f"{row.formula} parameters: those of {inside}, and weights of its own"
    what = f" together: {row.formula}" if several else f", {row.formula}"
    return f"as many parameters as {inside}{what}"


def _given(row: LayerReport) -> Iterator[str]:
    """Yield arguments of the example that are no sizes, and without which the count is another."""
    given = EXAMPLES[row.class_name].settings if row.class_name in EXAMPLES else {}
    counting = {setting.name for setting in arguments(row) if setting.counts}
    for name, value in given.items():
        if name in counting and type(value) is not int:
            yield f"{name}={shown(value)}"


def _constants(row: LayerReport) -> Iterator[tuple[str, int]]:
    return ((each.name, each.value) for each in row.symbols if each.name == _GATES)


def _sentences(row: LayerReport) -> Iterator[str]:
    yield row.sentence
    if row.params == 0 and not any(word in row.sentence for word in _SAYING_WHY):
        yield "Nothing in it is learned."
    if row.basis is Basis.UNKNOWN:
        yield f"{begun(row.notes[0])}."
    aliases = aliases_of(row.class_name)
    if aliases:
        names = listed(f"keras.layers.{name}" for name in aliases)
        yield f"{names} {'are other names' if aliases[1:] else 'is another name'} of it."


def _checked(report: Report, row: LayerReport) -> Iterator[str]:
    """Say what Keras was asked of the example, and that it agrees; or why it was not."""
    for witness in report.witnesses:
        if not witness.spoke or row.path not in witness.covered:
            reason = witness.reason if witness.reason != NOT_ASKED else ""
            yield f"Keras was not asked{f': {reason}' if reason else ''}."
        elif not witness.differences:
            yield _agreed(witness, row)


def _agreed(witness: Witness, row: LayerReport) -> str:
    put_out = f"the same output shape, {row.output_text}"
    made = f"Keras {witness.keras} made this layer too"
    weights = [*row.all_weights]
    if not weights:
        return f"{made}: it has no weights either, and {put_out}."
    same = "the same weight" if len(weights) == 1 else f"the same {len(weights):,} weights"
    return (
        f"{made}: it has {same}, in shape and in whether training may change them,"
        f" the same count, {row.layer_params:,}, and {put_out}."
    )


def _mistakes(report: Report, row: LayerReport, times: str) -> Section:
    """Return the commonest mistakes with the example, and the numbers that they give."""
    found = usual_with(row, report, makers_of(report), each=_MISTAKES)
    return _table(
        tuple(
            (f"{each.count:,}", drawn(grouped(each.numbers), times), each.thought, each.why)
            for each in found
        )
    )


def _table(rows: tuple[tuple[str, ...], ...]) -> Section:
    return Section(MISTAKES, ("Param #", "As a sum", "What you get if", "What is right"), rows)


def _example(report: Report, row: LayerReport, times: str) -> LayerPage:
    """Lay the example out; what holds for the class is said above it."""
    page = layer_page(report, row.path, times=times)
    return replace(
        page,
        lines=page.lines[1:] if row.sentence else page.lines,
        sentences=tuple(each for each in page.sentences if not each.startswith(ELSEWHERE)),
        equation=with_letters(page.equation, row.class_name),
        sections=tuple(_without_trainable(page.sections, row)),
    )


def _without_trainable(sections: Iterable[Section], row: LayerReport) -> Iterator[Section]:
    """Yield the tables of an example; whether it is trained is nothing where there are no weights.

    A table of which nothing is left is none.
    """
    for section in sections:
        rows = (
            section.rows if row.layer_params else [r for r in section.rows if r[0] != "trainable"]
        )
        if rows:
            yield replace(section, rows=tuple(rows))


def _bare(row: LayerReport, times: str) -> LayerPage:
    """Lay out what is known of a class without any sizes."""
    weights = Section(
        "Weights",
        ("Weight", "Shape"),
        tuple(
            (each.name, f"({drawn(', '.join(map(str, each.symbolic_shape)), times)})")
            for each in row.weights
        ),
    )
    sections = (weights,) if weights.rows else ()
    return LayerPage(row.class_name, (), sections, (), sources=sources_of(row))


def _names(row: LayerReport, times: str, *, has_example: bool) -> Section:
    """Return the names in the formula: what each is, and where it has its value from."""
    if not has_example:
        known = ((each.name, each.meaning, _origin(each, row, times)) for each in row.symbols)
        return Section(NAMES, ("Name", "Meaning", "Comes from"), tuple(known))
    rows = ((each.name, each.meaning, origin_of_name(each, times)) for each in row.symbols)
    values = (f"{each.value:,}" for each in row.symbols)
    columns = ("Name", "Meaning", "Comes from", "In the example")
    return Section(NAMES, columns, tuple((*r, v) for r, v in zip(rows, values, strict=True)))


def _origin(symbol: SymbolReport, row: LayerReport, times: str) -> str:
    """Say where a name has its value from, without the sizes that nobody has set."""
    text = origin_of_name(replace(symbol, origin_numbers=""), times)
    return text.replace(f"{row.path}.", "")


def _related(name: str, times: str) -> Iterator[tuple[str, str]]:
    """Yield classes of the same family with their formulas: those with weights, or of its kind."""
    own = _formula(name)
    for other in members(family_of(name)):
        formula = _formula(other)
        is_of_its_kind = name.rstrip("123D") == other.rstrip("123D")
        if other != name and (is_of_its_kind or (own and formula)):
            yield other, drawn(formula, times)


@cache
def _formula(name: str) -> str:
    """Return the formula of a class, and with which arguments it is that; empty without weights."""
    try:
        row = (example(name) or entry(name)).layers[-1]
    except RnnscopeError:
        return ""
    given = listed(_given(row), 9)
    return f"{row.formula}{WITH if given else ''}{given}" if row.layer_params else ""


def _untold(row: LayerReport) -> str:
    """Say which arguments of a class are not in its tables: the count depends on none of them.

    On `dtype` it does where that quantizes the layer.
    """
    other = quantized(row)
    names = [key for key in ARGUMENTS.get(row.class_name, {}) if key.endswith(UNTOLD)]
    if any(name.endswith(_REGULARIZER) for name in names):
        names = sorted({f"activity{_REGULARIZER}", *names})
    names += ["dtype"] if other is None else []
    have = "has" if len(names) == 1 else "have"
    said = f"{listed(names, 99)} {have} no say in it either."
    return " ".join([said] if other is None else [said, _where_quantized(other)])


def _where_quantized(setting: SettingReport) -> str:
    return (
        f"dtype has one where it quantizes the layer: with dtype={setting.other} the example has"
        f" {setting.would_give:,} parameters."
    )
