"""Writes the tables of rnnscope/keras_facts that mirror Keras, from each version listed here.

`python tests/keras_facts/renew.py`, where ruff and uv are.  What a version has is asked by
probe.py, in an environment of its own that uv makes, and kept in answers/: only a version that
has no answer there is asked, or with `--again` every one.  A new Keras is one more line of
VERSIONS, the newest last.  What no version listed can tell is in by_hand.py.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.keras_facts import by_hand  # noqa: E402

FOLDER = ROOT / "rnnscope" / "keras_facts"
PROBE = Path(__file__).with_name("probe.py")
# Of Keras 2.13 and 2.14 there is nothing that 2.12 and 2.15 do not have.
VERSIONS = {
    "keras 2.12.0": ("tensorflow==2.12.1",),
    "keras 2.15.0": ("tensorflow==2.15.1",),
    "tf_keras 2.20.1": ("tf_keras==2.20.1", "tensorflow==2.20.0"),
    "keras 3.0.5": ("keras==3.0.5", "tensorflow==2.16.2"),
    "keras 3.5.0": ("keras==3.5.0", "tensorflow==2.18.1"),
    "keras 3.8.0": ("keras==3.8.0", "tensorflow==2.18.1"),
    "keras 3.12.0": ("keras==3.12.0", "tensorflow==2.20.0"),
    "keras 3.15.1": ("keras==3.15.1", "tensorflow==2.20.0"),
}
NEWEST = list(VERSIONS)[-1]
COMMAND = "python tests/keras_facts/renew.py"

Facts = Mapping[str, Any]


def main() -> None:
    """Ask the versions that are new, merge what all say, and write the tables."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--again", action="store_true", help="ask every version anew")
    again = options.parse_args().again
    for version in VERSIONS:
        if again or not answer(version).exists():
            answer(version).write_text(kept(_asked(version)), encoding="utf-8")
    for name, text in tables().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def answer(version: str) -> Path:
    """Return the file that keeps what a version said."""
    return PROBE.with_name("answers") / f"{version.replace(' ', '-')}.json"


def kept(facts: Facts) -> str:
    """Return what a version said as it is kept: a line for each name."""
    parts = []
    for key, value in sorted(facts.items()):
        rows = [f"{json.dumps(k)}: {json.dumps(v, sort_keys=True)}" for k, v in _sorted(value)]
        inside = ",\n".join(rows)
        text = f"{{\n{inside}\n}}" if isinstance(value, dict) else json.dumps(value)
        parts.append(f"{json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _sorted(value: Any) -> list[tuple[str, Any]]:
    return sorted(value.items()) if isinstance(value, dict) else []


def _asked(version: str) -> Facts:
    """Return what a version says of itself, which has to be that version."""
    print(f"asking {version}", file=sys.stderr)
    facts: Facts = json.loads(_run(version))
    if facts["version"] != version:
        raise SystemExit(f"{version} is listed, but {facts['version']} was installed for it")
    return facts


def _run(version: str) -> str:
    wanted = [part for package in VERSIONS[version] for part in ("--with", package)]
    uv = ["uv", "run", "-q", "--no-project", "--isolated", "--python", "3.11", *wanted]
    command = [*uv, "python", str(PROBE), *(["2"] if " 2." in version else [])]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def tables() -> dict[str, str]:
    """Return the text of each module that is generated, by its name."""
    found = [json.loads(answer(version).read_text(encoding="utf-8")) for version in VERSIONS]
    old = [facts for facts in found if " 2." in facts["version"]]
    new = [facts for facts in found if " 2." not in facts["version"]]
    head = f"Written by `{COMMAND}` from {', '.join(VERSIONS)}; do not edit."
    texts = {
        "class_names.py": _class_names(old, new, head),
        "settings.py": _settings(old, new, head),
        "constructors.py": _constructors(old, new, head),
        "tensorflow_only.py": _tensorflow_only(new, head),
    }
    return {name: _formatted(text) for name, text in texts.items()}


def _formatted(text: str) -> str:
    ruff = [sys.executable, "-m", "ruff", "format", "--config", str(ROOT / "pyproject.toml"), "-"]
    return subprocess.run(ruff, input=text, capture_output=True, text=True, check=True).stdout


def _module(title: str, more: str, head: str, *parts: str) -> str:
    doc = "\n\n".join(textwrap.fill(each, 96) for each in (more, head) if each)
    return "\n".join((f'"""{title}\n\n{doc}\n"""\n\nfrom __future__ import annotations\n', *parts))


def _set(names: Iterable[str], indent: str = "    ") -> str:
    """Write names as the text that `split` makes a list of again."""
    text = textwrap.fill(
        " ".join(sorted(set(names))), 96, initial_indent=indent, subsequent_indent=indent
    )
    return f'"""\n{text}\n{indent}"""'


def _class_names(old: list[Facts], new: list[Facts], head: str) -> str:
    of_2 = {name for facts in old for name in (*facts["layers"], *by_hand.UNEXPORTED)}
    of_3 = {name for facts in new for name in facts["layers"]}
    of_2 = (of_2 | by_hand.EARLIER.keys()) - by_hand.NOT_IN_FILES
    written = {n: w for facts in new for n, (w, _) in facts["layers"].items()}
    python = {w: p for facts in new for w, p in facts["layers"].values() if w != p}
    modules = {n: m for facts in new for m, names in facts["operations"].items() for n in names}
    rows = [f'"{m}": {_names(n for n in modules if modules[n] == m)},' for m in _in_order(modules)]
    return _module(
        "The names of the layer classes and operations that Keras has itself, in each generation.",
        "Any other name in a file is somebody's own. What Keras 3 does not have any more is in "
        "KERAS_3 too: a file of today may hold a class that was kept.",
        head,
        f"KERAS_2 = frozenset(\n    {_set(of_2)}.split()  # noqa: SIM905\n)",
        f"KERAS_3 = KERAS_2 | frozenset(\n    {_set(of_3 - of_2)}.split()  # noqa: SIM905\n)",
        "# Second names of classes in keras.layers; configs hold the first.",
        f"ALIASES = {dict(sorted((n, w) for n, w in written.items() if n != w))!r}",
        "# Classes whose name in Python is another than the one in configs.",
        f"PYTHON_NAMES = {python!r}",
        "# The operations that are classes, by the module of keras.src.ops they are in.",
        f"_OF_MODULE = {{\n{chr(10).join(rows)}\n}}",
        'OPERATIONS = {\n    name: f"keras.src.ops.{module}"\n'
        "    for module, names in _OF_MODULE.items()\n    for name in names.split()\n}\n",
    )


def _names(names: Iterable[str]) -> str:
    names = list(names)
    return _set(names, " " * 8)[:-11] + '    """' if len(names) > 1 else repr(*names)


def _in_order(modules: Mapping[str, str]) -> list[str]:
    return sorted(set(modules.values()))


def _settings(old: list[Facts], new: list[Facts], head: str) -> str:
    dtypes = {name for facts in new for name in facts["dtypes"]}
    dtypes = {n for n in dtypes if not n.startswith(by_hand.UNSIZED)} | by_hand.POLICIES
    only = {name: gone for name, gone in keras_2_only(old, new) if gone}
    rows = [f'"{name}": frozenset({tuple(sorted(only[name]))!r}),' for name in sorted(only)]
    return _module(
        "What a config names, activations and dtypes, and the settings that only Keras 2 has.",
        "An activation of Keras 2 that Keras 3 has no more is not there.",
        head,
        "# Functions that Keras 3 knows by name.",
        f"ACTIVATIONS = frozenset(\n    {_set(new_activations(new))}.split()  # noqa: SIM905\n)",
        "# What a layer may have for its dtype, and summary() knows the size of.",
        f"DTYPES = frozenset(\n    {_set(dtypes)}.split()  # noqa: SIM905\n)",
        "# What get_config() of a layer has in Keras 2, and its class does not take in Keras 3.",
        f"KERAS_2_ONLY = {{\n{chr(10).join(rows)}\n}}\n",
    )


def new_activations(new: list[Facts]) -> set[str]:
    """Return the activations that any Keras 3 listed has."""
    return {name for facts in new for name in facts["activations"]}


def keras_2_only(old: list[Facts], new: list[Facts]) -> Iterable[tuple[str, set[str]]]:
    """Yield, for each class of both generations, the settings that Keras 3 does not take."""
    taken = _taken(new)
    for name in sorted({name for facts in old for name in facts["settings"]} & taken.keys()):
        written = {key for facts in old for key in facts["settings"].get(name, ())}
        yield name, written - taken[name].keys() - set(new[-1]["every"])


def _taken(facts: list[Facts]) -> dict[str, dict[str, list[Any]]]:
    """Return what classes take, each with the default of the newest version that has it."""
    found: dict[str, dict[str, list[Any]]] = {}
    for each in facts:
        for name, (written, _) in each["layers"].items():
            if name == written:
                found.setdefault(name, {}).update(each["arguments"][name])
    return found


def _constructors(old: list[Facts], new: list[Facts], head: str) -> str:
    every = set(new[-1]["every"])
    classes = {**_taken(old), **_taken(new)}
    rows = []
    for name in sorted(classes):
        hidden = every | by_hand.NOT_SET.get(name, set())
        taken = {k: v for k, v in sorted(classes[name].items()) if k not in hidden}
        defaults = (f"{key!r}: {_default(value)}" for key, value in taken.items())
        rows.append(f"{name!r}: {{{', '.join(defaults)}}},")
    return _module(
        "What the constructors of Keras's layer classes take, each with its default.",
        "`...` is for an argument that has to be given. What every layer takes is in EVERY_LAYER "
        "and not repeated; a class that Keras 3 has no more is as Keras 2 has it.",
        head,
        "from typing import Any\n",
        f"EVERY_LAYER = frozenset({tuple(sorted(every))!r})",
        f"ARGUMENTS: dict[str, dict[str, Any]] = {{\n{chr(10).join(rows)}\n}}\n",
    )


def _tensorflow_only(new: list[Facts], head: str) -> str:
    needs: dict[str, set[str]] = {}
    for facts in new:
        for name, settings in facts["tensorflow_only"].items():
            needs.setdefault(name, set()).update(settings)
    rows = [
        f"{name!r}: {('',) if '' in found else tuple(sorted(found))!r},"
        for name, found in sorted(needs.items())
    ]
    return _module(
        "The layer classes that Keras 3 refuses to make without TensorFlow.",
        "Each with the settings that, where they are on, make it so; the empty name says that the "
        "class is refused whatever its settings are.",
        head,
        f"TENSORFLOW_ONLY = {{\n{chr(10).join(rows)}\n}}\n",
    )


def _default(value: list[Any]) -> str:
    return repr(value[0]) if value else "..."


if __name__ == "__main__":
    main()
