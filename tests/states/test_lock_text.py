"""The text of a lock: its form to the letter, its way back, and what is no lock."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.errors import BadLockError, LaterLockError
from rnnscope.states import LayerState, ModelState, WeightState, lock_file
from rnnscope.states.lock_text import is_lock, kept, read, sources, written
from rnnscope.states.of_report import state_of
from rnnscope.untrusted.limits import applied
from tests.counted import calls
from tests.files import MNIST, SENTIMENT, alone

pytestmark = pytest.mark.quick

# As issue 13 has it, and where the size of another layer decides one, its name.
MNIST_LOCK = """\
lock = 1

[[model]]
source = "app.models:build"

[[model.layer]]
path = "simple_rnn"
class = "SimpleRNN"
formula = "units*units + units*input_dim + units"
sizes = { units = 128, input_dim = 28 }
from = { input_dim = "input_layer.features" }
params = 20_096
weights = [
  "kernel (28, 128) float32",
  "recurrent_kernel (128, 128) float32",
  "bias (128,) float32",
]

[[model.layer]]
path = "dense"
class = "Dense"
formula = "units*input_dim + units"
sizes = { units = 10, input_dim = 128 }
from = { input_dim = "simple_rnn.units" }
params = 1_290
weights = [
  "kernel (128, 10) float32",
  "bias (10,) float32",
]
"""


def one(layer: LayerState, source: str = "m.keras") -> ModelState:
    return ModelState(source=source, layers=(layer,), is_locked=True)


def lines_of(layer: LayerState) -> list[str]:
    """Return what stands in a lock of one layer, below its path and its class."""
    return written([one(layer)]).splitlines()[8:]


def test_a_lock_is_as_the_issue_has_it() -> None:
    assert written([state_of(alone(MNIST), "app.models:build")]) == MNIST_LOCK


def test_a_lock_is_the_same_each_time_whatever_the_order() -> None:
    models = [state_of(alone(path), path.name) for path in (SENTIMENT, MNIST)]
    assert written(models) == written(models[::-1])
    assert written(models).startswith('lock = 1\n\n[[model]]\nsource = "mnist_rnn.keras"\n')
    assert read(written(models), "x") == tuple(kept(model) for model in models[::-1])


def test_what_a_lock_keeps_comes_back() -> None:
    state = state_of(alone(SENTIMENT), "m.keras")
    (back,) = read(written([state]), "rnnscope.lock")
    assert back == kept(state)
    assert back.is_locked
    assert back.total == state.total == 13_273
    assert {layer.settings for layer in back.layers} == {None}


def test_a_layer_without_weights_has_its_path_and_its_class_alone() -> None:
    text = written([one(LayerState(path="dropout", class_name="Dropout"))])
    assert text.endswith('\n[[model.layer]]\npath = "dropout"\nclass = "Dropout"\n')


def test_a_count_that_nobody_knows_is_said_and_is_not_0() -> None:
    layer = LayerState(path="own", class_name="Own", params=None)
    assert lines_of(layer) == ['params = "?"']
    assert read(written([one(layer)]), "x")[0].total is None


def test_a_shared_layer_names_the_one_that_counts_it() -> None:
    layer = LayerState(path="again.dense", class_name="Dense", shared_with="dense")
    assert lines_of(layer) == ['shared-with = "dense"']


def test_of_several_sizes_that_decide_one_each_is_told_with_what_it_is_set_to() -> None:
    # So that two changes which give it the same value, as 7 + 6 and 6 + 7, are not merged as one.
    layer = LayerState(
        path="out",
        class_name="Dense",
        sources={"input_dim": ("c.units", "e.units"), "channels": ("c.filters", "...")},
        set_sizes={"c.units": 6, "e.units": 1_024, "c.filters": 8},
    )
    assert lines_of(layer) == [
        'from = { input_dim = ["c.units = 6", "e.units = 1_024"], channels = ["c.filters = 8", '
        '"..."] }'
    ]


def test_what_is_not_known_of_a_weight_and_what_it_shares_is_said() -> None:
    weights = (
        WeightState("moving_mean", (64,), "float32", trainable=False),
        WeightState("kernel", (2, 3), "float32", None),
        WeightState("seed", (), "", trainable=True),
        WeightState("embeddings", (10, 4), "float32", True, "embedding"),
    )
    layer = LayerState(path="a", class_name="A", params=71, weights=weights)
    assert lines_of(layer) == [
        "params = 71",
        "weights = [",
        '  "moving_mean (64,) float32 non-trainable",',
        '  "kernel (2, 3) float32 trainable?",',
        '  "seed () ?",',
        '  "embeddings (10, 4) float32 shared-with embedding",',
        "]",
    ]


def test_signs_that_nobody_sees_are_escaped() -> None:
    path = 'a"\\\n\t\x00\x1b[31m\u202e\u200b\u2028\ue000\U000e0041é 层 🙂'
    text = written([one(LayerState(path=path, class_name="Dense"))])
    line = text.splitlines()[6]
    assert line == (r'path = "a\"\\\n\t\u0000\u001B[31m\u202E\u200B\u2028\uE000\U000E0041é 层 🙂"')
    assert read(text, "x")[0].layers[0].path == path


def test_half_a_character_is_spelt_since_no_file_has_it() -> None:
    text = written([one(LayerState(path="a\ud800", class_name="Dense"))])
    assert read(text, "x")[0].layers[0].path == r"a\ud800"
    text.encode()


names = st.text(st.characters(codec="utf-8"), max_size=12)
odd_names = st.one_of(
    names,
    st.sampled_from(
        [
            *("", " ", "?", '"', "\\", "a b", "(3,) float32", "kernel (2, 3) float32", "#"),
            *("a shared-with b", "trainable?", "non-trainable", "'''", '"""', "\r\n"),
            *("\x00", "\x7f", "\u202e"),
        ]
    ),
)
sizes = st.integers(0, 2**63 - 1)
weights = st.builds(
    WeightState,
    odd_names,
    st.lists(sizes, max_size=4).map(tuple),
    odd_names,
    st.sampled_from([True, False, None]),
    odd_names,
)
layers = st.builds(
    LayerState,
    path=odd_names,
    class_name=odd_names,
    formula=odd_names,
    sizes=st.dictionaries(odd_names, sizes, max_size=4),
    sources=st.dictionaries(
        odd_names, st.lists(odd_names, min_size=1, max_size=4, unique=True).map(tuple), max_size=3
    ),
    shared_with=odd_names,
    params=st.sampled_from([0, None]),
)


@st.composite
def states(draw: st.DrawFn) -> ModelState:
    """Draw a model whose layers count their weights, or of which that is not known."""
    found = []
    for layer in draw(st.lists(layers, max_size=4)):
        own = tuple(draw(st.lists(weights, max_size=4)))
        count = sum(weight.params for weight in own if not weight.shared_with)
        params = None if layer.params is None else count
        several = {name for names in layer.sources.values() if len(names) > 1 for name in names}
        set_sizes = {name: draw(sizes) for name in sorted(several)}
        changed = {"weights": own, "params": params, "set_sizes": set_sizes}
        fields = {name: getattr(layer, name) for name in LayerState.__dataclass_fields__}
        found.append(LayerState(**{**fields, **changed}))
    return ModelState(source=draw(odd_names), layers=tuple(found), is_locked=True)


@given(st.lists(states(), max_size=3, unique_by=lambda model: model.source))
def test_whatever_the_names_are_a_lock_comes_back_as_it_was(models: list[ModelState]) -> None:
    text = written(models)
    assert read(text, "x") == tuple(sorted(models, key=lambda model: model.source))
    assert written(read(text, "x")) == text
    tomllib.loads(text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


GOOD = MNIST_LOCK


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


WHERE = "model 'app.models:build', layer 'simple_rnn'"
FEWER = "expected a whole number of 24 digits at most"
BAD = {
    "no version": (
        changed("lock = 1\n", ""),
        "it does not say `lock = 1`, as a lock of rnnscope's does",
    ),
    "version 0": (
        changed("lock = 1", "lock = 0"),
        "it has `lock = 0`, which there has never been; write it anew with `rnnscope lock`",
    ),
    "a version that is none": (
        changed("lock = 1", "lock = true"),
        "it has `lock = True`, which there has never been; write it anew with `rnnscope lock`",
    ),
    "a later version": (
        changed("lock = 1", "lock = 2"),
        "it has `lock = 2`, of a later rnnscope, and this one knows `lock = 1`: upgrade rnnscope, "
        "or delete the file and lock the models again",
    ),
    "damaged": (
        GOOD[:200],
        "it is no TOML: Expected '=' after a key in a key/value pair (at end of document); write",
    ),
    "a conflict": (
        changed("params = 1_290", "<<<<<<< HEAD\nparams = 1\n=======\nparams = 2\n>>>>>>> b"),
        "line 25: git left a conflict there, where two branches changed the same of a model; write "
        "it anew with `rnnscope lock`",
    ),
    "an unknown key": (
        changed("class =", "kind ="),
        f"{WHERE}: unknown key 'kind'; there are path, class, shared-with, formula, sizes, from, "
        "params, weights",
    ),
    "an unknown key of a model": (
        changed("source =", "file ="),
        "[[model]] number 1: unknown key 'file'; there are source, layer",
    ),
    "an unknown table": (f"{GOOD}\n[other]\n", "unknown key 'other'; there are model"),
    "no path": (
        changed('path = "simple_rnn"\n', ""),
        "model 'app.models:build', layer number 1: it has no `path`",
    ),
    "no class": (changed('class = "SimpleRNN"\n', ""), f"{WHERE}: it has no `class`"),
    "a text that is none": (
        changed('"simple_rnn"', "3"),
        "model 'app.models:build', layer number 1: path: expected a text, found 3",
    ),
    "a size that is none": (
        changed("units = 128", "units = 1.5"),
        f"{WHERE}, sizes: units: expected a whole number, found 1.5",
    ),
    "a size below 0": (
        changed("units = 128", "units = -1"),
        f"{WHERE}, sizes: units: expected a whole number from 0 on, found -1",
    ),
    "a truth value": (
        changed("units = 128", "units = true"),
        f"{WHERE}, sizes: units: expected a whole number, found True",
    ),
    "sizes that are none": (
        changed("{ units = 128, input_dim = 28 }", "[128]"),
        f"{WHERE}: sizes: expected a table, found list",
    ),
    "sources that are none": (
        changed('"input_layer.features"', "[3]"),
        f"{WHERE}, from: input_dim: expected names of sizes",
    ),
    "a weight that is none": (
        changed('"bias (128,) float32"', '"bias (128, x) float32"'),
        f"{WHERE}, weights: expected such as 'kernel (28, 128) float32', found "
        "'bias (128, x) float32'",
    ),
    "params that are not the weights'": (
        changed("20_096", "20_097"),
        f"{WHERE}: it has params = 20,097, but its weights are 20,096: it was edited by hand, or "
        "merged so",
    ),
    "models that are none": ("lock = 1\nmodel = 3", "model: expected a list, found 3"),
    "a model that is none": ("lock = 1\nmodel = [3]", "model: expected tables, found 3"),
    "a model twice": (
        GOOD + GOOD.removeprefix("lock = 1\n"),
        "model 'app.models:build': it stands there twice",
    ),
    "nested": ("lock = 1\nx = " + "[" * 5000, "it is nested too deep"),
    "names in names": (
        "lock = 1\n" + "a." * 100_000 + "a = 1",
        "a line of it has more names in each other than a lock has",
    ),
    "names in names behind another quote": (
        "lock = 1\n'\"'" + ".a" * 100_000 + ".'\"' = 1",
        'it has a text in \' or """, where a lock has all of them in "; write it anew',
    ),
    "names in names behind a text of lines": (
        'lock = 1\nx = { k = """q"#""", ' + "a." * 100_000 + "a = 1 }",
        'it has a text in \' or """, where a lock has all of them in "; write it anew',
    ),
    "names in names behind a conflict": (
        "lock = 1\n" + "a." * 100_000 + "a = 1\n<<<<<<< it's",
        "line 3: git left a conflict there",
    ),
    "a text without end": ('lock = 1\nx = "' + '\\"' * 1_000_000, "it is no TOML: "),
    "a number without end": (
        f"lock = {'9' * 5000}",
        "it has a whole number of thousands of digits; write it anew with `rnnscope lock`",
    ),
    "a version without end": (
        f"lock = 0x{'f' * 5000}",
        "it has `lock = a number of 20,000 bits`, which there has never been; write it anew",
    ),
    "a size without end": (
        changed("units = 128", f"units = 0x{'f' * 5000}"),
        f"{WHERE}, sizes: units: {FEWER}, found a number of 20,000 bits; write it anew",
    ),
    "a size far below 0": (
        changed("units = 128", f"units = -{'9' * 4000}"),
        f"{WHERE}, sizes: units: expected a whole number from 0 on, found a number of 13,288 bits",
    ),
    "a size that no model has": (
        changed("units = 128", f"units = {10**24}"),
        f"{WHERE}, sizes: units: {FEWER}, found 1000000000000000000000000; write it anew",
    ),
    "params without end": (
        changed("20_096", f"0b{'1' * 50_000}"),
        f"{WHERE}: it has params = a number of 50,000 bits, but its weights are 20,096: it was",
    ),
    "a shape without end": (
        changed("(10,)", f"({'9' * 4200},)"),
        "model 'app.models:build', layer 'dense', weights: expected such as 'kernel (28, 128) ",
    ),
    "more axes than a shape has": (
        changed("(10,)", f"({'1, ' * 64}10)"),
        "model 'app.models:build', layer 'dense', weights: expected such as 'kernel (28, 128) ",
    ),
    "weights that no model has": (
        changed("(10,)", f"({', '.join(['9' * 24] * 64)})"),
        "model 'app.models:build', layer 'dense': it has params = 1,290, but its weights are "
        "a number of 5,103 bits: it was edited by hand, or merged so",
    ),
    "a size of several without end": (
        changed('"input_layer.features"', f'["a.units = {"9" * 5000}", "b.units = 1"]'),
        f"{WHERE}, from: input_dim: {FEWER}, found 999999999999999999999999999999... (5,000 char",
    ),
}


def test_a_text_twice_as_long_takes_about_twice_the_calls() -> None:
    def cost(pairs: int) -> int:
        text = 'lock = 1\nx = "' + '\\"' * pairs
        return calls(lambda: read(text, "rnnscope.lock"), BadLockError)

    assert cost(40_000) < 2.5 * cost(20_000)


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_lock_is_said_in_a_sentence(name: str) -> None:
    text, problem = BAD[name]
    with pytest.raises(BadLockError) as error:
        read(text, "rnnscope.lock")
    said = str(error.value)
    assert said.startswith(f"cannot read the lock rnnscope.lock: {problem}")
    assert len(said) < 400
    assert isinstance(error.value, LaterLockError) == (name == "a later version")


def test_a_damaged_line_is_named() -> None:
    with pytest.raises(BadLockError, match=r"line 14, column 29\)"):
        read(GOOD.replace('(28, 128) float32",', "(28, 128) float32,"), "x")


def test_every_line_that_is_left_out_is_missed_or_none_was_needed() -> None:
    lines = GOOD.splitlines()
    for i in range(len(lines)):
        text = "\n".join(lines[:i] + lines[i + 1 :])
        try:
            read(text, "x")
        except BadLockError as error:
            assert len(str(error)) < 400  # noqa: PT017


def test_the_models_of_a_damaged_lock_are_known() -> None:
    marks = '<<<<<<< a\nsource = "\\u202E\\"x\\""\n=======\nsource = "a"b"\nsource = "\\uD800"\n'
    text = f'{MNIST_LOCK}{marks}>>>>>>> b\n[[model]]\nsource = "app.models:build"\n'
    assert sources(text) == ("app.models:build", '\u202e"x"')


def test_a_lock_is_told_by_its_beginning() -> None:
    assert is_lock(GOOD.encode())
    assert is_lock(b"\xef\xbb\xbf# ours\r\n\r\n  lock=2")
    assert not is_lock(b"[tool.rnnscope]\nlock = 1")
    assert not is_lock(b"locked = 1")
    assert not is_lock(MNIST.read_bytes()[:4096])
    assert not is_lock(b"#" * 4096)


def test_a_file_is_read_as_far_as_a_limit_allows(tmp_path: Path) -> None:
    path = tmp_path / "rnnscope.lock"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert len(lock_file.read(path)) == 1
    with applied({"lock_bytes": 100}), pytest.raises(BadLockError, match="the limit lock_bytes"):
        lock_file.read(path)
    with applied({"lock_bytes": 100}), pytest.raises(BadLockError, match="the limit lock_bytes"):
        read(GOOD, "x")


def test_what_is_no_file_of_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadLockError, match="No such file"):
        lock_file.read(tmp_path / "rnnscope.lock")
    with pytest.raises(BadLockError, match=r"[Dd]irectory"):
        lock_file.read(tmp_path)
    (tmp_path / "x.lock").write_bytes(b"\xff\xfe")
    with pytest.raises(BadLockError, match="it is no text in UTF-8"):
        lock_file.read(tmp_path / "x.lock")


def test_a_lock_that_has_nothing_of_a_model_says_what_it_has() -> None:
    models = read(GOOD, "x")
    assert lock_file.entry_of(models, "app.models:build", "x") is models[0]
    with pytest.raises(BadLockError) as error:
        lock_file.entry_of(models, "app.model:build", "rnnscope.lock")
    assert str(error.value) == (
        "cannot read the lock rnnscope.lock: it has no entry for 'app.model:build'; did you mean "
        "'app.models:build'? `rnnscope lock app.model:build` adds it"
    )


def test_a_model_is_named_from_where_its_lock_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert lock_file.source_of("models/a.keras", Path("rnnscope.lock")) == "models/a.keras"
    assert lock_file.source_of("a.keras", Path("sub/rnnscope.lock")) == "../a.keras"
    assert lock_file.source_of("../a.keras", Path("../rnnscope.lock")) == "a.keras"
    assert lock_file.source_of(str(tmp_path / "a"), Path("rnnscope.lock")) == "a"
