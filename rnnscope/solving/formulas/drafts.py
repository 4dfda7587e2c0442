"""Layers in which what is looked for stands as a symbol: the formula says what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import product
from typing import Any

from rnnscope.algebra.expr import SizedInt, Symbol
from rnnscope.model.parts import LayerConfig, snake_case
from rnnscope.solving.asked.accepted import refusal
from rnnscope.solving.asked.arguments import (
    BEFORE_KERAS_3,
    Choice,
    Divisor,
    Domain,
    Product,
    Size,
    domain_of,
)
from rnnscope.solving.asked.era import ANY, Era

PROBE = 5_040  # what a symbol is for a formula that looks at its number: many numbers divide it
_WINDOW = {"padding": "same"}  # by which no output depends on the kernel
KERAS = "keras.layers"
_A_STEP = 2  # the axes of what a layer takes at each step: the batch, and one at least


@dataclass(frozen=True, slots=True)
class Draft:
    """A layer with symbols for its sizes, one of its choices made.

    `products` are the symbols that stand for a product, each with its argument.
    `departures` are the arguments that are not as Keras has them by default.
    `place` are the keys that lead to the layer that it is about: inside a wrapper that one.
    What has the same `outline` puts out the same.  `unseen` is what was chosen that no
    weights show.
    """

    config: LayerConfig
    symbols: tuple[Symbol, ...] = ()
    products: Mapping[Symbol, Product] = field(default_factory=dict)
    departures: frozenset[str] = frozenset()
    divisor: Divisor | None = None
    window: int = 0
    place: tuple[str, ...] = ()
    outline: tuple[Any, ...] = ()
    unseen: tuple[str, ...] = ()


@lru_cache
def untold_of(class_name: str) -> frozenset[str]:
    """Return the arguments of a class that are in no number and in no shape, but are put in."""
    arguments = domain_of(class_name).arguments
    choices = (each for each in arguments if isinstance(each, Choice))
    return frozenset(each.name for each in choices if each.is_untold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What drafts are wanted for: an input of so many axes, and one output or several.

    `fixed` are arguments that are known, and `era` tells which defaults hold.
    `is_late` says that nothing fits with the defaults of what is looked for late.
    """

    name: str
    rank: int
    is_single: bool = False
    fixed: Mapping[str, Any] = field(default_factory=dict)
    era: Era = ANY
    is_late: bool = False


def drafts(class_name: str, wanted: Wanted) -> Iterator[Draft]:
    """Yield a class's drafts, that with all defaults first."""
    domain = domain_of(class_name)
    if domain.rank not in (None, wanted.rank):
        return
    if not domain.inside:
        yield from _plain(domain, class_name, wanted)
    for inner in domain.inside:
        is_there = inner not in BEFORE_KERAS_3 or wanted.era.generation != 3
        if is_there and wanted.fixed.get(domain.key, inner) == inner:
            yield from _around(domain, class_name, inner, wanted)


def _plain(domain: Domain, class_name: str, wanted: Wanted) -> Iterator[Draft]:
    """Yield drafts of a layer that wraps no other, one for each way to choose."""
    settings, symbols, products = _sizes(domain, class_name, wanted)
    divisor = next((each for each in domain.arguments if isinstance(each, Divisor)), None)
    window = _WINDOW if domain.window else {}
    for chosen, departures in _choices(domain, wanted):
        yield Draft(
            config=_config(
                class_name, wanted.name, {**settings, **window, **chosen, **wanted.fixed}
            ),
            symbols=symbols,
            products=products,
            departures=departures,
            divisor=divisor,
            window=domain.window,
            outline=(class_name, *_shaping(domain, chosen)),
            unseen=tuple(_unseen(domain, chosen)),
        )


def _around(domain: Domain, class_name: str, inner: str, wanted: Wanted) -> Iterator[Draft]:
    """Yield drafts of a layer around one of a class; what it does with the steps is its own."""
    steps = 1 if class_name in ("TimeDistributed", "RNN") else 0
    own, fixed = inside_of(wanted.fixed, (domain.key,)), outside_of(wanted.fixed, domain.key)
    if any(refusal(inner, name, value) for name, value in own.items()):
        return
    if wanted.rank - steps < _A_STEP:
        return  # Keras refuses it
    inside = replace(wanted, name=snake_case(inner), rank=wanted.rank - steps, fixed=own)
    beside = frozenset(() if inner in domain.usual else (domain.key,))
    for draft in drafts(inner, inside):
        for chosen, departures in _choices(domain, replace(wanted, fixed=fixed)):
            settings = {domain.key: draft.config, **chosen, **fixed}
            yield replace(
                draft,
                config=_config(class_name, wanted.name, settings),
                departures=draft.departures | departures | beside,
                place=(domain.key, *draft.place),
                outline=(*draft.outline, class_name, *_shaping(domain, chosen)),
            )


def inside_of(fixed: Mapping[str, Any], place: Sequence[str]) -> dict[str, Any]:
    """Return what is known of the arguments of the layer at a place: of `layer.units` units."""
    prefix = "".join(f"{key}." for key in place)
    known = {key: value for key, value in fixed.items() if key.startswith(prefix)}
    return {key.removeprefix(prefix): value for key, value in known.items()}


def outside_of(fixed: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return what is known of a layer's own arguments, but for the layer inside it."""
    return {
        name: value
        for name, value in fixed.items()
        if name != key and not name.startswith(f"{key}.")
    }


def _shaping(domain: Domain, chosen: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is chosen of that which may change what comes out."""
    for argument in domain.arguments:
        if isinstance(argument, Choice) and argument.shapes and argument.name in chosen:
            yield repr(chosen[argument.name])


def _unseen(domain: Domain, chosen: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is chosen of that which no weights show."""
    for argument in domain.arguments:
        if isinstance(argument, Choice) and not argument.is_seen and argument.name in chosen:
            yield f"{argument.name}={chosen[argument.name]}"


def _config(class_name: str, name: str, settings: Mapping[str, Any]) -> LayerConfig:
    return LayerConfig(class_name=class_name, name=name, module=KERAS, settings=dict(settings))


def _sizes(
    domain: Domain, class_name: str, wanted: Wanted
) -> tuple[dict[str, Any], tuple[Symbol, ...], dict[Symbol, Product]]:
    """Return the sizes of a class as symbols: as settings, all of them, and those of a product."""
    settings: dict[str, Any] = {}
    symbols: list[Symbol] = []
    products: dict[Symbol, Product] = {}

    def new(name: str) -> SizedInt:
        symbols.append(Symbol(name, PROBE, f"? {class_name}"))
        return SizedInt(symbols[-1].expr)

    for argument in domain.arguments:
        match argument:
            case Size(is_late=True) if not wanted.is_late:
                pass
            case Size(name, axes) if name not in wanted.fixed:
                sizes = [new(f"{name}_{i}") for i in range(axes)]
                settings[name] = sizes or new(name)
            case Product(name, axes) if name not in wanted.fixed:
                settings[name] = [new(name), *[1] * (axes - 1)]
                products[symbols[-1]] = argument
            case _:
                pass
    return settings, tuple(symbols), products


def _choices(domain: Domain, wanted: Wanted) -> Iterator[tuple[dict[str, Any], frozenset[str]]]:
    """Yield each way to choose, and which choices are not the default."""
    every = (each for each in domain.arguments if isinstance(each, Choice))
    choices = [each for each in every if each.name not in wanted.fixed]
    ways = (_values(choice, wanted) for choice in choices)
    for values in product(*ways):
        pairs = list(zip(choices, values, strict=True))
        chosen = {choice.name: value for choice, value in pairs if not _is_idle(choice, value)}
        departures = (
            choice.name for choice, value in pairs if value not in _defaults(choice, wanted)
        )
        yield chosen, frozenset(departures)


def _is_idle(choice: Choice, value: Any) -> bool:
    """Tell whether an argument that not every Keras takes has its default, and can be left out."""
    return choice.since > 2 and value == choice.values[0]


def _values(choice: Choice, wanted: Wanted) -> tuple[Any, ...]:
    if choice.name == "reset_after" and wanted.era.is_before_reset_after:
        return (False,)
    return choice.of(wanted.rank, is_single=wanted.is_single, era=wanted.era)


def _defaults(choice: Choice, wanted: Wanted) -> Sequence[Any]:
    """Return what an argument is where nobody gives it; several where versions differ."""
    if choice.is_untold:
        return choice.values
    if choice.name == "reset_after":
        return wanted.era.resets_after
    return choice.of(wanted.rank)[:1]


def put_in(config: LayerConfig, values: Mapping[Symbol, Any]) -> LayerConfig:
    """Return a layer with values in the place of symbols, in the layers that it wraps too."""
    return replace(config, settings=_put_in(config.settings, values))


def _put_in(value: Any, values: Mapping[Symbol, Any]) -> Any:
    """Return a value of a setting with values in the place of symbols, however deep."""
    match value:
        case SizedInt():
            return next((values[each] for each in value.expr.symbols if each in values), value)
        case LayerConfig():
            return put_in(value, values)
        case dict():
            return {key: _put_in(each, values) for key, each in value.items()}
        case list():
            return [_put_in(each, values) for each in value]
        case _:
            return value


def with_settings(
    config: LayerConfig, place: Sequence[str], settings: Mapping[str, Any]
) -> LayerConfig:
    """Return a draft with more settings of the layer at a place in it; one that is None goes."""
    if place:
        inner = with_settings(config.settings[place[0]], place[1:], settings)
        settings = {place[0]: inner}
    every = {**config.settings, **settings}
    for name in [name for name, value in settings.items() if value is None]:
        del every[name]
    return _config(config.class_name, config.name, every)


def at(config: LayerConfig, place: Sequence[str]) -> LayerConfig:
    """Return the layer at a place in another."""
    for key in place:
        config = config.settings[key]
    return config
