"""The command line: options, exit codes, and what goes where."""

from __future__ import annotations

import html
import json
import os
import pty
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner, Result

from rnnscope import __version__
from rnnscope.cli import app
from tests.files import (
    MNIST,
    ROOT,
    SENTIMENT,
    custom,
    edited,
    entry,
    replaced,
    sequential,
    write_json,
    write_keras,
)

pytestmark = pytest.mark.slow

HEADS = ("Layer (type)", "Output Shape", "Param #", "Formula")
OPTIONS = (
    *("--layer", "--depth", "--format", "--tablefmt", "--output", "-o"),
    *("--summary", "--no-summary", "--load", "--timeout", "--help", "-h"),
)


def run(*args: object) -> Result:
    """Run `rnnscope explain` in this process, without asking Keras."""
    result = CliRunner().invoke(app, ["explain", *map(str, args), "--no-summary"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


class Done(NamedTuple):
    code: int
    out: str
    err: str


def process(*args: object, **environment: str) -> Done:
    """Run `rnnscope` in a process of its own, with its output piped."""
    done = subprocess.run(
        [sys.executable, "-m", "rnnscope", *map(str, args)],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def terminal(*args: object, rows: int = 60, columns: int = 160, **environment: str) -> Done:
    """Run `rnnscope` on a terminal of its own; return what it drew."""
    master, slave = pty.openpty()
    size = {"COLUMNS": str(columns), "LINES": str(rows), "TERM": "xterm"}
    clean = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-m", "rnnscope", *map(str, args)],
        stdout=slave,
        stderr=slave,
        stdin=slave,
        cwd=ROOT,
        env={**clean, **size, **environment},
    ) as child:
        os.close(slave)
        drawn = b""
        while True:
            try:
                drawn += os.read(master, 65536)
            except OSError:  # the terminal is closed
                break
            if child.poll() is not None and not drawn:
                break
    os.close(master)
    return Done(child.returncode, drawn.decode(), "")


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


@pytest.fixture(scope="module")
def heard() -> Mapping[str, Future[Done]]:
    """Start what asks Keras, and so takes seconds, all at once."""
    pool = ThreadPoolExecutor(3)
    explain = ("explain", "examples/sentiment_bilstm.keras")
    return {
        "loaded": pool.submit(process, *explain, "--load", PYTHONIOENCODING="ascii"),
        "terminal": pool.submit(terminal, *explain),
        "low terminal": pool.submit(terminal, *explain, rows=15, columns=100, NO_COLOR="1"),
    }


def test_the_table_then_what_stands_under_it(heard: object) -> None:
    result = run(MNIST)
    assert (result.exit_code, result.stderr) == (0, "")
    for head in (*HEADS, "20,096", "Total params: 21,386", "✓ stored: agrees"):
        assert head in result.stdout
    assert "– summary(): not checked (--no-summary)" in result.stdout


@pytest.mark.parametrize(
    ("options", "shown", "hidden"),
    [
        (["--depth", "1"], "bidirectional", "─ backward_layer"),
        (["--depth", "2"], "─ backward_layer", None),
        (["--layer", "gru"], "recurrent_kernel", "Total params"),
        (["--layer", "bidirectional.forward_layer"], "recurrent_kernel", None),
        (["--format", "plain"], "-------", "│"),
        (["--format", "plain", "--tablefmt", "grid"], "+====", None),
        (["--format", "markdown"], "| --- | --- | ---: |", None),
        (["--format", "html"], "<!doctype html>", None),
        (["--format", "html-fragment"], '<div class="rnnscope">', "<html"),
        (["--format", "json"], '"schema": 1', None),
        (["--format", "csv"], "layer,type,output_shape,params", None),
        (["--format", "csv", "--layer", "gru"], "gru,bias,", None),
        (["--timeout", "5"], "Total params", None),
        (["--layer", "*_layer"], "bidirectional.forward_layer (LSTM)", "gru (GRU)"),
        (["--top", "2", "--sort", "params"], "… 6 other layers", "dropout"),
        (["--only", "frozen", "--columns", "+percent"], "batch_normalization", "gru (GRU)"),
        (["--all"], "Total formula:", "--all says everything"),
        (["--ascii", "--width", "60"], "gates*(units*units", "·"),
        (["--format", "markdown", "--heading-level", "3"], "### Layers", None),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options(options: list[str], shown: str, hidden: str | None) -> None:
    result = run(SENTIMENT, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert shown in result.stdout
    assert hidden is None or hidden not in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            [SENTIMENT, "--format", "docx"],
            "choose one of text, plain, markdown, latex, latex-table, html",
        ),
        ([SENTIMENT, "--tablefmt", "none"], "choose one of"),
        ([SENTIMENT, "--tablefmt", "unsafehtml"], "choose one of"),
        ([SENTIMENT, "--depth", "0"], "0 is not in the range x>=1"),
        ([SENTIMENT, "--depth", "deep"], "is not a valid"),
        ([SENTIMENT, "--columns", "name,weight"], "expected some of name, shape, params, percent"),
        ([SENTIMENT, "--columns", "name,weight"], "summary, printed; found 'weight'"),
        ([SENTIMENT, "--sort", "name"], "sort: expected one of params, or None; found 'name'"),
        ([SENTIMENT, "--only", "all"], "expected one of trainable, frozen, weights, or None"),
        ([SENTIMENT, "--top", "0"], "0 is not in the range x>=1"),
        ([SENTIMENT, "--layer", "x*"], "no layer is named 'x*'"),
        ([SENTIMENT, "--layer", "gr*", "--format", "json"], "the name of one layer, in json"),
        ([SENTIMENT, "--timeout", "0"], "0 is not in the range 0.1<=x<=86400"),
        ([SENTIMENT, "--timeout", "inf"], "inf is not in the range"),
        ([SENTIMENT, "--timeout", "nan"], "nan is not in the range"),
        ([SENTIMENT, "--load"], "--load asks for the summary that --no-summary leaves out"),
        ([SENTIMENT, "--other"], "No such option"),
        ([SENTIMENT, MNIST], "one MODEL at a time"),
        ([], "there is no MODEL"),
        ([SENTIMENT, "--layer", "grü"], "no layer is named 'grü'; did you mean 'gru'?"),
        (["gone.keras"], "error: cannot read gone.keras: there is no such file"),
        ([ROOT / "docs"], "it is a directory in which there is no model"),
        (["\x1b[31m\n.keras"], r"error: cannot read \x1b[31m\n.keras: there is no such file"),
    ],
    ids=lambda value: " ".join(map(str, value)) if isinstance(value, list) else None,
)
def test_what_cannot_be_done_ends_with_2(args: list[object], message: str) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    told = re.sub(r"[\s│]+", " ", result.stderr)
    assert message.replace("  ", " ") in told
    assert "Traceback" not in result.stderr
    assert "\x1b[31m\n" not in result.stderr


def test_an_error_is_one_line() -> None:
    assert run("gone.keras").stderr.count("\n") == 1
    assert run(SENTIMENT, "--layer", "x").stderr.count("\n") == 1


def test_a_difference_ends_with_1_in_every_format(tmp_path: Path) -> None:
    path = edited(
        SENTIMENT, tmp_path / "m.keras", lambda h5: replaced(h5, "layers/gru/cell/vars/2", (24,))
    )
    for to in ("text", "plain", "markdown", "html", "html-fragment", "json", "csv"):
        result = run(path, "--format", to)
        assert result.exit_code == 1
        assert "(24,)" in result.stdout or to == "csv"
    result = run(path)
    assert "✗ stored: differs in 1 place" in result.stdout
    assert "✗ gru: bias: config implies (2, 24), file holds (24,)" in result.stdout
    assert run(path, "--layer", "gru").exit_code == 1
    assert "differs" in run(path, "--format", "csv").stdout


def test_what_nobody_could_check_is_no_difference(tmp_path: Path) -> None:
    config = sequential(custom("Odd", "odd"), shape=(None, 3))
    result = run(write_json(tmp_path / "m.json", config))
    assert result.exit_code == 0
    assert "The total is not known, since the count of odd is not." in result.stdout


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    output = tmp_path / "report.md"
    result = run(MNIST, "--format", "markdown", "-o", output)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert output.read_text(encoding="utf-8") == run(MNIST, "--format", "markdown").stdout
    assert list(tmp_path.iterdir()) == [output]


def test_a_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    output, link = tmp_path / "report.txt", tmp_path / "link.txt"
    output.write_text("old")
    output.chmod(0o640)
    link.symlink_to(output)
    assert run(MNIST, "-o", link).exit_code == 0
    assert link.is_symlink()
    assert "20,096" in output.read_text(encoding="utf-8")
    assert stat.S_IMODE(output.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_of_a_new_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        run(MNIST, "-o", tmp_path / "report.txt")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.txt").stat().st_mode) == 0o640


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text, "utf-8")
        assert run(MNIST, "--format", "json", "-o", pipe).exit_code == 0
        assert json.loads(read.result())["params"]["total"] == 21_386
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for output, reason in ((tmp_path / "gone" / "x", "No such file"), (folder, "Is a directory")):
        result = run(MNIST, "-o", output)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"error: cannot write {output}: {reason}")
    assert list(tmp_path.iterdir()) == [folder]
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    result = run(MNIST, "-o", tmp_path / "x")
    assert result.exit_code == 2
    assert "Permission denied" in result.stderr


def test_a_failure_keeps_the_file_that_is_there(tmp_path: Path) -> None:
    output = tmp_path / "report.txt"
    output.write_text("old")
    for args in (["gone.keras"], [MNIST, "--layer", "gone"]):
        assert run(*args, "-o", output).exit_code == 2
    assert output.read_text() == "old"
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.parametrize(
    "to", ["text", "plain", "markdown", "html", "html-fragment", "json", "csv"]
)
def test_output_that_has_only_ascii(tmp_path: Path, to: str) -> None:
    config = sequential(entry("Dense", "größe模型", units=2), shape=(None, 3))
    path = write_keras(
        tmp_path / "m.keras", config, {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}
    )
    done = process("explain", path, "--no-summary", "--format", to, PYTHONIOENCODING="ascii")
    assert (done.code, done.err) == (0, "")
    assert done.out.isascii()
    shown = html.unescape(re.sub(r"<[^>]*>", "", done.out)).replace("\\\\", "\\")  # as it is seen
    assert "units*input_dim+units" in shown.replace("·", "*").replace(" ", "")
    assert "größe模型" in shown or r"gr\xf6" in shown or r"gr\u00f6" in shown
    written = tmp_path / "out"
    args = ("explain", path, "--no-summary", "--format", to, "-o", written)
    assert process(*args, PYTHONIOENCODING="ascii").code == 0
    assert "größe模型" in written.read_text(encoding="utf-8") or to == "json"


def test_a_reader_that_stops_early_is_no_failure() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "rnnscope", "explain", str(SENTIMENT), "--no-summary"],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_shows_every_option() -> None:
    for flag in ("--help", "-h"):
        done = process("explain", flag, COLUMNS="200", NO_COLOR="1")
        assert (done.code, done.err) == (0, "")
        assert all(option in done.out for option in (*OPTIONS, "MODEL"))
    top = process("--help")
    assert "explain" in top.out
    assert process().out == "" or "explain" in process().out
    assert process("--version").out == f"rnnscope {__version__}\n"


def test_the_package_runs_as_a_module_and_as_a_command() -> None:
    command = Path(sys.executable).with_name("rnnscope")
    done = subprocess.run(
        [command, "explain", MNIST, "--no-summary"],
        capture_output=True,
        check=False,
        env={**os.environ, "COLUMNS": "80"},  # readline, which pytest imports, may put it beside
    )
    assert done.returncode == 0
    assert done.stdout.decode() == process("explain", MNIST, "--no-summary", COLUMNS="80").out


def test_colour_only_on_a_terminal_that_wants_it() -> None:
    args = ("explain", "examples/mnist_rnn.keras", "--no-summary")
    assert "\x1b" not in process(*args).out
    assert "\x1b" not in terminal(*args, NO_COLOR="1").out
    assert "\x1b[32m✓" in process(*args, FORCE_COLOR="1").out
    assert "\x1b" not in process(*args, FORCE_COLOR="1", NO_COLOR="1").out


def test_a_file_that_is_vouched_for_shows_keras_own_table(
    heard: Mapping[str, Future[Done]],
) -> None:
    done = heard["loaded"].result()
    assert (done.code, done.err) == (0, "")
    assert done.out.isascii()
    ours, _, theirs = done.out.partition('Model: "sentiment_bilstm"')
    assert "ok summary(): agrees" in ours
    assert re.search(r"\| bidirectional \(Bidirectional\) +\|", theirs)
    assert "Total params: 39,789" in theirs
    assert "Optimizer params: 26,516" in theirs


def test_a_terminal_shows_the_table_first_and_then_the_verdict(
    heard: Mapping[str, Future[Done]],
) -> None:
    done = heard["terminal"].result()
    assert done.code == 0
    first, _, rest = plain(done.out).partition("asking Keras for its summary()")
    assert "13,273" in first
    assert "…" in first
    assert "✓ summary(): agrees" not in first
    assert "✓ summary(): agrees" in rest
    assert "\x1b[" in done.out


def test_an_unknown_layer_is_refused_before_keras_is_waited_for() -> None:
    done = terminal("explain", MNIST, "--layer", "nowhere", "--format", "json")
    assert done.code == 2
    assert "no layer is named 'nowhere'" in done.out
    assert "asking Keras" not in done.out


def test_a_terminal_too_low_to_redraw_gets_the_whole_at_once(
    heard: Mapping[str, Future[Done]],
) -> None:
    done = heard["low terminal"].result()
    assert done.code == 0
    drawn = plain(done.out)
    assert drawn.count("Total params:") == 1
    assert drawn.rindex("asking Keras") < drawn.index("13,273") < drawn.index("summary(): agrees")
    assert not re.search(r"\x1b\[[0-9;]*[349][0-9][;m]", done.out)  # bold, but no colour


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((MNIST, SENTIMENT), "one MODEL at a time"),
        (("examples/mnist_rnn.py",), "as examples.mnist_rnn:thing"),
        (("examples.mnist_rnn",), "is named as examples.mnist_rnn:thing"),
        (("gone",), "there is no such file\n"),
        ((MNIST, "--depht", 1), "No such option"),
    ],
)
def test_what_was_meant_is_said(words: tuple[object, ...], said: str) -> None:
    done = process("explain", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("r.html", "<!doctype html>"),
        ("r.HTM", "<!doctype html>"),
        ("r.JSON", "{"),
        ("r.md", "**Sequential"),
        ("r.csv", "layer,"),
        ("r.txt", "Sequential"),
        ("r", "Sequential"),
    ],
)
def test_the_name_of_a_file_tells_the_format(name: str, starts: str, tmp_path: Path) -> None:
    assert run(MNIST, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / name).read_text("utf-8").startswith(starts)
    assert run(MNIST, "-o", tmp_path / name, "--format", "csv").exit_code == 0
    assert (tmp_path / name).read_text("utf-8").startswith("layer,")


@pytest.mark.parametrize("redirection", [">&-", "> /dev/full"])
def test_an_output_that_takes_nothing_is_said(redirection: str) -> None:
    command = f'"{sys.executable}" -m rnnscope explain "{MNIST}" --no-summary {redirection}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("error: cannot write standard output: ")
    assert done.stderr.count("\n") == 1


def test_tablefmt_without_plain_is_refused() -> None:
    result = run(MNIST, "--tablefmt", "github")
    assert result.exit_code == 2
    assert "--tablefmt is for --format plain" in result.stderr
