"""Locks merged by real git: two branches change one model, and what they changed is merged.

Where neither of the changed layers feeds the other, nor both a third, git merges the lock without
a conflict, and it is the lock of the merged model.  Where they do, the merged count is on neither
branch: git leaves a conflict, or the merged lock is one that the merged model does not hold to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from rnnscope.checking.locked import failures_of_lock
from rnnscope.errors import BadLockError
from rnnscope.states import lock_text
from rnnscope.states.of_report import state_of
from tests.checking.repositories import Work, work
from tests.files import Config, alone, entry, functional, tensor, write_json

pytestmark = pytest.mark.slow

Sizes: TypeAlias = Mapping[str, Any]
Locks: TypeAlias = Callable[..., str]

BASE: Sizes = {
    "vocabulary": 1000,
    "output_dim": 16,
    "filters": 8,
    "kernel": 3,
    "lstm": 32,
    "lstm_bias": True,
    "momentum": 0.99,
    "frozen": False,
    "hidden": 64,
    "classes": 10,
    "side": 12,
    "side_name": "side",
    "head": False,
    "first": 20,
    "deep": False,
    "dropout": False,
    "normalized": True,
    "dtype": "float32",
}


def model(sizes: Sizes) -> Config:
    """Write text with a convolution and an LSTM, and some features beside it.

    embedding -> conv -> lstm -> norm -> hidden -> classes
    features -> first -> side -> (a head of its own)
    """
    s = sizes
    layers = [
        entry("InputLayer", "x", batch_shape=[None, 40]),
        entry("InputLayer", "y", batch_shape=[None, 5]),
        entry(
            "Embedding",
            "embedding",
            [tensor("x")],
            input_dim=s["vocabulary"],
            output_dim=s["output_dim"],
        ),
        entry(
            "Conv1D", "conv", [tensor("embedding")], filters=s["filters"], kernel_size=[s["kernel"]]
        ),
        entry("LSTM", "lstm", [tensor("conv")], units=s["lstm"], use_bias=s["lstm_bias"]),
    ]
    last = "lstm"
    if s["normalized"]:
        layers.append(
            entry("BatchNormalization", "norm", [tensor(last)], axis=-1, trainable=not s["frozen"])
        )
        last = "norm"
    if s["dropout"]:
        layers.append(entry("Dropout", "dropout", [tensor(last)], rate=0.5))
        last = "dropout"
    layers.append(entry("Dense", "hidden", [tensor(last)], units=s["hidden"], dtype=s["dtype"]))
    last = "hidden"
    if s["deep"]:
        layers.append(entry("Dense", "deep", [tensor(last)], units=48))
        last = "deep"
    layers += [
        entry("Dense", "classes", [tensor(last)], units=s["classes"]),
        entry("Dense", "first", [tensor("y")], units=s["first"]),
        entry("Dense", s["side_name"], [tensor("first")], units=s["side"]),
    ]
    last = s["side_name"]
    if s["head"]:
        layers.append(entry("Dense", "head", [tensor(last)], units=3))
        last = "head"
    return functional(*layers, inputs=("x", "y"), outputs=("classes", last))


# What somebody changes, and the layers of which it moves a line.
CHANGES: dict[str, tuple[Sizes, set[str]]] = {
    "vocabulary": ({"vocabulary": 2000}, {"embedding"}),
    "output_dim": ({"output_dim": 24}, {"embedding", "conv"}),
    "filters": ({"filters": 9}, {"conv", "lstm"}),
    "kernel": ({"kernel": 5}, {"conv"}),
    "lstm units": ({"lstm": 48}, {"lstm", "norm", "hidden"}),
    "lstm bias": ({"lstm_bias": False}, {"lstm"}),
    "frozen": ({"frozen": True}, {"norm"}),
    "no norm": ({"normalized": False}, {"norm", "dropout"}),
    "hidden units": ({"hidden": 96}, {"hidden", "classes"}),
    "dtype": ({"dtype": "float16"}, {"hidden"}),
    "classes": ({"classes": 12}, {"classes"}),
    "a layer": ({"deep": True}, {"deep", "classes"}),
    "dropout": ({"dropout": True}, {"dropout"}),
    "first units": ({"first": 30}, {"first", "side"}),
    "side units": ({"side": 14}, {"side", "head"}),
    "renamed": ({"side_name": "aside"}, {"side", "head"}),
    "a head": ({"head": True}, {"head"}),
}

PAIRS = list(combinations(CHANGES, 2))


def lock(sizes: Sizes, folder: Path) -> str:
    report = alone(write_json(folder / "model.json", model(sizes)))
    return lock_text.written([state_of(report, "model.json")])


@pytest.fixture(scope="module")
def locks(tmp_path_factory: pytest.TempPathFactory) -> Locks:
    """Return the lock of a model with some changes; each is made once."""
    made: dict[tuple[str, ...], str] = {}
    folder = tmp_path_factory.mktemp("models")

    def of(*names: str) -> str:
        if names not in made:
            changed = {key: value for name in names for key, value in CHANGES[name][0].items()}
            made[names] = lock({**BASE, **changed}, folder)
        return made[names]

    return of


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory, locks: Locks) -> Work:
    """A repository with a branch for each change."""
    made = work(tmp_path_factory.mktemp("repository"))
    path = made.top / "rnnscope.lock"
    path.write_text(locks())
    made.commit()
    for name in CHANGES:
        made.git("switch", "--quiet", "--create", branch(name), "main")
        path.write_text(locks(name))
        made.commit()
    return made


def branch(name: str) -> str:
    return name.replace(" ", "-")


def merged(repository: Work, one: str, other: str) -> str | None:
    """Return the lock that git merges; None where it leaves a conflict."""
    repository.git("switch", "--quiet", "--detach", branch(one))
    repository.git("merge", "--quiet", "--no-edit", branch(other), fails=True)
    is_conflict = "UU" in repository.git("status", "--porcelain")
    text = (repository.top / "rnnscope.lock").read_text()
    if is_conflict:
        with pytest.raises(BadLockError, match="git left a conflict there"):
            lock_text.read(text, "rnnscope.lock")
        repository.git("merge", "--abort")
    return None if is_conflict else text


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_lock_is_merged(repository: Work, locks: Locks, one: str, other: str) -> None:
    text = merged(repository, one, other)
    if not CHANGES[one][1] & CHANGES[other][1]:
        assert text == locks(one, other)
    elif text is not None and text != locks(one, other):
        (found,) = lock_text.read(locks(one, other), "found")
        assert failures_of_lock(found, lock_text.read(text, "rnnscope.lock"))


def test_where_layers_feed_each_other_git_leaves_it_to_be_decided(
    repository: Work, locks: Locks
) -> None:
    feeding = [pair for pair in PAIRS if CHANGES[pair[0]][1] & CHANGES[pair[1]][1]]
    decided = {pair for pair in feeding if merged(repository, *pair) is not None}
    assert decided <= {pair for pair in feeding if {"renamed", "a head"} & {*pair}}
    assert len(feeding) - len(decided) > 15


def test_a_layer_that_feeds_a_new_one_is_refused(repository: Work, locks: Locks) -> None:
    text = merged(repository, "side units", "a head")
    assert text is not None
    (found,) = lock_text.read(locks("side units", "a head"), "found")
    failures = failures_of_lock(found, lock_text.read(text, "rnnscope.lock"))
    assert [each.sentence for each in failures] == [
        "head.input_dim 12 -> 14 (from side.units): head +6"
    ]


def beside(units: tuple[int, ...]) -> Config:
    """Return a model whose last layer takes many others side by side."""
    names = [f"branch_{i}" for i in range(len(units))]
    sizes = zip(names, units, strict=True)
    branches = [entry("Dense", name, [tensor("x")], units=size) for name, size in sizes]
    return functional(
        entry("InputLayer", "x", batch_shape=[None, 4]),
        *branches,
        entry("Concatenate", "both", [tensor(name) for name in names]),
        entry("Dense", "out", [tensor("both")], units=3),
        outputs=("out",),
    )


def test_of_more_sizes_than_are_named_a_false_sum_is_refused(tmp_path: Path) -> None:
    def locked(*units: int) -> str:
        path = write_json(tmp_path / "model.json", beside(units))
        return lock_text.written([state_of(alone(path), "model.json")])

    made = work(tmp_path / "repository")
    path = made.top / "rnnscope.lock"
    path.write_text(locked(8, 8, 8, 8, 8))
    made.commit()
    for name, units in (("one", (9, 8, 8, 8, 8)), ("other", (8, 8, 8, 8, 9))):
        made.git("switch", "--quiet", "--create", name, "main")
        path.write_text(locked(*units))
        made.commit()
    text = merged(made, "one", "other")
    assert text is not None  # both say that `out` takes 41
    (found,) = lock_text.read(locked(9, 8, 8, 8, 9), "found")
    failures = failures_of_lock(found, lock_text.read(text, "rnnscope.lock"))
    assert [each.sentence for each in failures] == ["out.input_dim 41 -> 42: out +3"]
