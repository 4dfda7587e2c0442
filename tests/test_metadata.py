"""What indexes and citations say of the package."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml

from rnnscope import __version__
from tests.files import ROOT

pytestmark = pytest.mark.quick

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_the_citation_is_of_this_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["version"] == __version__
    assert cited["license"] == PROJECT["project"]["license"]
    assert [{"name": author["name"]} for author in cited["authors"]] == PROJECT["project"][
        "authors"
    ]


def test_on_an_index_no_link_leads_nowhere() -> None:
    hook = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    (rule,) = hook["substitutions"]
    text = (ROOT / "README.md").read_text("utf-8")
    shown = re.sub(rule["pattern"], rule["replacement"], text)
    assert "](LICENSE)" in text
    links = re.findall(r"\]\(([^)]+)\)", shown)
    assert all(link.startswith(("https://", "#")) for link in links)
