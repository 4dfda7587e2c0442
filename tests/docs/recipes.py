"""The recipes as they stand: their blocks by language, and a project in which to run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.files import MNIST, ROOT

RECIPES = ROOT / "docs" / "recipes"
NAMES = sorted(path.stem for path in RECIPES.glob("*.md"))
CONFIGURATION = """
[tool.rnnscope]
require = ["stored"]

[[tool.rnnscope.check]]
models = ["models/*.keras"]
max-params = 50_000
"""
SCRIPTS = Path(sys.executable).parent


def blocks(recipe: str, language: str) -> list[str]:
    """Return the blocks of a recipe that are in a language."""
    text = (RECIPES / f"{recipe}.md").read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def project(at: Path, configuration: str = CONFIGURATION) -> Path:
    """Make a git repository with a model in it, and what is expected of that."""
    (at / "models").mkdir(parents=True)
    shutil.copy(MNIST, at / "models" / "mnist.keras")
    (at / "pyproject.toml").write_text(configuration, encoding="utf-8")
    ran("git", "init", "--quiet", "--initial-branch=main", at=at)
    committed(at)
    return at


def committed(at: Path) -> None:
    """Commit all that is there."""
    ran("git", "add", "--all", at=at)
    ran("git", "commit", "--quiet", "--allow-empty", "--message=models", at=at)


def environment(**more: str) -> dict[str, str]:
    """Return an environment in which our programs come first, and nobody's git is configured."""
    names = {f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    given: Mapping[str, str] = {
        **dict.fromkeys(names, "test@example.org"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "80",
    }
    return {**os.environ, **given, **more}


def ran(*command: str, at: Path, code: int | None = 0, **more: str) -> str:
    """Run a command in a directory and return what it printed; its exit code has to be `code`."""
    done = subprocess.run(
        command,
        cwd=at,
        env=environment(**more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=120,
    )
    assert code in (None, done.returncode), done.stdout
    return done.stdout


def in_shell(script: str, at: Path, code: int | None = 0, **more: str) -> str:
    """Run a script as GitHub and GitLab do, and return what it printed."""
    return ran(
        "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script, at=at, code=code, **more
    )
