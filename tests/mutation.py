"""Bends the code one thing at a time, and reports what no test notices.

Run it by hand, over the rooms or modules named, rnnscope/layers by default:

    python tests/mutation.py [layers/keras/rnn derivation renderers/csv ...] [-- TESTS ...]

Each mutant changes one thing in one function: a size by one, a weight or a
statement left out, an order reversed, a condition turned round or shortened,
another setting asked for.  The tests, which are those of the same rooms where
none are named, run once as they are, to see which of them come by which line;
those that come by the changed one then run until one fails.  A mutant that
survives them all is printed, with its line.

What runs in a child process is not bent there, and functions that refer to
the class around them (`super()`) are left alone.
"""

from __future__ import annotations

import ast
import copy
import importlib
import inspect
import itertools
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import coverage
import pytest
from _pytest.runner import runtestprotocol
from _pytest.warnings import catch_warnings_for_item

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "rnnscope"
LEFT_ALONE = (PACKAGE / "layers" / "registry.py",)  # the tests need it to find the rest
SIZES = ("dim", "features", "named_size", "axis", "constant")
ASKING = ("dim", "flag", "setting", "sizes", "child", "argument")
OPTIONS = [
    *("-qq", "--tb=no", "--no-summary", "--capture=sys", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
    *("-o", "tmp_path_retention_policy=none"),
]

ByLine: TypeAlias = Mapping[int, list[pytest.Item]]
Function: TypeAlias = tuple[ast.FunctionDef, types.FunctionType]


class Mutation:
    """A plugin of pytest that runs the tests over and over, each time with another mutant."""

    def __init__(self, paths: list[Path]) -> None:
        self.paths = paths
        self.survivors = 0
        self.sound: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every mutant of the modules, and print those that survive."""
        seen = tests_by_line(session.items, self.paths)
        for path in self.paths:
            name, found = path.relative_to(PACKAGE).as_posix(), []
            for survivor in self.tried_mutants(path, seen[path]):
                found.append(bool(survivor))
                if survivor:
                    say(f"{name}:{survivor}")
            say(f"{name}: {len(found)} mutants, {sum(found)} survived")
            self.survivors += sum(found)
        return True

    def tried_mutants(self, path: Path, seen: ByLine) -> Iterator[str]:
        """Yield for each mutant what was changed where no test noticed, and nothing otherwise."""
        module = importlib.import_module(module_name(path))
        for function, original in functions(ast.parse(path.read_text("utf-8")), module):
            for number in range(len(list(changes(function)))):
                mutant = copy.deepcopy(function)
                lines, what = bent(mutant, number)
                code = compiled(mutant, module)
                if code.co_freevars != original.__code__.co_freevars:
                    continue
                tests = dict.fromkeys(test for line in lines for test in seen.get(line, ()))
                noticed = self.is_noticed(original, code, list(tests))
                yield "" if noticed else f"{lines[0]}: {function.name}: {what}, {len(tests)} tests"

    def is_noticed(
        self, original: types.FunctionType, code: types.CodeType, tests: list[pytest.Item]
    ) -> bool:
        """Run tests with other code in one function, until one fails that passes without."""
        before = original.__code__
        for test in tests:
            original.__code__ = code
            forget(original.__module__)
            try:
                failed = seconds(test) is None
            finally:
                original.__code__ = before
                forget(original.__module__)
            if failed and self.is_sound(test):
                return True
        return False

    def is_sound(self, test: pytest.Item) -> bool:
        """Tell whether a test that has failed passes again, once the formula is as it was."""
        if test.nodeid not in self.sound:
            self.sound[test.nodeid] = seconds(test) is not None
            if not self.sound[test.nodeid]:
                say(f"cannot be run twice: {test.nodeid}")
        return self.sound[test.nodeid]


def forget(name: str) -> None:
    """Empty the caches of a module, which hold what its functions returned before."""
    for value in vars(sys.modules[name]).values():
        if callable(clear := getattr(value, "cache_clear", None)):
            clear()


def say(text: str) -> None:
    """Print a line past pytest, which captures what tests print."""
    print(text, file=sys.__stdout__, flush=True)


def main(arguments: list[str]) -> int:
    """Try every mutant of the modules; return how many survived."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    names, tests = arguments[:at] or ["layers"], arguments[at + 1 :]
    mutation = Mutation([path for name in names for path in modules(name)])
    pytest.main([*OPTIONS, *(tests or dict.fromkeys(map(tests_of, names)))], [mutation])
    return mutation.survivors


def modules(name: str) -> list[Path]:
    """Return the modules of a room, of a folder in one, or the one module named."""
    place = PACKAGE / name
    found = sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return [path for path in found if path not in LEFT_ALONE]


def module_name(path: Path) -> str:
    """Return how a module is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tests_of(name: str) -> str:
    """Return where the tests of a room are, whatever module in it is named."""
    room = name.partition("/")[0].removesuffix(".py")
    folder = ROOT / "tests" / room
    return str(folder if folder.is_dir() else folder.with_name(f"test_{room}.py"))


def tests_by_line(items: list[pytest.Item], paths: list[Path]) -> dict[Path, ByLine]:
    """Run every test once; give for each line the tests that come by it, the quickest first."""
    tracer = coverage.Coverage(data_file=None, include=map(str, paths), config_file=False)
    tracer.start()
    times = {}
    for item in items:
        tracer.switch_context(item.nodeid)
        times[item] = seconds(item)
    tracer.stop()
    order = [item for item, time in sorted(times.items(), key=lambda pair: pair[1] or 0)]
    return {
        path: {
            line: [item for item in order if item.nodeid in names and times[item] is not None]
            for line, names in tracer.get_data().contexts_by_lineno(str(path)).items()
        }
        for path in paths
    }


def seconds(item: pytest.Item) -> float | None:
    """Run a test; return how long it takes, or None where it fails."""
    with catch_warnings_for_item(item.config, item.ihook, "runtest", item=item, record=False):
        reports = runtestprotocol(item, log=False)
    return None if any(each.failed for each in reports) else sum(r.duration for r in reports)


def functions(tree: ast.Module, module: types.ModuleType) -> Iterator[Function]:
    """Yield every function and method of a module, as written and as it runs."""
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        kept = vars(getattr(module, node.name) if isinstance(node, ast.ClassDef) else module)
        for each in (each for each in inside if isinstance(each, ast.FunctionDef)):
            found = unwrapped(kept[each.name])
            if isinstance(found, types.FunctionType):
                yield each, found


def unwrapped(found: Any) -> Any:
    """Return the function in a property, a class method, or what a decorator has made of it."""
    return inspect.unwrap(getattr(found, "fget", None) or found)


def changes(function: ast.FunctionDef) -> Iterator[tuple[ast.AST, str]]:
    """Yield every node that can be bent, with the way to bend it."""
    patterns = [each for each in ast.walk(function) if isinstance(each, ast.pattern)]
    fixed = [inside for each in patterns for inside in ast.walk(each)]
    for node in itertools.chain([function], *map(ast.walk, function.body)):
        if node not in fixed:
            yield from ((node, how) for how, fits in WAYS.items() if fits(node))


def bent(function: ast.FunctionDef, number: int) -> tuple[range, str]:
    """Bend one node of a function; return its lines and what has been done to it."""
    node, how = list(changes(function))[number]
    around = [each for each in ast.walk(function) if isinstance(each, ast.stmt)]
    inmost: Any = [each for each in around if any(i is node for i in ast.walk(each))][-1]
    is_head = inmost is not node and isinstance(getattr(inmost, "body", None), list)
    last = inmost.body[0].lineno if is_head else inmost.end_lineno
    before = ast.unparse(node).split("\n")[0]
    bend(function, node, how)
    return range(inmost.lineno, last + 1), f"{before} ({how})"


def bend(function: ast.FunctionDef, node: Any, how: str) -> None:
    """Bend one node in the way said."""
    match how:
        case "one more":
            replaced(function, node, ast.BinOp(copy.copy(node), ast.Add(), ast.Constant(1)))
        case "turned round":
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case "another":
            node.op = OTHERS[type(node.op)]()
        case "the opposite":
            node.ops[0] = OTHERS[type(node.ops[0])]()
        case "another key":
            node.args[0] = ast.Constant(f"no_{node.args[0].value}")
        case "without the first" | "without the last":
            kept = node.values[1:] if how == "without the first" else node.values[:-1]
            replaced(function, node, ast.BoolOp(node.op, kept) if len(kept) > 1 else kept[0])
        case _:
            bend_part(node, how)


def bend_part(node: Any, how: str) -> None:
    """Bend what a statement yields or a keyword holds."""
    match how:
        case "left out":
            node.value = ast.parse("(yield from ())", mode="eval").body
        case "not done":
            node.value = ast.Constant(None)
        case "backwards":
            node.value.elts.reverse()
        case "the last first":
            yields = [each for each in node.body if _yields(each)]
            node.body = [yields.pop() if _yields(each) else each for each in node.body]
        case "another dtype":
            node.value = ast.Constant("uint16")
        case _:
            node.value = ast.Constant(not node.value.value)


def _yields(node: ast.stmt) -> bool:
    return any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))


def _is_weight(node: Any) -> bool:
    """Tell whether a statement yields a weight, or what another function yields."""
    value = node.value if isinstance(node, ast.Expr) else None
    made = value.value if isinstance(value, ast.Yield) else None
    is_weight = isinstance(made, ast.Call) and getattr(made.func, "id", "") == "Weight"
    return is_weight or isinstance(value, ast.YieldFrom)


def _is_done(node: Any) -> bool:
    """Tell whether a statement does something of which it keeps nothing, and can be reached."""
    value = node.value if isinstance(node, ast.Expr) else None
    is_never = getattr(getattr(value, "func", None), "id", "") == "assert_never"
    return isinstance(value, ast.Call | ast.Subscript) and not is_never


def _is_argument(node: Any, names: tuple[str, ...], kind: type, of: type = object) -> bool:
    fits = isinstance(node, ast.keyword) and node.arg in names and isinstance(node.value, kind)
    return fits and isinstance(getattr(node.value, "value", None), of)


def _asks(node: Any, names: tuple[str, ...]) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in names


OTHERS: dict[type, type] = {ast.Mult: ast.Add, ast.FloorDiv: ast.Add, ast.Add: ast.Sub}
OTHERS |= {ast.Sub: ast.Add, ast.And: ast.Or, ast.Or: ast.And, ast.Eq: ast.NotEq}
OTHERS |= {ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot}
OTHERS |= {ast.IsNot: ast.Is, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
WAYS: dict[str, Callable[[Any], bool]] = {
    "one more": lambda node: _asks(node, SIZES) or type(getattr(node, "value", 0.0)) is int,
    "left out": _is_weight,
    "not done": _is_done,
    "without the first": lambda node: isinstance(node, ast.BoolOp),
    "without the last": lambda node: isinstance(node, ast.BoolOp),
    "turned round": lambda node: isinstance(node, ast.If | ast.IfExp),
    "another": lambda node: isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in OTHERS,
    "the opposite": lambda node: isinstance(node, ast.Compare) and type(node.ops[0]) in OTHERS,
    "backwards": lambda node: (
        _is_argument(node, ("shape",), ast.Tuple) and len(node.value.elts) > 1
    ),
    "the last first": lambda node: (
        isinstance(getattr(node, "body", 0), list) and sum(map(_yields, node.body)) > 1
    ),
    "another key": lambda node: _asks(node, ASKING) and isinstance(node.args[0], ast.Constant),
    "another dtype": lambda node: _is_argument(node, ("dtype",), ast.Constant, str),
    "the other": lambda node: _is_argument(node, ("trainable", "default"), ast.Constant, bool),
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


def compiled(function: ast.FunctionDef, module: types.ModuleType) -> types.CodeType:
    """Return a function's code, compiled as if it stood in its module."""
    function.decorator_list = []
    tree = ast.parse("from __future__ import annotations")
    tree.body.append(function)
    code = compile(ast.fix_missing_locations(tree), str(module.__file__), "exec")
    inside = (each for each in code.co_consts if isinstance(each, types.CodeType))
    return next(each for each in inside if each.co_name == function.name)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
