"""The files of snapshots: where they are, how they are read and written, and which nobody needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from rnnscope.commands.output import write, writing
from rnnscope.errors import BadArgumentError, BadLockError
from rnnscope.states import ModelState, lock_file
from rnnscope.wording import counted, shown

FOLDER = "__rnnscope__"
SUFFIX = ".lock"
_LONGEST = 150  # characters of a file's name, before its ending
_SAFE = "[]=+,"  # besides letters, digits and _.-~: what any file system takes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The file of one model in one test; `test` is whose it is, as the file says."""

    path: Path
    test: str

    @classmethod
    def of(cls, module: Path, test: str, name: str | None) -> Snapshot:
        """Return where a test keeps a model: beside its module, under its own name.

        Raises:
            BadArgumentError: the model's name is no text, or is empty.

        """
        if name == "" or not isinstance(name, str | None):
            raise BadArgumentError("name", "a name for the model, as text", name)
        whose, file = (test, test) if name is None else (f"{test} {name}", f"{test}-{name}")
        return cls(folder_of(module) / f"{_file_name(file)}{SUFFIX}", whose)

    def kept(self) -> ModelState:
        """Return the model as it was.

        Raises:
            BadLockError: the file cannot be read, or is of something else.

        """
        models = lock_file.read(self.path)
        if len(models) != 1:
            held = counted(len(models), "model")
            raise BadLockError(self.path, f"it is no snapshot of a test, for it has {held}")
        if models[0].source != self.test:
            raise BadLockError(
                self.path, f"it is of {shown(models[0].source)}, and not of this test"
            )
        return models[0]

    def write(self, text: str) -> None:
        """Write the file, whole or not at all.

        Raises:
            UnwritableError: none can be put there.

        """
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
        write(text, self.path)

    def holds(self, text: str) -> bool:
        """Tell whether the file is there and has this text."""
        try:
            return self.path.read_text("utf-8") == text
        except (OSError, UnicodeDecodeError):
            return False


def folder_of(module: Path) -> Path:
    """Return where the snapshots of a module's tests are."""
    return module.parent / FOLDER / (module.stem if module.suffix == ".py" else module.name)


def unused(modules: set[Path], used: set[Path]) -> Iterator[Path]:
    """Yield the snapshots of these modules that no test has asked for, and those of none left."""
    for module in sorted(modules):
        yield from (path for path in _kept_in(folder_of(module)) if path not in used)
    for folder in sorted({folder_of(module).parent for module in modules}):
        for kept in sorted(folder.glob("*/")):
            beside = (folder.parent / kept.name, folder.parent / f"{kept.name}.py")
            if not any(path.exists() for path in beside):
                yield from _kept_in(kept)


def _kept_in(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def _file_name(text: str) -> str:
    """Write a test's name as one that every file system takes, each name as another."""
    name = quote(text.replace("::", "."), safe=_SAFE, errors="surrogatepass")
    if len(name) <= _LONGEST:
        return name
    return (
        f"{name[: _LONGEST - 13]}~{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
    )
