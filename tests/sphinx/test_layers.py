"""References to layers: what they lead to, and what is said where they lead nowhere."""

from __future__ import annotations

import re
import shutil

import pytest
from sphinx.util.inventory import InventoryFile

from tests.files import MNIST, SENTIMENT, entry, sequential, write_json
from tests.sphinx.sites import Built, build, write

PAGES = {
    "index.rst": """
Models
======

.. toctree::

   one
   two
   three
""",
    "one.rst": """
One
===

.. rnnscope:: models/mnist.keras

.. rnnscope:: models/mnist.keras
   :layer: dense

Own: :rnnscope:layer:`dense`, other: :rnnscope:layer:`gru`, :rnnscope:layer:`the cell <gru>`,
inside: :rnnscope:layer:`forward_layer`.
""",
    "two.rst": """
Two
===

.. rnnscope:: models/mnist.keras
   :format: table

.. rnnscope:: models/sentiment.keras
   :columns: params

Of one: :rnnscope:layer:`models/mnist.keras#dense`.
""",
    "three.rst": """
Three
=====

.. rnnscope:: models/twice.json
.. rnnscope:: models/other.json

1. :rnnscope:layer:`dense`
2. :rnnscope:layer:`deep`
3. :rnnscope:layer:`densse`
4. :rnnscope:layer:`models/mnist.keras#gru`
5. :rnnscope:layer:`no.keras#gru`
6. :rnnscope:layer:`models/twice.json#a.deep`
7. :any:`models/twice.json#b.deep`
""",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    at = write(tmp_path_factory.mktemp("layers"), PAGES)
    (at / "models").mkdir()
    shutil.copy(MNIST, at / "models" / "mnist.keras")
    shutil.copy(SENTIMENT, at / "models" / "sentiment.keras")
    dense = entry("Dense", "dense", units=2)
    inside = [sequential(entry("Dense", "deep", units=3), name=name) for name in "ab"]
    write_json(at / "models" / "twice.json", sequential(dense, *inside, shape=(None, 4)))
    write_json(at / "models" / "other.json", sequential(dense, shape=(None, 4)))
    return build(at)


def references(site: Built, page: str) -> list[tuple[str, str]]:
    """Return where references to layers lead to, each with its text."""
    link = r'<a class="reference internal" href="([^"]*)" title="[^"]*"><code[^>]*>(.*?)</code>'
    found = re.findall(link, site.text(page))
    return [(address, re.sub("<[^>]*>", "", text)) for address, text in found]


def test_the_own_page_goes_before_others_and_the_whole_before_a_row(site: Built) -> None:
    assert references(site, "one.html") == [
        ("#rnnscope-models-mnist.keras-dense-in-full", "dense"),
        ("two.html#rnnscope-models-sentiment.keras-gru", "gru"),
        ("two.html#rnnscope-models-sentiment.keras-gru", "the cell"),
        ("two.html#rnnscope-models-sentiment.keras-bidirectional.forward_layer", "forward_layer"),
    ]
    assert references(site, "two.html") == [("#rnnscope-models-mnist.keras-dense", "dense")]


def test_what_they_lead_to_is_there(site: Built) -> None:
    for page in ("one.html", "two.html", "three.html"):
        for address, _ in references(site, page):
            other, _, fragment = address.partition("#")
            assert f'id="{fragment}"' in site.text(other or page)


def test_what_leads_nowhere_is_said_with_its_place(site: Built) -> None:
    said = [line.split(": ", 2) for line in site.warnings]
    assert [place for place, *_ in said] == [f"three.rst:{line}" for line in (8, 9, 10, 11, 12)]
    assert [words for _, _, words in said] == [
        "several layers are named 'dense': write one of /models/twice.json#dense and "
        "/models/other.json#dense [rnnscope.layer]",
        "several layers are named 'deep': write one of /models/twice.json#a.deep and "
        "/models/twice.json#b.deep [rnnscope.layer]",
        "no report shows a layer 'densse'; did you mean dense? [rnnscope.layer]",
        "no report shows a layer 'gru'; there are simple_rnn and dense [rnnscope.layer]",
        "no report of 'no.keras' is on any page: put `.. rnnscope:: no.keras` on one "
        "[rnnscope.layer]",
    ]
    assert references(site, "three.html") == [
        ("#rnnscope-models-twice.json-a.deep", "a.deep"),
        ("#rnnscope-models-twice.json-b.deep", "models/twice.json#b.deep"),
    ]


def test_layers_are_found_by_the_search_and_by_other_projects(site: Built) -> None:
    inventory = InventoryFile.loads((site.out / "objects.inv").read_bytes(), uri="")
    names = inventory.data["rnnscope:layer"]
    assert names["models/sentiment.keras#gru"].display_name == "gru"
    assert '"rnnscope-models-sentiment.keras-gru","gru"]' in site.text("searchindex.js")


def test_a_page_that_is_gone_takes_its_layers_along(site: Built) -> None:
    at = site.out.parents[1]
    (at / "two.rst").unlink()
    (at / "models" / "sentiment.keras").unlink()
    result = build(at)
    assert result.read == set()  # but it is written again
    assert "one.rst:10: WARNING: no report shows a layer 'gru'" in " ".join(result.warnings)
