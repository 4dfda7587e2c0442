"""The recipes for pictures, badges and model cards, run as they stand."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from huggingface_hub import ModelCard

from rnnscope.renderers import PICTURES
from tests.docs.recipes import RECIPES, blocks, in_shell
from tests.files import MNIST, ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    (tmp_path / "docs").mkdir()
    shutil.copy(MNIST, tmp_path / "models" / "mnist.keras")
    return tmp_path


def test_each_command_draws_what_it_says(here: Path) -> None:
    many, badge = blocks("pictures", "sh")
    in_shell(many, here)
    in_shell(badge, here)
    titles = {path.stem: ET.parse(path).getroot()[0].text for path in here.glob("*.svg")}  # noqa: S314
    assert titles == {
        "sizes": "Where the 21,386 parameters of mnist_rnn are",
        "simple_rnn": "The pictures of simple_rnn",
        "weights": "The weights of simple_rnn",
        "recurrence": "The recurrence of mnist_rnn",
        "report": "Sequential 'mnist_rnn' in models/mnist.keras, Keras 3.15.1",
        "params": "params: 21,386 verified",
    }


def test_the_table_has_each_kind() -> None:
    text = (RECIPES / "pictures.md").read_text("utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == (
        *("sizes", "weights", "recurrence", "report"),
    )
    assert {*PICTURES} == {"sizes", "weights", "recurrence", "report"}


def test_each_picture_that_is_shown_is_there() -> None:
    shown = re.findall(r"!\[[^\]]+\]\((\.\./[^)]+)\)", (RECIPES / "pictures.md").read_text("utf-8"))
    places = [(RECIPES / each).resolve() for each in shown]
    assert sorted(places) == sorted((ROOT / "docs" / "pictures").glob("*.svg"))


def test_a_picture_renews_itself(here: Path) -> None:
    (marks,) = blocks("pictures", "xml")
    place = here / "docs" / "params.svg"
    place.write_text(marks, "utf-8")
    in_shell("rnnscope embed --check docs/*.svg", here, code=1)
    in_shell("rnnscope embed docs/params.svg", here)
    in_shell("rnnscope embed --check docs/*.svg", here)
    assert ET.parse(place).getroot()[0].text == "params: 21,386 verified"  # noqa: S314


def test_a_card_is_begun(here: Path) -> None:
    (command,) = blocks("model-card", "sh")
    in_shell(command, here)
    (head,) = blocks("model-card", "yaml")
    assert (here / "README.md").read_text("utf-8").startswith(head)


def test_a_card_that_there_is_gets_both(here: Path) -> None:
    (marks,) = blocks("model-card", "markdown")
    (program,) = blocks("model-card", "python")
    place, own = here / "models" / "README.md", "---\nlicense: mit\ntags:\n- digits\n---\n"
    place.write_text(f"{own}# Digits\n\n{marks}\nText.\n", "utf-8")
    (here / "merge.py").write_text(program, "utf-8")
    in_shell("cd models && rnnscope embed README.md && python ../merge.py", here)
    in_shell("cd models && python ../merge.py && rnnscope embed --check README.md", here)
    card = ModelCard.load(place)
    data = vars(card.data)
    assert (data["license"], data["library_name"]) == ("mit", "keras")
    assert data["tags"] == ["digits", "keras"]
    assert card.text.startswith("# Digits\n")
    assert card.text.count("---\n") == 0
    assert "\n## Parameters\n" in card.text
    assert card.text.endswith("Text.\n")
