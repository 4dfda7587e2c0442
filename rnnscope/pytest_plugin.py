"""Pytest fixtures.  Loaded in every test run, so it imports nothing until asked, and is short."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

    from rnnscope.report.report import Report


@pytest.fixture
def assert_params() -> Callable[..., Report]:
    """Assert counts of a model, live or in a file: `rnnscope.assert_params`.

    All that is wrong is said at once, each count with its formula and the likely cause.

        def test_size(assert_params):
            assert_params("model.keras", 21_386, max_bytes="100 kB")
            assert_params("model.keras", {"dense*": "units*input_dim + units"})
    """
    import rnnscope

    return rnnscope.assert_params


@pytest.fixture
def explain_model() -> Callable[..., Report]:
    """Explain a model, live or in a file, for asserts of your own: `rnnscope.explain`.

    A failing assert that two reports or layers are equal says what differs.

        def test_layer(explain_model):
            report = explain_model("model.keras")
            assert "simple_rnn" in report
            assert report["simple_rnn"].layer_params == 20_096
    """
    import rnnscope

    return _Named("explain_model", rnnscope.explain)


@pytest.fixture
def params_snapshot(request: pytest.FixtureRequest) -> Callable[..., Report]:
    """Hold a model, live or in a file, against what it was: its weights, counts and formulas.

    The snapshot is a file beside the test, below `__rnnscope__`, in the form of a lock: commit it.
    Where there is none it is written, but not where CI is set: there the test fails.
    `pytest --rnnscope-update` writes it anew.  Several models of one test need names.  It does
    not matter how Keras has numbered layers that nobody named, nor in which order tests run.

        def test_model(params_snapshot):
            params_snapshot(build())
            params_snapshot(build(units=8), "small")
    """
    return _Named("params_snapshot", _snapshots(request.config).keeper(request).hold)


class _Named:
    """A function that pytest shows by its name, and whose errors show no line but the test's."""

    def __init__(self, name: str, function: Callable[..., Report]) -> None:
        self._name, self._function = name, function

    def __repr__(self) -> str:
        return self._name

    def __call__(self, *args: Any, **kwargs: Any) -> Report:
        __tracebackhide__ = True
        from rnnscope.errors import RnnscopeError

        try:
            return self._function(*args, **kwargs)
        except RnnscopeError as error:
            raise error.with_traceback(None) from None


def _snapshots(config: pytest.Config) -> ModuleType:
    """Return the plugin of snapshots, which does more in a run that has some."""
    from rnnscope.snapshots import run

    if not config.pluginmanager.has_plugin(run.NAME):
        config.pluginmanager.register(run, run.NAME)
    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the one option there is."""
    parser.getgroup("rnnscope").addoption(
        "--rnnscope-update",
        action="store_true",
        help="write the snapshots of params_snapshot as the models are now",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Attend to snapshots from the start where they are to be renewed."""
    if config.getoption("rnnscope_update"):
        _snapshots(config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take from a worker of pytest-xdist what became of its snapshots."""
    if done := getattr(node, "workeroutput", {}).get("rnnscope-snapshots"):
        _snapshots(node.config).take(node.config, done)


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say in a failing assert what differs between two reports, or two layers."""
    if "rnnscope.report.report" not in sys.modules:
        return None
    from rnnscope.pages.compared.differing import assert_lines

    return assert_lines(op, left, right)
