"""What an argument of a class may be at all, whatever a summary says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnnscope.keras_facts.constructors import ARGUMENTS, EVERY_LAYER
from rnnscope.solving.asked.arguments import Choice, Divisor, Product, Size, domain_of
from rnnscope.wording import listed, with_article

_SIZE = "a whole number from 1 on"
_BOOL = "True or False"
_WORDS: Mapping[str, tuple[Any, ...]] = {
    "data_format": ("channels_last", "channels_first"),
    "merge_mode": ("concat", "sum", "mul", "ave", None),
    "padding": ("valid", "same", "causal"),
    "renorm": (True, False),
}
_OF_WEIGHTS = ("_initializer", "_regularizer", "_constraint")  # which have no say in a count
_WINDOWS = ("kernel_size", "strides", "dilation_rate", "pool_size")


def refusal(class_name: str, name: str, value: Any) -> str:
    """Return what is expected where an argument of a class cannot be a value; nothing if it can."""
    domain = domain_of(class_name)
    outer, _, inner = name.partition(".")
    if inner and outer == domain.key and domain.inside:
        expected = (refusal(each, inner, value) for each in domain.inside)
        return min(expected, key=len)
    names = _names(class_name)
    if name not in names and not name.endswith(_OF_WEIGHTS):
        known = [each for each in names if each not in EVERY_LAYER]
        has = listed(known, most=40) if known else "none of its own"
        return f"an argument of {with_article(class_name)}, whose arguments are {has}"
    if name == domain.key and domain.inside:
        return "" if value in domain.inside else f"one of {listed(domain.inside, most=40)}"
    return _misfit(class_name, name, value)


def _names(class_name: str) -> list[str]:
    """Return the arguments of a class, those that are looked for first."""
    domain = domain_of(class_name)
    sought = [each.name for each in domain.arguments]
    sought += [domain.key] if domain.inside else []
    taken = ARGUMENTS.get(class_name, {})
    plain = (name for name in taken if not name.endswith(_OF_WEIGHTS))
    return list(dict.fromkeys((*sought, *plain, *EVERY_LAYER)))


def _misfit(class_name: str, name: str, value: Any) -> str:
    """Return what an argument may be, where a value is none of that."""
    domain = domain_of(class_name)
    match next((each for each in domain.arguments if each.name == name), None):
        case Size(_, axes) | Product(_, axes) if axes:
            return "" if _are_sizes(value, axes) else _sizes(axes)
        case Size() | Divisor():
            return "" if _is_size(value) else _SIZE
        case Choice(values=values) if values and all(type(each) is bool for each in values):
            return "" if type(value) is bool else _BOOL
        case _:
            pass
    if name in _WORDS:
        return "" if value in _WORDS[name] else f"one of {listed(map(str, _WORDS[name]), most=9)}"
    if name in _WINDOWS and domain.window:
        return "" if _are_sizes(value, domain.window) else _sizes(domain.window)
    return _of_default(ARGUMENTS.get(class_name, {}).get(name), value)


def _of_default(default: Any, value: Any) -> str:
    """Return what is expected of an argument that has a default of a kind."""
    if type(default) is bool:
        return "" if type(value) is bool else _BOOL
    if type(default) in (int, float):
        is_number = isinstance(value, int | float | list | tuple) and type(value) is not bool
        return "" if is_number else "a number"
    return ""


def _is_size(value: Any) -> bool:
    return type(value) is int and value > 0


def _are_sizes(value: Any, axes: int) -> bool:
    if isinstance(value, list | tuple):
        return len(value) == axes and all(map(_is_size, value))
    return _is_size(value)


def _sizes(axes: int) -> str:
    return _SIZE if axes == 1 else f"{_SIZE}, or a list of {axes} of them"
