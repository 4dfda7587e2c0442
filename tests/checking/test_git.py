"""A model as it was at a revision, out of real repositories."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from rnnscope.checking.at_revision import at_revision
from rnnscope.checking.git import Repository
from rnnscope.checking.git_files import FilesOf
from rnnscope.errors import RevisionError, UnreadableModelError
from rnnscope.untrusted.limits import applied
from tests.checking.repositories import POINTER, Work, dense_file, dense_json, work
from tests.files import alone, hdf5, write_lists

pytestmark = pytest.mark.slow


@pytest.fixture
def repository(tmp_path: Path) -> Work:
    """A model of 4, then of 5 units."""
    made = work(tmp_path / "project")
    for units in (4, 5):
        dense_file(made.top / "models" / "m.keras", units)
        made.commit()
    return made


def units(path: Path, revision: str) -> int | None:
    with at_revision(path, revision) as past:
        return alone(past)["dense"].symbols[0].value


def said(path: Path, revision: str) -> str:
    with pytest.raises(RevisionError) as error, at_revision(path, revision):
        pass
    return str(error.value)


@pytest.mark.parametrize(
    ("revision", "expected"),
    [("HEAD", 5), ("HEAD~1", 4), ("main", 5), ("main^", 4), ("@{0}", 5), (":/Change", 5)],
)
def test_a_file_is_as_it_was(repository: Work, revision: str, expected: int) -> None:
    assert units(repository.top / "models" / "m.keras", revision) == expected


def test_what_is_not_committed_is_not_what_was(repository: Work) -> None:
    dense_file(repository.top / "models" / "m.keras", 9)
    assert units(repository.top / "models" / "m.keras", "HEAD") == 5


def test_it_is_found_from_wherever_it_is_named(
    repository: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link").symlink_to(repository.top)
    for here, path in (
        (tmp_path, "project/models/m.keras"),
        (tmp_path, "link/models/m.keras"),
        (repository.top, "models/m.keras"),
        (repository.top / "models", "m.keras"),
        (repository.top / "models", "../models/m.keras"),
    ):
        monkeypatch.chdir(here)
        assert units(Path(path), "HEAD~1") == 4


def test_a_hook_has_its_own_repository(
    repository: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = work(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.top / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert units(repository.top / "models" / "m.keras", "HEAD~1") == 4


def test_weights_beside_a_config_are_those_of_then(repository: Work) -> None:
    for count in (6, 7):
        lists = {"dense": {"dense/kernel:0": (3, count), "dense/bias:0": (count,)}}
        dense_json(repository.top / "model.json", count)
        written = hdf5(lambda root, lists=lists: write_lists(root, lists))  # type: ignore[misc]
        (repository.top / "model.h5").write_bytes(written)
        repository.commit()
    with at_revision(repository.top / "model.json", "HEAD~1") as past:
        report = alone(past)
    assert report.total == 24
    stored = report.witness("stored")
    assert stored is not None
    assert stored.agrees


def test_a_directory_is_as_it_was(repository: Work) -> None:
    shutil.unpack_archive(repository.top / "models" / "m.keras", repository.top / "d", "zip")
    repository.commit()
    shutil.rmtree(repository.top / "d")
    (repository.top / "d").mkdir()
    repository.commit()
    assert units(repository.top / "d", "HEAD~1") == 5


def test_a_repository_may_be_the_model(tmp_path: Path) -> None:
    made = work(tmp_path / "model")
    shutil.unpack_archive(dense_file(tmp_path / "m.keras", 4), made.top, "zip")
    made.commit()
    assert units(made.top, "HEAD") == 4


def test_nothing_is_left_or_written_into_the_repository(repository: Work) -> None:
    before = sorted(repository.top.rglob("*"))
    with at_revision(repository.top / "models" / "m.keras", "HEAD~1") as past:
        pass
    assert not past.parent.exists()
    assert sorted(repository.top.rglob("*")) == before


def written(repository: Work, folder: Path, commit: str = "HEAD") -> Path:
    """Write the files of a commit into a new directory."""
    tree = folder / "tree"
    tree.mkdir()
    found = Repository.of(repository.top)
    FilesOf(found, "code").write_tree(found.commit(commit), tree)
    return tree


def test_a_tree_has_all_files_as_git_has_them(repository: Work, tmp_path: Path) -> None:
    (repository.top / "code.py").write_text("1\n")
    (repository.top / "program").write_text("#!/bin/sh\n")
    (repository.top / "program").chmod(0o755)
    (repository.top / "link").symlink_to("models/m.keras")
    (repository.top / ".gitattributes").write_text("code.py export-ignore\n* filter=x\n")
    repository.commit()
    repository.git("config", "filter.x.smudge", f"touch {tmp_path}/hacked")
    repository.git("config", "filter.x.required", "true")
    hook = repository.top / ".git" / "hooks" / "post-index-change"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/hacked\n")
    hook.chmod(0o755)
    tree = written(repository, tmp_path)
    assert (tree / "code.py").read_text() == "1\n"
    assert os.access(tree / "program", os.X_OK)
    assert (tree / "link").readlink() == Path("models/m.keras")
    assert (tree / "link").read_bytes() == (repository.top / "models" / "m.keras").read_bytes()
    assert repository.git("ls-files").split() == sorted(
        str(path.relative_to(tree)) for path in tree.rglob("*") if not path.is_dir()
    )
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("names", [("..",), ("a", "..", "..", "b"), (".",)])
def test_a_tree_of_any_names_leads_nowhere(
    repository: Work, tmp_path: Path, names: tuple[str, ...]
) -> None:
    """As git itself would never write it, and a stranger may."""
    commit = "HEAD"
    made = repository.git("hash-object", "-w", "models/m.keras").strip()
    mode = "100644"
    for name in reversed(names):
        entry = f"{mode} {name}\0".encode() + bytes.fromhex(made)
        (tmp_path / "entry").write_bytes(entry)
        literally = ("-t", "tree", "--literally", "-w", str(tmp_path / "entry"))
        made, mode = repository.git("hash-object", *literally).strip(), "40000"
    commit = repository.git("commit-tree", "-m", "x", made).strip()
    with pytest.raises(RevisionError, match="has a file with the path"):
        written(repository, tmp_path, commit)
    assert "has a file with the path" in said(repository.top, commit)


def test_no_link_is_written_through(repository: Work, tmp_path: Path) -> None:
    """A name twice, as a link and as a directory, which git itself would never write."""
    file = repository.git("hash-object", "-w", "models/m.keras").strip()
    (tmp_path / "led").write_text(str(tmp_path))
    led = repository.git("hash-object", "-w", str(tmp_path / "led")).strip()
    (tmp_path / "entry").write_bytes(b"100644 hacked\0" + bytes.fromhex(file))
    literally = ("-t", "tree", "--literally", "-w", str(tmp_path / "entry"))
    inner = repository.git("hash-object", *literally).strip()
    both = b"120000 a\0" + bytes.fromhex(led) + b"40000 a\0" + bytes.fromhex(inner)
    (tmp_path / "entry").write_bytes(both)
    outer = repository.git("hash-object", *literally).strip()
    commit = repository.git("commit-tree", "-m", "x", outer).strip()
    with pytest.raises(OSError, match="File exists"):
        written(repository, tmp_path, commit)
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("url", ["ext::sh -c touch% {}", "file://{}", "ssh://x/{}"])
def test_nothing_is_fetched(repository: Work, tmp_path: Path, url: str) -> None:
    """A partial clone's configuration, which may be a stranger's, names what a fetch would run."""
    blob = repository.git("rev-parse", "HEAD:models/m.keras").strip()
    (repository.top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    hacked = tmp_path / "hacked"
    for key, value in (
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", url.format(hacked)),
        ("remote.origin.uploadpack", f"touch {hacked}; false"),
        ("core.sshCommand", f"touch {hacked}; false"),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
    ):
        repository.git("config", key, value)
    path = repository.top / "models" / "m.keras"
    assert f"`git cat-file blob {blob}` fetches it" in said(path, "HEAD")
    with pytest.raises(RevisionError, match="nothing is fetched here"):
        written(repository, tmp_path)
    path.rename(repository.top / "moved.keras")
    repository.git("add", "moved.keras")
    said(repository.top / "moved.keras", "HEAD")
    assert not hacked.exists()


def test_there_is_no_such_revision(repository: Work) -> None:
    path = repository.top / "models" / "m.keras"
    assert "has no revision 'HEAD~2'" in said(path, "HEAD~2")
    assert said(path, "mian").endswith("has no revision 'mian'; did you mean 'main'?")
    assert "without a path" in said(path, "HEAD:models/m.keras")
    for wrong in ("--output=x", "-", "", "HEAD..main", "^HEAD", "HEAD HEAD", "HEAD^{tree}"):
        said(path, wrong)
    assert "expected a git revision, such as HEAD~1, found '--output=x'" in said(path, "--output=x")


def test_an_empty_repository_has_none(tmp_path: Path) -> None:
    made = work(tmp_path)
    assert "has no revision 'HEAD'" in said(dense_file(made.top / "m.keras", 1), "HEAD")


def test_a_shallow_clone_lacks_it(repository: Work, tmp_path: Path) -> None:
    url = repository.top.as_uri()
    repository.git("clone", "--quiet", "--depth", "1", url, str(tmp_path / "shallow"))
    sentence = said(tmp_path / "shallow" / "models" / "m.keras", "HEAD~1")
    assert "has no revision 'HEAD~1'; it is a shallow clone" in sentence
    assert "git fetch --unshallow" in sentence


def test_there_was_no_such_path(repository: Work) -> None:
    dense_file(repository.top / "models" / "new.keras", 1)
    sentence = said(repository.top / "models" / "new.keras", "HEAD")
    assert sentence.endswith("at HEAD: the repository had no 'models/new.keras' then")
    repository.git("mv", "models/m.keras", "models/renamed.keras")
    sentence = said(repository.top / "models" / "renamed.keras", "HEAD")
    assert (
        "it was 'models/m.keras': `git show HEAD:models/m.keras > old.keras` has it as it was"
        in sentence
    )


def test_a_path_is_in_no_repository(tmp_path: Path) -> None:
    assert "it is in no git repository" in said(dense_file(tmp_path / "m.keras", 1), "HEAD")
    assert "it is in no git repository" in said(tmp_path / "no" / "such" / "m.keras", "HEAD")


def test_a_path_is_there_no_more(repository: Work) -> None:
    path = repository.top / "models" / "m.keras"
    path.unlink()
    had = "`git show 'HEAD~1:models/m.keras' > old.keras` has it as it was"
    assert said(path, "HEAD~1") == f"{path}: there is no such file any more; {had}"
    with pytest.raises(UnreadableModelError, match="there is no such file, and was none at HEAD"):
        units(repository.top / "none.keras", "HEAD")


def test_a_bare_repository_has_no_files(repository: Work, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repository.git("clone", "--quiet", "--bare", str(repository.top), str(bare))
    assert "bare repository" in said(bare / "m.keras", "HEAD")
    assert "git's own directory" in said(repository.top / ".git" / "config", "HEAD")


def test_a_link_is_named(repository: Work) -> None:
    (repository.top / "latest.keras").symlink_to("models/m.keras")
    repository.commit()
    sentence = said(repository.top / "latest.keras", "HEAD")
    assert sentence.endswith("is a link, which is not followed: name what it leads to")


def test_a_submodule_is_named(repository: Work, tmp_path: Path) -> None:
    allowed = ("-c", "protocol.file.allow=always")
    outer = work(tmp_path / "outer")
    outer.git(*allowed, "submodule", "--quiet", "add", str(repository.top), "sub")
    outer.commit()
    assert units(outer.top / "sub" / "models" / "m.keras", "HEAD~1") == 4  # of the submodule's own
    shutil.rmtree(outer.top / "sub")
    (outer.top / "sub").mkdir()
    assert "is a submodule" in said(outer.top / "sub", "HEAD")


def test_a_pointer_of_git_lfs_is_named(repository: Work) -> None:
    (repository.top / "models" / "m.keras").write_text(POINTER)
    repository.commit()
    sentence = said(repository.top / "models" / "m.keras", "HEAD")
    fetched = "`git show HEAD:models/m.keras | git lfs smudge > old.keras`"
    assert f"is a Git LFS pointer, which stands for the file: {fetched} fetches it" in sentence
    assert "'models/m.keras' is a Git LFS pointer" in said(repository.top / "models", "HEAD")


def test_what_is_no_model_is_said_of_the_revision(repository: Work) -> None:
    path = repository.top / "text.keras"
    path.write_text("no model\n" * 200)
    repository.commit()
    with pytest.raises(UnreadableModelError) as error:
        units(path, "HEAD")
    assert str(error.value).startswith(f"cannot read {path} at HEAD: ")


def test_it_is_bounded(repository: Work) -> None:
    with applied({"stream_bytes": 100}):
        assert "beyond the limit stream_bytes of 100" in said(
            repository.top / "models" / "m.keras", "HEAD"
        )


def test_no_program_runs_that_a_repository_names(repository: Work) -> None:
    path = repository.top / "models" / "m.keras"
    for key in ("core.fsmonitor", "core.pager", "diff.external", "core.sshCommand"):
        repository.git("config", key, f"touch {repository.top}/hacked")
    hook = repository.top / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {repository.top}/hacked\n")
    hook.chmod(0o755)
    assert units(path, "HEAD~1") == 4
    path.rename(repository.top / "moved.keras")
    said(repository.top / "moved.keras", "HEAD")
    assert not (repository.top / "hacked").exists()


def test_a_command_that_is_told_can_be_pasted(repository: Work, tmp_path: Path) -> None:
    path = repository.top / "k $(touch hacked) `touch hacked`;'.ker as"
    path.write_text("then\n")
    repository.commit()
    path.unlink()
    command = said(path, "HEAD").partition("any more; `")[2].rpartition("` has it as it was")[0]
    subprocess.run(["sh", "-c", command], cwd=repository.top, check=True)
    assert (repository.top / "old").read_text() == "then\n"
    assert not (repository.top / "hacked").exists()


@pytest.mark.parametrize("place", ["packed-refs", "objects/info/alternates"])
def test_git_is_not_waited_for_without_end(repository: Work, place: str) -> None:
    path = repository.top / ".git" / place
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    with applied({"seconds": 0.5}):
        sentence = said(repository.top / "models" / "m.keras", "HEAD~1")
    assert "git gives no answer: waiting for it goes beyond the limit seconds of 0.5" in sentence


def test_git_may_not_be_there(repository: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.top))
    assert "there is no program `git`" in said(repository.top / "models" / "m.keras", "HEAD")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_git_may_refuse_to_look(repository: Work) -> None:
    for place in (repository.top, *repository.top.rglob("*")):
        os.chown(place, 12345, 12345)
    sentence = said(repository.top / "models" / "m.keras", "HEAD")
    assert "git says: detected dubious ownership" in sentence
    assert f"; `git config --global --add safe.directory {repository.top}` lets it" in sentence
