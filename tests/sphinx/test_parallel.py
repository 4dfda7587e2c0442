"""Processes that read and write side by side, as `-j` has them."""

from __future__ import annotations

from pathlib import Path

from tests.files import entry, sequential, write_json
from tests.sphinx.sites import ran, write

PAGE = """
{name}
====

.. rnnscope:: {name}.json
   :open:

.. rnnscope:: p0.json
   :figure: weights

:rnnscope:layer:`p0.json#dense`
"""
PAGES = 8  # more than those that Sphinx reads in one process


def test_pages_refer_to_what_another_process_has_read(tmp_path: Path) -> None:
    names = [f"p{i}" for i in range(PAGES)]
    pages = {f"{name}.rst": PAGE.format(name=name) for name in names}
    index = "A\n=\n\n.. toctree::\n   :glob:\n\n   p*\n"
    write(tmp_path, {**pages, "index.rst": index}, rnnscope_summary=True)
    for i, name in enumerate(names):
        config = sequential(entry("Dense", "dense", units=i + 1), shape=(None, 3))
        write_json(tmp_path / f"{name}.json", config)
    done = ran(tmp_path, "-W", "-j", "2")
    assert (done.returncode, done.stderr) == (0, "")
    out = tmp_path / "_build" / "html"
    for i, name in enumerate(names):
        text = (out / f"{name}.html").read_text("utf-8")
        there = "" if i == 0 else "p0.html"
        assert f'href="{there}#rnnscope-p0.json-dense"' in text
        assert f">{4 * (i + 1)}</p>" in text
    assert len(list((out / "_downloads").rglob("*.html"))) == PAGES
    assert len(list((out / "_images").glob("*.svg"))) == 1
