"""Pages of models, each explained and written once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rnnscope.pages.explorable.page import ExplorablePage, explorable_page
from rnnscope.renderers import render_with
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone, write_json
from tests.renderers.explorable import models

_FILES = {"mnist": MNIST, "sentiment": SENTIMENT}


@dataclass(frozen=True, slots=True)
class Pages:
    """Reports of the models in `models.py` and of both examples, and files with their pages."""

    folder: Path
    _reports: dict[str, Report] = field(default_factory=dict)

    def report(self, name: str) -> Report:
        if name not in self._reports:
            make: Callable[[], Any] = getattr(models, name, dict)
            source = _FILES.get(name) or write_json(self.folder / f"{name}.json", make())
            self._reports[name] = alone(source)
        return self._reports[name]

    def shown(self, name: str) -> ExplorablePage:
        return explorable_page(self.report(name))

    def page(self, name: str, layer: str | None = None) -> Path:
        """Return the page of a model, or that of one layer, or of those that a pattern fits."""
        place = f"{name}-{layer}" if layer else name
        path = self.folder / f"{place.replace('*', '_')}.html"
        if not path.exists():
            text = render_with(self.report(name), "html", layer=layer)
            path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(tmp_path_factory.mktemp("pages"))
