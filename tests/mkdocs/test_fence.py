"""Blocks in Markdown alone: names that are hostile, and what stands around them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import html5lib
import pytest
from markdown import Markdown

from rnnscope.mkdocs import fence
from tests.embedding.test_hostile_names import ALL
from tests.files import custom, entry, sequential, write_json

MORE = {
    "stash of markdown": "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x0242\x03",
    "stash without signs": "wzxhzdk:0 klzzwxh:0000",
    "ends of a box": "</div></div></p></iframe><h1 onclick=x>",
    "macros": "{{ 7 * 7 }} {% raw %}",
}
NAMES = {**ALL, **MORE}
ASKED = [
    "",
    "layer=*dense",
    "layer=odd*",
    "depth=1",
    "why-not=7",
    "format=text",
    "layer=missing",
    "picture=sizes",
]


def rendered(text: str) -> str:
    custom_fences = [{"name": "rnnscope", "class": "rnnscope", "format": fence}]
    options = {"pymdownx.superfences": {"custom_fences": custom_fences}}
    md = Markdown(
        extensions=["pymdownx.superfences", "tables", "toc", "attr_list", "md_in_html"],
        extension_configs=options,
    )
    return md.convert(text)


@pytest.mark.parametrize("kind", NAMES)
def test_names_are_text(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = NAMES[kind]
    known = entry("Dense", f"{name}dense", units=2, activation=name)
    odd = custom(f"Class{name}", f"odd{name}", setting=name)
    config = sequential(known, odd, name=f"{name}model", shape=(None, 4, 3))
    write_json(tmp_path / "m.json", config)
    monkeypatch.chdir(tmp_path)
    blocks = "\n\n".join(f"```rnnscope\nm.json {asked}\n```" for asked in ASKED)
    tree: Any = html5lib.parse(
        rendered(f"Before.\n\n{blocks}\n\nBehind."), namespaceHTMLElements=False
    )
    body = tree.find("body")
    assert [child.tag for child in body] == ["p", *["div"] * len(ASKED), "p"]
    assert "".join(body.itertext()).strip().startswith("Before.")
    assert "".join(body.itertext()).strip().endswith("Behind.")
    elements = [node for node in tree.iter() if isinstance(node.tag, str)]
    assert not {node.tag for node in elements} & {"script", "style", "iframe", "h1", "em"}
    assert not [node for node in elements if any(key.startswith("on") for key in node.attrib)]
    images = [node.get("src", "")[:26] for node in elements if node.tag == "img"]
    assert images in ([], ["data:image/svg+xml;base64,"])
    assert not [node for node in elements if "evil" in node.get("href", "")]


def test_a_page_to_explore_is_in_a_frame_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    name = "a\" onload='x' .json"
    write_json(tmp_path / name, sequential(entry("Dense", "d", units=2), shape=(None, 3)))
    html = rendered(f"```rnnscope\n{shlex.quote(name)} format=html\n```")
    tree: Any = html5lib.parse(html, namespaceHTMLElements=False)
    (frame,) = tree.iter("iframe")
    assert set(frame.attrib) == {"srcdoc", "title", "width", "height", "style", "allow", "sandbox"}
    assert "allow-same-origin" not in frame.get("sandbox")


def test_without_a_builder_paths_lead_from_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_json(tmp_path / "a--b.json", sequential(entry("Dense", "d", units=2), shape=(None, 3)))
    assert "8 parameters" in rendered("```rnnscope\na--b.json\n```")
    assert capsys.readouterr().err == ""
    assert "No report of a model here" in rendered("```rnnscope\nb.json\n```")
    assert (
        capsys.readouterr().err
        == "rnnscope: warning: -: cannot read b.json: there is no such file\n"
    )
