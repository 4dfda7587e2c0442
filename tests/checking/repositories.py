"""Real git repositories with real models in them, for the tests of all that asks git."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.files import Config, entry, sequential, write_json, write_keras

# Whatever the machine has set for its users is not what is tested.
ENVIRONMENT = {
    **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_NAME": "Somebody" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "somebody@example.org" for who in ("AUTHOR", "COMMITTER")},
}

POINTER = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"
)


def dense(units: int, features: int = 3, name: str = "dense") -> Config:
    """Write a model of one Dense."""
    return sequential(entry("Dense", name, units=units), shape=(None, features))


def dense_file(path: Path, units: int, features: int = 3) -> Path:
    """Write a `.keras` file with one Dense and its weights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {"layers/dense/vars/0": (features, units), "layers/dense/vars/1": (units,)}
    return write_keras(path, dense(units, features), tensors)


def dense_json(path: Path, units: int) -> Path:
    """Write a config with one Dense."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_json(path, dense(units))


@dataclass(frozen=True)
class Work:
    """A repository with its work tree."""

    top: Path

    def git(self, *arguments: str, fails: bool = False) -> str:
        """Run git in it, and return what it prints."""
        ran = subprocess.run(
            ["git", *arguments],
            cwd=self.top,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert fails or ran.returncode == 0, ran.stderr
        return ran.stdout + (ran.stderr if fails else "")

    def commit(self, message: str = "Change") -> None:
        """Commit all that there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)


def work(folder: Path) -> Work:
    """Make an empty repository."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Work(folder)
    made.git("init", "--quiet", "--initial-branch", "main")
    return made
