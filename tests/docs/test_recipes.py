"""Hooks, the action and the recipes: held to their schemas, and run as far as they can be."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import junitparser
import pytest
import yaml

from rnnscope.embedding.families import FAMILIES
from tests.docs.recipes import (
    NAMES,
    RECIPES,
    blocks,
    committed,
    in_shell,
    project,
    ran,
)
from tests.files import MNIST, ROOT, entry, sequential, write_json
from tests.renderers.outcomes.github_runner import command_of, lines_of

pytestmark = pytest.mark.slow

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
STEPS = {step.get("name", step.get("uses")): step for step in ACTION["runs"]["steps"]}
TOO_FEW = """
[[tool.rnnscope.check]]
models = ["models/*.keras"]
max-params = 20_000
"""


def fits(schema: str, text: str, at: Path, *options: str) -> None:
    """Hold a text to one of the schemas that editors have for it."""
    path = at / "file.yml"
    path.write_text(text, encoding="utf-8")
    ran("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *options, str(path), at=at)


def test_each_recipe_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in NAMES if f"docs/recipes/{name}.md" not in readme] == []
    for name in NAMES:
        text = (RECIPES / f"{name}.md").read_text("utf-8")
        outside_code = re.sub(r"^```.*?^```|`[^`\n]+`", "", text, flags=re.DOTALL | re.MULTILINE)
        for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", outside_code):
            assert (RECIPES / link).resolve().exists()


# The action


def test_the_action_fits_its_schema(tmp_path: Path) -> None:
    fits("github-actions", (ROOT / "action.yml").read_text("utf-8"), tmp_path)


def test_the_action_pastes_nothing_into_a_script() -> None:
    assert [step["run"] for step in STEPS.values() if "${{" in step.get("run", "")] == []
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])


def test_the_action_installs_what_the_package_needs() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "dependencies"
    ]
    names = {re.split(r"[><=,\[]", each)[0] for each in declared} - {"tensorflow"}
    script = STEPS["Install rnnscope"]["run"]
    (line,) = (line for line in script.splitlines() if "keras" in line)
    words = shlex.split(line)[shlex.split(line).index("--quiet") + 1 :]
    assert {re.split(r"[><=]", word)[0] for word in words} == names


def test_the_action_refuses_another_way_to_install(tmp_path: Path) -> None:
    script = STEPS["Install rnnscope"]["run"]
    assert in_shell(script, tmp_path, INSTALL="none", ACTION=str(ROOT)) == ""
    told = in_shell(script, tmp_path, code=2, INSTALL="quick", ACTION=str(ROOT))
    assert told == "::error::install is light, full or none\n"


def checked(
    at: Path, outside: Path, code: int, models: str = "", arguments: str = ""
) -> tuple[str, str]:
    """Run the step of the action that checks; return its output and the job's summary."""
    summary = outside / "summary.md"
    summary.write_text("# before\n", encoding="utf-8")
    output = in_shell(
        STEPS["rnnscope check"]["run"],
        at,
        code=code,
        MODELS=models,
        ARGUMENTS=arguments,
        GITHUB_STEP_SUMMARY=str(summary),
        GITHUB_ACTIONS="true",
    )
    return output, summary.read_text("utf-8")


def test_the_action_checks_what_the_configuration_says(tmp_path: Path) -> None:
    output, summary = checked(project(tmp_path / "p"), tmp_path, 0)
    assert output == "The model held.\n"
    assert summary.startswith("# before\n")
    assert "models/mnist.keras" in summary


def test_the_action_annotates_what_does_not_hold(tmp_path: Path) -> None:
    output, summary = checked(project(tmp_path / "p", TOO_FEW), tmp_path, 1)
    (found,) = [command for line in lines_of(output) if (command := command_of(line))]
    assert found.properties["file"] == "models/mnist.keras"
    assert "20,000" in found.message
    assert "21,386" in found.message
    assert "20,000" in summary


def test_the_action_takes_names_and_arguments_as_they_are(tmp_path: Path) -> None:
    at = project(tmp_path / "p")
    name = "models/a $(touch hacked) b.keras"
    (at / "models" / "mnist.keras").rename(at / name)
    hostile = f"{name}\n\n"
    _, summary = checked(at, tmp_path, 0, hostile, "--max-params 50_000 --max-bytes '100 kB'")
    assert "a $(touch hacked) b.keras" in summary
    checked(at, tmp_path, 1, hostile, '--max-bytes "1 kB"')
    checked(at, tmp_path, 2, "--help\n")
    checked(at, tmp_path, 1, hostile, '--max-bytes "1 kB')  # a quote that is left open
    assert not (at / "hacked").exists()


@pytest.mark.parametrize("block", blocks("github", "yaml"))
def test_workflows_fit_their_schema_and_the_action(tmp_path: Path, block: str) -> None:
    data: Any = yaml.safe_load(block)
    steps = data if isinstance(data, list) else data["jobs"]["check"]["steps"]
    job = {"runs-on": "ubuntu-latest", "steps": steps}
    whole = data if isinstance(data, dict) else {"on": "push", "jobs": {"check": job}}
    fits("github-workflows", yaml.safe_dump(whole).replace("true:", '"on":'), tmp_path)
    for step in steps:
        if "rnnscope@" in step.get("uses", ""):
            assert set(step["with"]) <= set(ACTION["inputs"])


def test_ci_runs_the_action_with_inputs_that_it_has(tmp_path: Path) -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    fits("github-workflows", text, tmp_path)
    _, step = yaml.safe_load(text)["jobs"]["action"]["steps"]
    given = step["with"]
    assert set(given) <= set(ACTION["inputs"])
    output, _ = checked(ROOT, tmp_path, 0, given["models"], given["arguments"])
    assert output == "Both models held.\n"


def test_what_publishes_the_site_fits_its_schemas(tmp_path: Path) -> None:
    pages = (ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8")
    fits("github-workflows", pages, tmp_path)
    fits("readthedocs", (ROOT / ".readthedocs.yaml").read_text("utf-8"), tmp_path)


def test_the_inputs_are_those_that_are_told() -> None:
    text = (RECIPES / "github.md").read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE) == list(ACTION["inputs"])


# GitLab


def test_the_pipeline_fits_its_schema_and_leaves_a_report(tmp_path: Path) -> None:
    (block,) = blocks("gitlab", "yaml")
    fits("gitlab-ci", block, tmp_path, "--data-transform", "gitlab-ci")
    job = yaml.safe_load(block)["models"]
    at = project(tmp_path / "p")
    ran("rnnscope", "lock", at=at)
    in_shell("\n".join(line for line in job["script"] if "pip install" not in line), at)
    (suite,) = junitparser.JUnitXml.fromfile(str(at / job["artifacts"]["reports"]["junit"]))
    assert [(case.name, case.is_passed) for case in suite] == [("models/mnist.keras", True)]


# pre-commit


def pre_commit(at: Path, *arguments: str, code: int = 0, **more: str) -> str:
    home = str(at.parent / "home")
    return ran("pre-commit", *arguments, at=at, code=code, PRE_COMMIT_HOME=home, **more)


def test_the_hooks_are_pre_commits() -> None:
    pre_commit(ROOT, "validate-manifest", ".pre-commit-hooks.yaml")
    ids = [hook["id"] for hook in HOOKS]
    (named, own) = (yaml.safe_load(block) for block in blocks("pre-commit", "yaml"))
    assert [hook["id"] for hook in named["repos"][0]["hooks"]] == ids[:2]
    assert own["repos"][0]["repo"] == "local"


@pytest.mark.parametrize(
    ("name", "runs"),
    [
        ("models/a.keras", True),
        ("a/b.weights.h5", True),
        ("saved/saved_model.pb", True),
        ("app/models.py", True),
        ("pyproject.toml", True),
        ("sub/rnnscope.toml", True),
        ("README.md", False),
        ("other.toml", False),
    ],
)
def test_the_hooks_run_when_what_they_check_changes(name: str, runs: bool) -> None:
    fits = [bool(re.search(hook["files"], name)) for hook in HOOKS]
    assert fits == [runs, runs, runs or name == "README.md"]
    fits = [bool(re.search(hook["files"], "rnnscope.lock")) for hook in HOOKS]
    assert fits == [False, True, False]


def both(at: Path, code: int) -> str:
    """Try the hooks that take no arguments; what it costs to clone them is paid once."""
    with_documents = HOOKS[2]["id"]
    options = ("try-repo", str(ROOT), "--all-files")
    return pre_commit(at, *options, code=code, SKIP=with_documents)


def test_the_hooks_pass_and_fail_in_a_repository(tmp_path: Path) -> None:
    at = project(tmp_path / "p")
    ran("rnnscope", "lock", at=at)
    committed(at)
    assert both(at, code=0).count("Passed") == 2
    smaller = sequential(entry("Dense", "dense", units=60_000), shape=(None, 1))
    write_json(at / "models" / "mnist.keras", smaller)
    told = both(at, code=1)
    assert told.count("Failed") == 2
    assert "at most 50,000" in told


def test_the_hook_renews_the_documents_that_are_named(tmp_path: Path) -> None:
    at = project(tmp_path / "p")
    (block,) = blocks("embed", "markdown")
    (at / "README.md").write_text(f"# A model\n\n{block}", encoding="utf-8")
    (settings,) = blocks("embed", "yaml")
    (named,) = yaml.safe_load(settings)["repos"][0]["hooks"]
    (hook,) = (hook for hook in HOOKS if hook["id"] == named["id"])
    config = {"repo": "local", "hooks": [hook | {"args": named["args"][:1]}]}
    text = yaml.safe_dump({"repos": [config]})
    (at / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
    committed(at)
    told = pre_commit(at, "run", "--all-files", code=1)
    assert "README.md: 1 report, 1 renewed" in told
    assert "20,096" in (at / "README.md").read_text("utf-8")
    assert "Passed" in pre_commit(at, "run", "--all-files")


def test_the_hook_of_documents_runs_for_each_kind_of_document_and_of_model() -> None:
    (hook,) = (hook for hook in HOOKS if hook["id"] == "rnnscope-embed")
    models = (".keras", ".h5", ".hdf5", ".pb", ".json", ".yaml", ".yml", ".txt", ".py")
    others = [end for end in (*FAMILIES, *models) if not re.search(hook["files"], f"a/b{end}")]
    assert others == []


def test_a_hook_of_ones_own_keeps_a_commit_away(tmp_path: Path) -> None:
    at = project(tmp_path / "p")
    _, block = blocks("pre-commit", "yaml")
    (at / ".pre-commit-config.yaml").write_text(block, encoding="utf-8")
    ran("rnnscope", "lock", at=at)
    committed(at)
    pre_commit(at, "install")
    text = (at / "pyproject.toml").read_text("utf-8")
    (at / "pyproject.toml").write_text(text.replace("50_000", "5_000"), encoding="utf-8")
    ran("git", "add", ".", at=at)
    home = str(at.parent / "home")
    told = ran("git", "commit", "--message=smaller", at=at, code=1, PRE_COMMIT_HOME=home)
    assert "at most 5,000" in told


# git


def test_git_shows_models_in_words(tmp_path: Path) -> None:
    at = project(tmp_path / "p")
    driver, against = blocks("git", "sh")
    in_shell(driver, at)
    committed(at)
    grown = sequential(entry("Dense", "dense", units=10), shape=(None, 4))
    write_json(at / "models" / "mnist.keras", grown)
    shown = ran("git", "diff", at=at)
    assert "-simple_rnn" in shown or '-path = "simple_rnn"' in shown
    assert '+class = "Dense"' in shown or "units = 10" in shown
    (at / "models" / "mnist.keras").write_bytes(b"broken")
    assert "# cannot be read: " in ran("git", "diff", at=at)
    write_json(at / "models" / "mnist.keras", grown)
    assert "simple_rnn" in in_shell(against, at)


# pytest


def test_the_fixtures_pass(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = blocks("pytest", "python")
    (update,) = blocks("pytest", "sh")
    pytester.mkdir("examples").joinpath(MNIST.name).write_bytes(MNIST.read_bytes())
    pytester.makepyfile(block)
    options = ("-p", "no:cacheprovider")
    monkeypatch.delenv("CI", raising=False)
    first = pytester.runpytest_subprocess(*shlex.split(update)[1:], *options)
    first.assert_outcomes(passed=4)
    monkeypatch.setenv("CI", "1")
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=4)
