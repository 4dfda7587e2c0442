"""Snapshots in a run of pytest: a plugin that is registered when the first test asks for one.

What became of them is told at the end, by workers of pytest-xdist through the run that started
them.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from rnnscope.snapshots.keeper import RENEWED, USED, WRITTEN, Keeper, near
from rnnscope.snapshots.snapshot import unused

NAME = "rnnscope-snapshots"
_LEFT, _UNUSED = "left", "unused"
_TITLES = {
    WRITTEN: "written, since there was none",
    RENEWED: "renewed",
    _UNUSED: "asked for by no test of this run; delete those that are not needed any more",
}
_NO_CI = ("", "0", "false")
_MOST_TOLD = 20  # files of a kind, at the end of a run
_DONE = pytest.StashKey[list[tuple[str, str]]]()  # what became of which file: a word and a path


def keeper(request: pytest.FixtureRequest) -> Keeper:
    """Return what holds the models of one test against their snapshots."""
    config, test = request.config, _test_of(request.node)
    here = config.invocation_params.dir
    place = shlex.quote(f"{near(request.path, here)}::{test}")
    done = _done(config)
    return Keeper(
        module=request.path,
        test=test,
        here=here,
        command=f"pytest --rnnscope-update {place}",
        is_renewing=config.getoption("rnnscope_update"),
        may_write=os.environ.get("CI", "").lower() in _NO_CI,
        done=lambda word, path: done.append((word, str(path))),
    )


def _test_of(item: pytest.Item) -> str:
    """Return a test's name within its module, the same whoever runs it."""
    names: list[str] = []
    for node in reversed(item.listchain()):
        if isinstance(node, pytest.File):
            break
        names.append(node.name)
    return "::".join(reversed(names))


def _done(config: pytest.Config) -> list[tuple[str, str]]:
    return config.stash.setdefault(_DONE, [])


def take(config: pytest.Config, done: Iterable[Sequence[str]]) -> None:
    """Take what a worker of pytest-xdist hands on."""
    _done(config).extend((word, path) for word, path in done)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand on what became of snapshots, where this is a worker."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[NAME] = _done(session.config)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    """Note whose tests are left out: which of their snapshots are unused nobody knows."""
    for path in dict.fromkeys(item.path for item in items):
        _done(items[0].config).append((_LEFT, str(path)))


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Say which snapshots were written, and on renewing also which nobody asked for."""
    done = set(_done(config))
    if config.getoption("rnnscope_update") and exitstatus == pytest.ExitCode.OK:
        used = {Path(path) for word, path in done if word == USED}
        modules = _run_whole(terminalreporter.stats, config, done)
        done |= {(_UNUSED, str(path)) for path in unused(modules, used)}
    lines = [line for word in _TITLES for line in _told(config, word, done)]
    if lines:
        terminalreporter.section("snapshots of rnnscope")
    for line in lines:
        terminalreporter.write_line(line)


def _told(config: pytest.Config, word: str, done: set[tuple[str, str]]) -> Iterator[str]:
    paths = sorted(path for what, path in done if what == word)
    if paths:
        yield f"{_TITLES[word]}:"
    for path in paths[:_MOST_TOLD]:
        yield f"  {near(Path(path), config.invocation_params.dir)}"
    if len(paths) > _MOST_TOLD:
        yield f"  ... and {len(paths) - _MOST_TOLD:,} more"


def _run_whole(
    stats: Mapping[str, Sequence[Any]], config: pytest.Config, done: set[tuple[str, str]]
) -> set[Path]:
    """Return the modules of which every test was run, and none skipped."""
    if any("::" in argument for argument in config.args):
        return set()

    def modules(*kinds: str) -> set[Path]:
        ids = {report.nodeid.partition("::")[0] for kind in kinds for report in stats.get(kind, ())}
        return {config.rootpath / each for each in ids}

    left = {Path(path) for word, path in done if word == _LEFT}
    return modules("passed") - modules("skipped", "xfailed", "xpassed") - left
