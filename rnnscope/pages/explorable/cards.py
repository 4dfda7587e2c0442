"""The cards of layers: each made once, with those inside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rnnscope.equations.structure import Equation, name_of
from rnnscope.keras_facts.constructors import ARGUMENTS, EVERY_LAYER
from rnnscope.layers import ALIASES
from rnnscope.pages.explorable.counts import Counts
from rnnscope.pages.explorable.figures import Figure
from rnnscope.pages.explorable.kinds import kind_of
from rnnscope.pages.explorable.ledger import Ledger, ledger
from rnnscope.pages.explorable.levers import Lever, Levers
from rnnscope.pages.explorable.loops import loop_of
from rnnscope.pages.explorable.marking import colours_of
from rnnscope.pages.explorable.names import Name, names_of
from rnnscope.pages.explorable.parts import Card, Child, Diagram
from rnnscope.pages.explorable.pictures import pictures_of
from rnnscope.pages.explorable.repeats import alike_inside
from rnnscope.pages.said.cells import formula_lines, is_bare, remarks
from rnnscope.pages.said.compute_lines import layer_rows
from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.pages.said.layer_sources import sources_of
from rnnscope.pages.said.verdicts import findings
from rnnscope.pages.single.layer_page import input_text, setting_sections
from rnnscope.pages.texts import cell, named, visible
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.settings import SettingReport, arguments, setting_reports
from rnnscope.report.why_not import Cause
from rnnscope.untrusted.limits import spend
from rnnscope.words.layers.sentences import layer_sentences

BRIEF = 300  # cards, above which a form is told of in sentences only once
_AS_NONE = ("'linear'", "'channels_last'")  # which Keras takes for None
FORMS = 60  # cards that are told in full: a page has more only if somebody made it so


@dataclass(slots=True)
class Cards:
    """Makes cards, and knows which forms there have been; that of `single` is told in full."""

    report: Report
    times: str
    counts: Counts
    mistakes: Mapping[str, tuple[Cause, ...]]
    depth: int | None = None
    single: LayerReport | None = None
    open_model: Callable[[Sequence[LayerReport], int], Diagram] | None = None
    is_brief: bool = False
    _forms: dict[Hashable, int] = field(default_factory=dict)
    _count: int = 0
    _levers: Levers = field(init=False)

    def __post_init__(self) -> None:
        """Note which sizes move the total."""
        self._levers = Levers(self.counts.recounting)

    def card(self, layer: LayerReport, depth: int = 1) -> Card:
        """Return the card of a layer that is so many levels deep, with what is inside."""
        spend()
        is_open = self.depth is None or depth < self.depth
        index = None if is_bare(layer) else self._next()
        made = Ledger() if layer.is_model else ledger(layer, self.times)
        names = tuple(names_of(layer, self.counts.recounting, self.times))
        pictures = _pictures(layer, made)
        form, is_full = self._form(layer, made, names, pictures)
        settings = setting_reports(layer) if is_full else arguments(layer)
        card = Card(
            index=index,
            form=form,
            is_full=is_full,
            layer=layer,
            kind=kind_of(layer.class_name),
            params=self.counts.of_layers([layer]),
            own=self.counts.of(layer.own),
            call=_call(layer, settings),
            remarks=tuple(remarks(layer)),
            findings=tuple(findings(self.report, layer.path)),
            formula=tuple(formula_lines(layer, self.times)),
            ledger=made,
            names=names,
            levers=self._moving(layer, names),
            pictures=pictures,
            mistakes=self.mistakes.get(layer.path, ()),
            children=tuple(self._children(layer, depth + 1)) if is_open else (),
            inside=self._inside(layer, depth + 1) if is_open else None,
        )
        card = self._told(card) if is_full or not self.is_brief else card
        return self._in_full(card, settings) if is_full else card

    def _moving(self, layer: LayerReport, names: Iterable[Name]) -> tuple[Lever, ...]:
        """Return the sizes to move that are in no formula; those of inputs stand elsewhere."""
        if layer.class_name == "InputLayer":
            return ()
        return tuple(self._levers.of(layer.path, {name.knob for name in names}))

    def _told(self, card: Card) -> Card:
        """Return a card with what is said of its layer in words."""
        layer = card.layer
        said = layer_sentences(self.report, layer, with_inside=not card.children)
        return replace(
            card,
            shapes=_shapes(layer),
            sentence=visible(layer.sentence),
            sentences=tuple(cell(each, ", ") for each in said),
            work=tuple(layer_rows(layer, self.times)),
        )

    def _in_full(self, card: Card, settings: Sequence[SettingReport]) -> Card:
        equation = equation_of(self.report, card.layer)
        return replace(
            card,
            equation=equation,
            marks=_marks(equation, card.layer),
            settings=tuple(setting_sections(card.layer, settings)),
            sources=sources_of(card.layer),
        )

    def _next(self) -> int:
        self._count += 1
        return self._count - 1

    def _form(
        self,
        layer: LayerReport,
        made: Ledger,
        names: tuple[Name, ...],
        pictures: tuple[Figure, ...],
    ) -> tuple[int | None, bool]:
        """Return the number of a layer's form, and whether it is the first of it."""
        if not made.terms:
            return None, layer is self.single or layer.params is None
        key = (
            layer.class_name,
            tuple(term.formula for term in made.terms),
            layer.basis,
            tuple((w.name, w.gates, w.role, w.trainable) for w in layer.weights),
            tuple((name.name, name.knob is None, bool(name.locked)) for name in names),
            tuple(repr(figure.program) for figure in pictures),
        )
        is_new = key not in self._forms
        if is_new and len(self._forms) >= FORMS:
            return None, False
        return self._forms.setdefault(key, len(self._forms)), is_new

    def _children(self, layer: LayerReport, depth: int) -> Iterator[Child]:
        """Yield the cards of the layers inside one, those together that are alike."""
        for alike in () if layer.is_model else alike_inside(layer):
            yield Child(tuple(named(each.name) for each in alike), self.card(alike[0], depth))

    def _inside(self, layer: LayerReport, depth: int) -> Diagram | None:
        if not (layer.is_model and layer.children and self.open_model):
            return None
        return self.open_model(layer.children, depth)


def _pictures(layer: LayerReport, made: Ledger) -> tuple[Figure, ...]:
    """Return the pictures of a layer's weights, and of its loop."""
    if layer.is_model:
        return ()
    loop = loop_of(layer)
    return (*pictures_of(layer, made.places), *([loop] if loop else []))


def _call(layer: LayerReport, settings: Iterable[SettingReport]) -> str:
    """Write how a layer is made: the arguments that count, and those that are not the default."""
    defaults = ARGUMENTS.get(ALIASES.get(layer.class_name, layer.class_name), {})
    written = [
        f"{setting.name}={setting.value}"
        for setting in settings
        if setting.counts or _is_chosen(setting.name, setting.value, defaults)
    ]
    return f"{named(layer.class_name)}({cell(', '.join(written), ', ')})" if written else ""


def _is_chosen(name: str, value: str, defaults: Mapping[str, object]) -> bool:
    if value in _AS_NONE and defaults.get(name, "") is None:
        return False
    return name not in EVERY_LAYER and name in defaults and value != repr(defaults[name])


def _shapes(layer: LayerReport) -> str:
    """Write what goes into a layer, and what comes out."""
    out = cell(layer.shape_text, ", ")
    return f"{input_text(layer)} → {out}" if layer.inputs else out


def _marks(equation: Equation, layer: LayerReport) -> dict[str, str]:
    """Return the colours of the letters that stand for weights."""
    marks = colours_of(layer.weights)
    found = dict(marks)
    for statement in (line for lines in equation.definitions for line in lines):
        for letter, weight in zip(statement.targets, statement.values, strict=False):
            found |= {name_of(letter): marks[name_of(weight)]} if name_of(weight) in marks else {}
    return found
