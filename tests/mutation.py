"""Bends the formulas one at a time, and reports what no test notices.

Run it by hand, for all modules of rnnscope/layers or for those named:

    python tests/mutation.py [convolutional rnn ...]

Each mutant changes one thing in one function: a size by one, a weight left
out, a condition turned round, a shape written backwards, a product made a
sum.  The tests of that module run until one fails; a mutant that survives
them all is printed, with its line.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import importlib
import io
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ROOT / "rnnscope" / "layers"
TESTS = ROOT / "tests" / "layers"
OTHER_TESTS = {
    "rnn": ("rnn", "rnn_cells", "rnn_wrappers"),
    "_spatial": ("convolutional", "pooling", "reshaping"),
    "_einsum": ("core", "states"),
    "_states": ("states",),
    "_policy": ("states",),
    "_nodes": ("shape_operations",),
    "picking": ("shape_operations",),
    "foreign": ("refusals",),
}
LEFT_ALONE = ("__init__", "_registry", "_parts")
SIZES = ("dim", "features", "named_size", "axis", "constant")


def main(names: list[str]) -> int:
    """Try every mutant of the modules; return how many survived."""
    every = [path.stem for path in sorted(LAYERS.glob("*.py")) if path.stem not in LEFT_ALONE]
    survivors = tried = 0
    for name in names or every:
        for place, what in tried_mutants(name):
            tried += 1
            if what:
                survivors += 1
                print(f"{name}.py:{place}: {what}", flush=True)
    print(f"{tried} mutants, {survivors} survived")
    return survivors


def tried_mutants(name: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each mutant, with what was changed where no test noticed."""
    module = importlib.import_module(f"rnnscope.layers.{name}")
    source = (LAYERS / f"{name}.py").read_text(encoding="utf-8")
    tree = ast.parse(source)
    if not passes(name):
        raise SystemExit(f"the tests of {name} fail as it is")
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        original = getattr(module, function.name)
        for number in range(len(list(changes(function)))):
            mutant = copy.deepcopy(function)
            line, what = apply(mutant, number)
            noticed = is_noticed(original, compiled(mutant, source, module), name)
            yield line, "" if noticed else f"{function.name}: {what}"


def changes(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, str]]:
    """Yield every node that can be bent, with the way to bend it."""
    for node in ast.walk(function):
        yield from ((node, how) for how, fits in WAYS.items() if fits(node))


def apply(function: ast.FunctionDef, number: int) -> tuple[int, str]:
    """Bend one node of a function; return its line and what has been done to it."""
    node, how = list(changes(function))[number]
    line, before = getattr(node, "lineno", function.lineno), ast.unparse(node).split("\n")[0]
    bend(function, node, how)
    return line, f"{before} ({how})"


def bend(function: ast.FunctionDef, node: Any, how: str) -> None:
    """Bend one node in the way said."""
    match how:
        case "one more":
            replaced(function, node, ast.BinOp(node, ast.Add(), ast.Constant(1)))
        case "left out":
            node.value = ast.parse("(yield from ())", mode="eval").body
        case "turned round":
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case "another sign":
            node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        case "backwards":
            node.value.elts.reverse()
        case _:
            node.value = ast.Constant(not node.value.value)


def _is_weight(node: Any) -> bool:
    """Tell whether a statement yields a weight, or what another function yields."""
    value = node.value if isinstance(node, ast.Expr) else None
    made = value.value if isinstance(value, ast.Yield) else None
    is_weight = isinstance(made, ast.Call) and getattr(made.func, "id", "") == "Weight"
    return is_weight or isinstance(value, ast.YieldFrom)


def _is_argument(node: Any, name: str, kind: type) -> bool:
    return isinstance(node, ast.keyword) and node.arg == name and isinstance(node.value, kind)


SIGNS = (ast.Mult, ast.FloorDiv, ast.Add, ast.Sub)
WAYS: dict[str, Callable[[Any], bool]] = {
    "one more": lambda node: isinstance(node, ast.Call) and getattr(node.func, "attr", "") in SIZES,
    "left out": _is_weight,
    "turned round": lambda node: isinstance(node, ast.If | ast.IfExp),
    "another sign": lambda node: isinstance(node, ast.BinOp) and isinstance(node.op, SIGNS),
    "backwards": lambda node: _is_argument(node, "shape", ast.Tuple) and len(node.value.elts) > 1,
    "the other": lambda node: _is_argument(node, "trainable", ast.Constant),
}


def replaced(function: ast.FunctionDef, old: ast.AST, new: ast.expr) -> None:
    """Put one expression in the place of another."""
    for parent in ast.walk(function):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
                return
            if isinstance(value, list) and any(item is old for item in value):
                value[:] = [new if item is old else item for item in value]
                return


def compiled(function: ast.FunctionDef, source: str, module: types.ModuleType) -> types.CodeType:
    """Return a function's code, compiled as if it stood in its module."""
    function.decorator_list = []
    tree = ast.parse("from __future__ import annotations")
    tree.body.append(function)
    code = compile(ast.fix_missing_locations(tree), str(module.__file__), "exec")
    return next(each for each in code.co_consts if isinstance(each, types.CodeType))


def is_noticed(original: types.FunctionType, code: types.CodeType, name: str) -> bool:
    """Run the tests of a module with other code in one function, until one of them fails."""
    before = original.__code__
    original.__code__ = code
    try:
        return not passes(name)
    finally:
        original.__code__ = before


def passes(name: str) -> bool:
    """Run the tests of a module until one fails."""
    files = [str(TESTS / f"test_{each}.py") for each in OTHER_TESTS.get(name, (name,))]
    quiet = ["-x", "-q", "--tb=no", "--no-header", "-p", "no:cacheprovider"]
    again = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return pytest.main([*quiet, *again, *files]) == pytest.ExitCode.OK


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
