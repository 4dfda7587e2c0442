"""The page that a block stands in, as far as Markdown's parser knows of it.

MkDocs, ProperDocs and Zensical each leave something in the parser that knows the page, for links.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from rnnscope.checking import configuration
from rnnscope.embedding import Explained
from rnnscope.pages.texts import visible

if TYPE_CHECKING:
    from markdown import Markdown

_STRICT = {"-s", "--strict"}
_MKDOCS, _ZENSICAL = "relpath", "rendering_context"  # as they are registered in the parser


@dataclass(frozen=True, slots=True)
class Page:
    """A document, the directory of the site's settings, and what tells its builder of a fault.

    `build` is an object that is there for as long as one build, or the rendering of one page.
    """

    path: Path
    directory: Path
    build: object
    warn: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Project:
    """What all pages of a build have together: reports, and targets that pages may name."""

    explained: Explained
    targets: tuple[str, ...]


_PROJECTS: WeakKeyDictionary[object, Project] = WeakKeyDictionary()


def page_of(md: Markdown) -> Page:
    """Return the page that is being rendered; where nobody knows of one, it is `-` right here."""
    if _MKDOCS in md.treeprocessors:
        return _of_mkdocs(md.treeprocessors[_MKDOCS])
    if _ZENSICAL in md.preprocessors:
        return _of_zensical(md.preprocessors[_ZENSICAL], md)
    return Page(Path("-"), Path(), md, _say)


def project_of(page: Page) -> Project:
    """Return what the project says that a site belongs to.

    Raises:
        BadProjectFileError: its file cannot be read.

    """
    if page.build not in _PROJECTS:
        found = configuration.found(page.directory, page.warn)
        _PROJECTS[page.build] = Project(
            Explained(imports=found.imports if found else ()),
            found.embed_targets if found else (),
        )
    return _PROJECTS[page.build]


def _of_mkdocs(processor: Any) -> Page:
    """Read the page of MkDocs, or of ProperDocs; `--strict` counts what their loggers are told."""
    builder = type(processor).__module__.partition(".")[0]
    logger = logging.getLogger(f"{builder}.plugins.rnnscope")
    settings = processor.config.config_file_path
    return Page(
        _short(processor.file.abs_src_path),
        Path(settings).parent if settings else Path(),
        processor.files,
        lambda sentence: logger.warning("%s", visible(sentence)),
    )


def _of_zensical(processor: Any, md: Markdown) -> Page:
    """Read the page of Zensical, which hears of a fault of ours only by what is raised."""
    root, config = Path(processor.config["root_dir"]), processor.config
    is_strict = config["strict"] or not _STRICT.isdisjoint(sys.argv)
    path = _short(root / config["docs_dir"] / processor.page.path)
    return Page(path, root, md, _fail if is_strict else _say)


def _short(path: str | Path) -> Path:
    """Return a path as somebody would write it who stands in the current directory."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:  # another drive
        return Path(path)


def _say(sentence: str) -> None:
    sys.stderr.write(f"rnnscope: warning: {visible(sentence)}\n")


def _fail(sentence: str) -> None:
    """Raise the one error that SuperFences lets through."""
    from pymdownx.superfences import SuperFencesException

    raise SuperFencesException(visible(sentence))
