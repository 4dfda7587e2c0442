"""Files that nobody should trust: each is refused in one line, or explained as what it is.

Nothing that a file names is imported, run, opened or followed: a directory of
canaries stands by, and Python's audit events tell what was touched.
"""

from __future__ import annotations

import base64
import json
import marshal
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from typer.testing import CliRunner

from rnnscope.api import explain
from rnnscope.cli import app
from rnnscope.errors import BadLimitError, UnreadableModelError
from rnnscope.untrusted.limits import Limits, applied, current
from tests.files import (
    METADATA,
    MNIST,
    SENTIMENT,
    Config,
    alone,
    custom,
    entry,
    hdf5,
    sequential,
    write_archive,
    write_json,
    write_keras,
)

DENSE = sequential(entry("Dense", "dense", units=2), shape=(None, 3))
TENSORS = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}
Fill = Callable[[Any], None]

_EVENTS: list[tuple[str, str]] = []
_WATCHED = ("open", "import", "os.system", "os.exec", "os.posix_spawn", "socket.connect")
_ALSO = ("subprocess.Popen", "pickle.find_class", "shutil.unpack_archive", "urllib.Request")
_watching = False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event in _WATCHED + _ALSO:
        _EVENTS.append((event, str(arguments[0]) if arguments else ""))


sys.addaudithook(_audit)


@pytest.fixture
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory of things that no reader may touch; its module is on the path of imports."""
    global _watching
    directory = tmp_path / "canary"
    directory.mkdir()
    (directory / "canary_module.py").write_text("raise SystemExit('imported')", "utf-8")
    (directory / "secret.txt").write_text("secret", "utf-8")
    data = hdf5(lambda root: root.create_dataset("x", (5,), "float32"))
    (directory / "secret.h5").write_bytes(data)
    monkeypatch.syspath_prepend(str(directory))
    before = sorted(each.name for each in directory.iterdir())
    alone(MNIST)
    _EVENTS.clear()
    _watching = True
    yield directory
    _watching = False
    assert sorted(each.name for each in directory.iterdir()) == before
    assert "canary_module" not in sys.modules
    touched = [each for each in _EVENTS if "canary" in each[1] or each[0] not in ("open", "import")]
    assert [each for each in touched if "_hdf5_child" not in each[1] and each[1] != _python()] == []


def _python() -> str:
    return sys.executable  # which reads HDF5 in a process of its own


def told(path: Path, *options: str) -> tuple[int, str, str]:
    """Return exit code, output and error of the command line, and hold it to its manners."""
    done = CliRunner().invoke(app, ["explain", str(path), "--no-summary", *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    if done.exit_code == 2:
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1, done.stderr
        assert done.stderr.startswith("error: cannot read ")
    assert "\x1b" not in done.output
    return done.exit_code, done.stdout, done.stderr


# HDF5: what leads elsewhere, and what never ends.


def _put(path: str, value: Any) -> Fill:
    def fill(root: Any) -> None:
        for name, shape in TENSORS.items():
            root[name] = np.zeros(shape, "float32")
        if path in root:
            del root[path]
        root[path] = value

    return fill


@pytest.mark.parametrize("place", ["layers", "layers/dense", "layers/dense/vars", "new", *TENSORS])
@pytest.mark.parametrize("kind", ["soft", "external"])
def test_links_at_every_place(tmp_path: Path, canary: Path, place: str, kind: str) -> None:
    link = h5py.SoftLink("/x") if kind == "soft" else h5py.ExternalLink(canary / "secret.h5", "/x")
    data = hdf5(_put(place, link))
    path = write_keras(tmp_path / "m.keras", DENSE, data)
    code, _, error = told(path)
    assert code == 2
    assert f"refused: {place} is a link that leads elsewhere" in error
    alone = tmp_path / "m.weights.h5"
    alone.write_bytes(data)
    assert told(alone)[0] == 2


def legacy(path: Path, names: list[str] | None = None, edit: Fill | None = None) -> Path:
    """Write a whole model in HDF5 as Keras 2 does, with these names of weights."""
    config = {
        "class_name": "Sequential",
        "config": {
            "name": "m",
            "layers": [
                {
                    "class_name": "Dense",
                    "config": {"name": "dense", "units": 2, "batch_input_shape": [None, 3]},
                }
            ],
        },
    }
    with h5py.File(path, "w") as root:
        root.attrs["keras_version"], root.attrs["backend"] = "2.4.0", "tensorflow"
        root.attrs["model_config"] = json.dumps(config)
        weights = root.create_group("model_weights")
        weights.attrs["layer_names"] = np.array([b"dense"])
        group = weights.create_group("dense")
        listed = names or ["dense/kernel:0", "dense/bias:0"]
        group.attrs["weight_names"] = np.array([name.encode() for name in listed])
        group["dense/kernel:0"] = np.zeros((3, 2), "float32")
        group["dense/bias:0"] = np.zeros(2, "float32")
        if edit is not None:
            edit(root)
    return path


def test_a_whole_model_is_read(tmp_path: Path) -> None:
    code, out, _ = told(legacy(tmp_path / "m.h5"))
    assert code == 0
    assert "stored: agrees" in out


@pytest.mark.parametrize(
    "name",
    [
        "../../secret",
        "/model_weights/dense/dense/kernel:0",
        "../dense/dense/kernel:0",
        "..",
        "dense/../dense/kernel:0",
        "dense",
        "C:\\secret",
        "http://127.0.0.1:9/x",
    ],
)
def test_names_of_weights_lead_nowhere(tmp_path: Path, canary: Path, name: str) -> None:
    code, out, _ = told(legacy(tmp_path / "m.h5", [name, "dense/bias:0"]))
    assert code == 1
    assert "file holds nothing" in " ".join(out.split())


@pytest.mark.parametrize(
    "place", ["model_weights", "model_weights/dense", "model_weights/dense/dense/kernel:0"]
)
def test_links_in_a_whole_model(tmp_path: Path, canary: Path, place: str) -> None:
    def edit(root: Any) -> None:
        del root[place]
        root[place] = h5py.ExternalLink(canary / "secret.h5", "/x")

    code, _, error = told(legacy(tmp_path / "m.h5", edit=edit))
    assert code == 2
    assert f"refused: {place} is a link" in error


def _external(path: str) -> Fill:
    def fill(root: Any) -> None:
        root.create_dataset(
            "layers/dense/vars/0", (3, 2), "float32", external=[(path, 0, h5py.h5f.UNLIMITED)]
        )

    return fill


def _virtual(path: str) -> Fill:
    def fill(root: Any) -> None:
        layout = h5py.VirtualLayout((5,), "float32", maxshape=(None,))
        layout[: h5py.h5s.UNLIMITED] = h5py.VirtualSource(path, "x", (5,), maxshape=(None,))[
            : h5py.h5s.UNLIMITED
        ]
        root.create_virtual_dataset("layers/dense/vars/0", layout)

    return fill


@pytest.mark.parametrize("make", [_external, _virtual])
def test_data_outside_the_file(tmp_path: Path, canary: Path, make: Callable[[str], Fill]) -> None:
    data = hdf5(make(str(canary / "secret.h5")))
    code, _, error = told(write_keras(tmp_path / "m.keras", DENSE, data))
    assert code == 2
    assert "layers/dense/vars/0 keeps its data outside the file" in error


def test_a_shape_that_nothing_can_hold(tmp_path: Path) -> None:
    data = hdf5(_put("layers/dense/vars/0", np.zeros((3,) * 17 + (1,) * 15, "uint8")))
    size = (3).to_bytes(8, "little")
    assert size * 17 in data
    huge = data.replace(size * 17, (2**62).to_bytes(8, "little") * 17)
    code, out, error = told(write_keras(tmp_path / "m.keras", DENSE, huge))
    assert code in (1, 2)
    assert f"({2**62}, {2**62}" in out or "its weights: " in error


@pytest.mark.parametrize("count", [100, 20_000])
def test_attributes_that_are_one_text_many_times(tmp_path: Path, count: int) -> None:
    """Texts of any length stand beside an attribute: many may be the same one."""

    def fill(root: Any) -> None:
        group = root.create_group("layers/dense/vars", track_order=True)
        group.attrs.create("name", "x" * 60_000)
        group.attrs.create("weight_names", ["x" * 9000] * count if count < 1000 else ["a"] * count)

    assert told(write_keras(tmp_path / "m.keras", DENSE, hdf5(fill)))[0] in (1, 2)


def test_attributes_beyond_their_limit(tmp_path: Path) -> None:
    path = legacy(tmp_path / "m.h5")
    for limit in ("hdf5_attribute_bytes=50", "hdf5_objects=2", "hdf5_name_bytes=20"):
        code, _, error = told(path, "--limit", limit)
        assert code == 2
        name, _, value = limit.partition("=")
        assert f"beyond the limit {name} of {value}, which --limit {name}=NUMBER raises" in error
    assert told(path, "--limit", "hdf5_objects=1000", "--limit", "hdf5_name_bytes=400")[0] == 0


@pytest.mark.parametrize("name", [b"\xff", b"a\xc3", b"\xed\xa0\x80"])
def test_names_that_are_no_text(tmp_path: Path, name: bytes) -> None:
    data = hdf5(_put("layers/dense/vars/7", np.zeros(2, "float32")))
    broken = data.replace(b"7\0\0\0\0\0\0\0", (name + b"\0" * 8)[:8])
    assert broken != data
    code, _, error = told(write_keras(tmp_path / "m.keras", DENSE, broken))
    assert code == 2
    assert "has a name in it that is not UTF-8" in error


# Zip.


def test_members_are_never_taken_for_paths(tmp_path: Path, canary: Path) -> None:
    path = write_keras(tmp_path / "m.keras", DENSE, TENSORS)
    outside = f"../{canary.name}/new.txt"
    with zipfile.ZipFile(path, "a") as archive:
        for name in (outside, str(canary / "new.txt"), "a/../../../new.txt", "C:\\new.txt"):
            archive.writestr(name, "x")
        link = zipfile.ZipInfo("assets/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(canary / "secret.txt"))
    assert told(path)[0] == 0


def test_many_members(tmp_path: Path) -> None:
    path = write_keras(tmp_path / "m.keras", DENSE, TENSORS)
    with zipfile.ZipFile(path, "a") as archive:
        for i in range(300):
            archive.writestr(f"assets/{i}", "")
    assert told(path)[0] == 0
    code, _, error = told(path, "--limit", "zip_members=100")
    assert code == 2
    assert "its members are too many, beyond the limit zip_members of 100" in error


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_config_may_be_longer_than_the_directory(tmp_path: Path, compression: int) -> None:
    config = {**DENSE, "compile_config": {"note": "n" * 7 * 2**20}}
    path = write_keras(tmp_path / "m.keras", config, TENSORS, compression=compression)
    assert (
        explain(path, summary=False).total
        == explain(write_keras(tmp_path / "small.keras", DENSE, TENSORS), summary=False).total
    )


def test_a_directory_of_members_is_not_read_whole(tmp_path: Path) -> None:
    path = write_keras(tmp_path / "m.keras", DENSE, TENSORS)
    data = bytearray(path.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = (2**31).to_bytes(4, "little")
    path.write_bytes(data)
    code, _, error = told(path)
    assert code == 2
    assert "cannot read" in error


@pytest.mark.parametrize("member", ["config.json", "metadata.json"])
def test_a_text_packed_too_tight(tmp_path: Path, member: str) -> None:
    members = {"config.json": json.dumps(DENSE).encode(), "metadata.json": b"{}"}
    members[member] = b" " * (20 * 2**20) + b"{}"
    code, _, error = told(write_archive(tmp_path / "m.keras", members, zipfile.ZIP_DEFLATED))
    assert code == 2
    assert "beyond the limit zip_ratio of 100" in error


def test_weights_packed_too_tight(tmp_path: Path) -> None:
    data = hdf5(lambda root: root.create_dataset("layers/dense/vars/0", data=np.zeros(10**7)))
    path = write_keras(tmp_path / "m.keras", DENSE, data, compression=zipfile.ZIP_DEFLATED)
    assert told(path)[0] == 1  # zeros are packed tight in honest files too
    code, _, error = told(path, "--limit", "zip_member_bytes=1000")
    assert code == 2
    assert "model.weights.h5 is 80,00" in error
    assert "beyond the limit zip_ratio of 100" in error


@pytest.mark.parametrize("start", [b"", b"PK\x03\x04", b"\x89HDF\r\n"])
def test_zeros_for_weights_are_not_unpacked(tmp_path: Path, start: bytes) -> None:
    path = write_archive(
        tmp_path / "m.keras",
        {"config.json": json.dumps(DENSE).encode(), "model.weights.h5": start + bytes(2**24)},
        zipfile.ZIP_DEFLATED,
    )
    code, _, error = told(path)
    assert code == 2
    assert "its weights: refused: they do not begin as an HDF5 file does" in error


def test_weights_in_two_places(tmp_path: Path) -> None:
    path = write_keras(tmp_path / "m.keras", DENSE, TENSORS)
    data = path.read_bytes()
    at = data.index(b"model.weights.h5")  # in the header before the member itself
    path.write_bytes(data[:at] + b"x" + data[at + 1 :])
    assert "model.weights.h5 is not where the archive says" in told(path)[2]


@pytest.mark.parametrize("off", [-8, 8])
def test_weights_of_two_sizes(tmp_path: Path, off: int) -> None:
    path = write_keras(tmp_path / "m.keras", DENSE, TENSORS)
    data = bytearray(path.read_bytes())
    entry = data.rindex(b"model.weights.h5") - 46  # in the archive's directory
    assert data[entry : entry + 4] == b"PK\x01\x02"
    size = int.from_bytes(data[entry + 20 : entry + 24], "little") + off  # what it is packed to
    data[entry + 20 : entry + 24] = size.to_bytes(4, "little")
    path.write_bytes(data)
    code, _, error = told(path)
    assert code == 2
    assert "model.weights.h5 has two sizes" in error


def test_arrays_of_numpy(tmp_path: Path, canary: Path) -> None:
    alone = tmp_path / "m.npz"
    np.savez(alone, a=np.zeros(3))
    code, _, error = told(alone)
    assert code == 2
    assert "it is an .npz of NumPy's, which may hold pickles, so it is not read" in error
    members = {"config.json": json.dumps(DENSE).encode(), "model.weights.npz": alone.read_bytes()}
    code, out, _ = told(write_archive(tmp_path / "m.keras", members))
    assert code == 0
    assert "its weights are in model.weights.npz, a format of arrays that is not read" in " ".join(
        out.split()
    )


# Configs that name code, files and addresses.


def _lambda_code() -> Config:
    code = base64.b64encode(marshal.dumps(compile("import canary_module", "x", "exec"))).decode()
    return entry("Lambda", "own", function=[code, None, None], function_type="lambda")


def _serialized(module: str, name: str, **config: Any) -> Config:
    return {"module": module, "class_name": name, "config": config, "registered_name": name}


def named(canary: Path) -> list[Config]:
    """Return layers whose settings name something that must be left alone."""
    secret = str(canary / "secret.txt")
    code = {"class_name": "__lambda__", "config": {"value": "4wEAAAA=", "defaults": None}}
    function = {"module": "canary_module", "class_name": "function", "config": "run"}
    return [
        {**custom("Evil", "own"), "module": "canary_module", "registered_name": "Evil"},
        {**custom("system", "own"), "module": "os", "registered_name": "system"},
        {**custom("get_file", "own", origin="http://127.0.0.1:9/x"), "module": "keras.utils"},
        {**custom("enable_unsafe_deserialization", "own"), "module": "keras.config"},
        entry("Dense", "own", units=2, activation=function),
        entry("Dense", "own", units=2, kernel_initializer=_serialized("canary_module", "Evil")),
        entry("Dense", "own", units=2, kernel_regularizer=_serialized("os", "system", c="id")),
        entry("Activation", "own", activation="canary_module.run"),
        entry("StringLookup", "own", vocabulary=secret),
        entry("IntegerLookup", "own", vocabulary=secret),
        entry("TextVectorization", "own", vocabulary="http://127.0.0.1:9/x"),
        entry("TFSMLayer", "own", filepath=str(canary)),
        entry("TorchModuleWrapper", "own", module={"config": {"value": "gASVAAAA"}}),
        entry("JaxLayer", "own", call_fn=function, init_fn=code),
        entry("Lambda", "own", function=code, output_shape=function),
        entry("Lambda", "own", function="canary_module.run", function_type="function"),
        _lambda_code(),
        entry("TimeDistributed", "own", layer=_lambda_code()),
        entry("RNN", "own", cell={**custom("Evil", "cell"), "module": "canary_module"}),
        {**entry("Dense", "own", units=2), "module": "canary_module"},
        {**entry("Dense", "own", units=2), "compile_config": {"optimizer": function}},
        {**entry("Dense", "own", units=2), "build_config": {"input_shape": secret}},
    ]


@pytest.mark.parametrize("number", range(22))
def test_what_a_config_names_is_left_alone(tmp_path: Path, canary: Path, number: int) -> None:
    config = sequential(named(canary)[number], shape=(None, 3))
    for path in (
        write_json(tmp_path / "m.json", config),
        write_keras(tmp_path / "m.keras", config, TENSORS),
    ):
        code, out, error = told(path)
        assert code in (0, 1, 2)
        assert "safe" not in (out + error).lower().replace("unsafe_deserialization", "")


@pytest.mark.parametrize("to", ["text", "plain", "markdown", "html", "html-fragment"])
def test_code_in_a_layer_is_said_to_be_there(tmp_path: Path, to: str) -> None:
    path = write_json(tmp_path / "m.json", sequential(_lambda_code(), shape=(None, 3)))
    out = told(path, "--format", to)[1]
    assert "holds Python code that was not looked at" in " ".join(out.split())
    told_in_words = re.sub(r"<script.*?</script>", "", out, flags=re.DOTALL)
    assert "safe" not in told_in_words.lower()


# JSON.


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[" * 200_000, "it is nested too deep, beyond the limit json_nesting of 400"),
        ('{"a":' * 200_000, "it is nested too deep, beyond the limit json_nesting of 400"),
        ('"' + '\\"' * 200_000, "it is not JSON (Unterminated string"),
        ("[" + "1," * 2_000_001, "it has 2,000,002 values or more, beyond the limit json_values"),
        ('{"class_name": 1' + "0" * 30 + "}", "a number of 31 digits, beyond the limit json_dig"),
        ('{"class_name": "\\ud800"}', "it has half of a character (a lone surrogate) in a text"),
        ('{"class_name": "Sequential", "config": NaN}', "config"),
        ('{"class_name": "Sequential", "config": Infinity}', "config"),
        ("{" + '"' + "\\u0000" * 3 + '": 1}', "it is no model config"),
        ("{\0}", "it is not JSON"),
        ("[]" * 3, "it is not JSON (Extra data"),
    ],
)
def test_texts(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(text, "utf-8")
    code, _, error = told(path)
    assert code == 2
    assert reason in error


def test_what_is_odd_in_json_but_no_harm(tmp_path: Path) -> None:
    text = json.dumps(DENSE).replace(
        '"units": 2', '"units": 7, "units": 2, "odd": [NaN, -Infinity]'
    )
    text = text.replace('"dense"', '"d\\ud83d\\ude00"')
    path = tmp_path / "m.json"
    path.write_text(text, "utf-8")
    assert alone(path).total == 8  # of two values for one key the last counts, as for Keras


@pytest.mark.parametrize(
    "name",
    [
        "\x1b[31mred\x1b[0m",
        "[bold]x[/bold]",
        "a\u202eb",
        "two\nlines",
        "a|b`c",
        "<b>x</b>",
        "nul\0",
    ],
)
@pytest.mark.parametrize(
    "to", ["text", "plain", "markdown", "html", "html-fragment", "csv", "json"]
)
def test_names_stay_names(tmp_path: Path, name: str, to: str) -> None:
    config = sequential(entry("Dense", name, units=2), shape=(None, 3), name=name)
    code, out, _ = told(write_json(tmp_path / "m.json", config), "--format", to)
    assert code == 0
    assert not set("\x1b\u202e\0") & set(out)
    assert not to.startswith("html") or "<b>x" not in out


# Links in directories.


@pytest.mark.parametrize("member", ["config.json", "metadata.json", "model.weights.h5"])
def test_links_in_a_directory(tmp_path: Path, canary: Path, member: str) -> None:
    directory = tmp_path / "model"
    directory.mkdir()
    (directory / "config.json").write_text(json.dumps(DENSE), "utf-8")
    (directory / "metadata.json").write_text(json.dumps(METADATA), "utf-8")
    (directory / member).unlink(missing_ok=True)
    (directory / member).symlink_to(canary / "secret.h5")
    code, _, error = told(directory)
    assert code == 2
    assert f"{member} is a link, which is not followed" in error


# YAML.


@pytest.mark.parametrize(
    "text",
    [
        "class_name: !!python/object/apply:os.system ['touch canary']\nconfig: {}\n",
        "class_name: !!python/module:canary_module\nconfig: {}\n",
        "class_name: !!python/name:canary_module.run\nconfig: {}\n",
        "class_name: Sequential\nconfig: !!python/object/new:canary_module.Evil {}\n",
        "config: &a [1,1,1,1,1,1,1,1,1]\nclass_name:\n"
        + "".join(f" - &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12)),
        "class_name: Sequential\nconfig: " + "[" * 100_000 + "\n",
        "class_name: &a [*a]\nconfig: {}\n",
    ],
)
def test_yaml(tmp_path: Path, canary: Path, text: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text, "utf-8")
    assert told(path)[0] == 2


# What it costs.


def _cost(path: Path) -> tuple[int, int]:
    """Return the exit code and the largest memory, in MB, of the command or its children."""
    script = """
import resource, subprocess, sys
code = subprocess.run([sys.executable, "-m", "rnnscope", *sys.argv[1:]], capture_output=True)
assert b"Traceback" not in code.stderr, code.stderr
print(code.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, "explain", str(path), "--no-summary"],
        capture_output=True,
        text=True,
        check=True,
    )
    code, memory = map(int, done.stdout.split())
    return code, memory


def _sparse(path: Path, size: int) -> Path:
    with h5py.File(path, "w") as root:
        variables = root.create_group("layers/dense/vars")
        huge = variables.create_dataset("0", (size // 4,), "float32")
        huge[size // 4 - 1] = 1
        variables.create_dataset("1", (2,), "float32")
    assert path.stat().st_size > size
    return path


def _many_values(path: Path) -> Path:
    path.write_bytes(b"[" + b"[]," * (20 * 2**20) + b"[]]")
    return path


def _almost_too_many_values(path: Path) -> Path:
    path.write_bytes(b"[" + b"{}," * 990_000 + b"{}]")
    return path


def _aliased_texts(path: Path) -> Path:
    """Write an attribute of 100,000 names, which are made to be one text of 60,000 letters."""

    def fill(root: Any) -> None:
        weights = root.create_group("model_weights", track_order=True)
        root.attrs["model_config"] = "{}"
        space = h5py.h5s.create_simple((100_000,))
        kind = h5py.string_dtype()
        made = h5py.h5a.create(
            weights.id, b"layer_names", h5py.h5t.py_create(kind, logical=True), space
        )
        made.write(np.array(["y" * 60_000] + ["z"] * 99_999, dtype=kind))

    data = bytearray(hdf5(fill))
    first = (60_000).to_bytes(4, "little")
    at = data.index(first + data[data.index(first) + 4 : data.index(first) + 16])
    reference = data[at : at + 16]
    for i in range(1, 100_000):
        if data[at + 16 * i : at + 16 * i + 4] != (1).to_bytes(4, "little"):
            break
        data[at + 16 * i : at + 16 * i + 16] = reference
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "make",
    [
        lambda path: _sparse(path, 2**31),
        _many_values,
        _almost_too_many_values,
        _aliased_texts,
    ],
)
def test_what_it_costs(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    code, memory = _cost(make(tmp_path / "m.h5"))
    assert code in (0, 2)
    assert memory < 300


# The limits themselves.


def test_limits_by_name() -> None:
    assert alone(SENTIMENT, limits={"seconds": 60, "json_nesting": 500}).total == 13_273
    assert alone(SENTIMENT, limits=Limits(hdf5_depth=9)).total == 13_273
    with pytest.raises(
        UnreadableModelError, match="beyond the limit json_bytes of 10, which --lim"
    ):
        alone(SENTIMENT, limits={"json_bytes": 10})
    with applied({"json_bytes": 5}), applied(None):
        assert current().json_bytes == 5
    assert current() == Limits()


@pytest.mark.parametrize(
    "values", [{"x": 1}, {"seconds": 0}, {"json_bytes": 1.5}, {"seconds": "1"}]
)
def test_limits_that_are_none(values: dict[str, Any]) -> None:
    with pytest.raises(BadLimitError, match="limit"):
        alone(SENTIMENT, limits=values)


def test_the_command_line_lists_the_limits() -> None:
    done = CliRunner().invoke(
        app, ["explain", str(MNIST), "--limit", "x=1"], env={"COLUMNS": "200"}
    )
    assert done.exit_code == 2
    assert "hdf5_depth" in done.output
    assert os.environ.get("COLUMNS") != "200"


@pytest.mark.parametrize("name", ["a" + "\\b" * 30_000, "vars\\" + "9" * 5000, "9" * 5000])
def test_names_of_any_length(tmp_path: Path, name: str) -> None:
    data = hdf5(_put(f"layers/dense/vars/{name}", np.zeros(2, "float32")))
    for path in (write_keras(tmp_path / "m.keras", DENSE, data), tmp_path / "m.h5"):
        if path.suffix == ".h5":
            path.write_bytes(data)
        assert told(path)[0] in (0, 1, 2)
