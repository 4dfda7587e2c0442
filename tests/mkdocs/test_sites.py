"""Sites as MkDocs, with its own theme and with Material, ProperDocs and Zensical build them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import html5lib
import pytest

from tests.files import MNIST, SENTIMENT, entry, sequential, write_keras
from tests.mkdocs.sites import GOOD, built, page, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

BAD = """\
# Bad

```rnnscope
../../models/missing.keras
```

1. in a list

    ~~~rnnscope
    ../../models/mnist.keras layer=lstm
    ~~~

```rnnscope
os:path
```

```rnnscope
```

````md
```rnnscope
../../models/missing.keras
```
````

```rnnscope
-
```

```rnnscope
../../models/mnist.keras laye=dense
```

```rnnscope
../../models/missing.keras
```

```{.rnnscope layer=dense}
../../models/mnist.keras
```

```rnnscope
../../models/mnist.keras depth=0 format=html
```

```rnnscope
broken.keras
```

```rnnscope
../../models/mnist.keras layer=dense picture=recurrence
```

```rnnscope
../../models/mnist.keras picture=weights format=text
```
"""
TOLD = [
    (3, "cannot read models/missing.keras: there is no such file"),
    (9, "no layer is named 'lstm'; there are 'simple_rnn', 'dense'"),
    (13, "os:path runs code: list it in embed-targets of [tool.rnnscope] first"),
    (17, "the mark names no model: its path stands first, as in `model.keras layer=lstm`"),
    (26, "- is no path that leads from the document to a model"),
    (30, "a mark has no option 'laye=dense'; did you mean layer?"),
    (34, "cannot read models/missing.keras: there is no such file"),
    (38, "layer stands in the first line: write it inside the block"),
    (42, "depth is a whole number, 1 or more, and not '0'"),
    (46, "cannot read docs/sub/broken.keras: "),
    (50, "cannot draw the recurrence: dense has no recurrent layer"),
    (54, "picture is for format=svg"),
]


@pytest.fixture(scope="module", params=["mkdocs", "material", "zensical"])
def good(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = site(
        tmp_path_factory.mktemp(request.param),
        "mkdocs" if request.param == "mkdocs" else "material",
        good=GOOD,
    )
    told = built(at, "zensical" if request.param == "zensical" else "mkdocs", "--strict")
    assert "arning" not in told
    return at


def body(at: Path, name: str) -> Any:
    """Read a page as a browser does."""
    return html5lib.parse(page(at, name).read_text("utf-8"), namespaceHTMLElements=False)


def test_the_reports_are_there(good: Path) -> None:
    whole, layer, columns, why, weights, sizes, frame = (
        element
        for element in body(good, "good").iter("div")
        if element.get("class") == "rnnscope rnnscope-report"
    )
    assert "Sequential 'mnist_rnn' in ../../models/mnist.keras" in "".join(whole.itertext())
    assert "✓ summary(): agrees" in "".join(whole.itertext())
    assert [node.tag for node in layer.iter() if node.tag.endswith("math")]
    assert "MACs" in "".join(columns.itertext())
    (pre,) = why.iter("pre")
    assert "21,386" in "".join(pre.itertext())
    pictures = [image.get("alt") for each in (weights, sizes) for image in each.iter("img")]
    assert pictures[0].startswith("The weights of simple_rnn: simple_rnn (SimpleRNN) Each of the")
    assert pictures[1].startswith(
        "Where the 21,386 parameters of mnist_rnn are: simple_rnn: 20,096"
    )
    assert "<h1" in frame.find(".//iframe").get("srcdoc")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_no_page_is_wider_than_its_screen(
    good: Path, chromium: Browser, width: int, scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(page(good, "good").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    text = tab.locator(".rnnscope b").first
    assert text.is_visible()
    assert _contrast(text.evaluate(COLOURS)) > 4.5
    wide = tab.locator(".rnnscope-report").nth(2).locator("table").first
    if width == 390:
        assert wide.evaluate(SCROLLED) > 0
    for number in (0, 1):  # the model, and in a quotation a layer with the table of its weights
        assert tab.locator(".rnnscope-report").nth(number).evaluate(MOVED) == []
    for picture in tab.locator(".rnnscope img").all():
        assert picture.evaluate("image => image.naturalWidth") > 0
    frame = tab.frames[1]
    assert frame.locator("h1").inner_text() == "mnist_rnn"
    context.close()


# What is wider than its screen can be scrolled to its end, in what is around it.
SCROLLED = """table => {
    for (let box = table; box; box = box.parentElement) {
        box.scrollLeft = 100000
        if (box.scrollLeft) return box.scrollLeft
    }
    return 0
}"""
# What is wider than what it stands in, so that it is moved sideways.
MOVED = """report => [report, ...report.querySelectorAll("*")]
    .filter(box => getComputedStyle(box).overflowX != "visible")
    .filter(box => box.scrollWidth > box.clientWidth)
    .map(box => `${box.tagName} ${box.scrollWidth}/${box.clientWidth}`)"""
COLOURS = """element => {
    const text = getComputedStyle(element).color
    for (let box = element; box; box = box.parentElement) {
        const colour = getComputedStyle(box).backgroundColor
        if (!/, 0\\)|transparent/.test(colour)) return [text, colour]
    }
    return [text, "rgb(255, 255, 255)"]
}"""


def _contrast(colours: list[str]) -> float:
    """Return the contrast of two colours, as WCAG has it."""
    lights = []
    for colour in colours:
        parts = [int(float(part)) / 255 for part in re.findall(r"[\d.]+", colour)[:3]]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = site(tmp_path_factory.mktemp("bad"), "material", bad=BAD)
    (at / "docs" / "sub" / "broken.keras").write_bytes(b"no model")
    settings = (at / "mkdocs.yml").read_text("utf-8")
    (at / "mkdocs.yml").write_text(f"{settings}  - attr_list\n", encoding="utf-8")
    return at


def sentences() -> list[str]:
    return [f"docs/sub/bad.md, line {line}: {text}" for line, text in TOLD]


def test_what_is_wrong_is_told_with_its_line_and_ends_a_strict_build(bad: Path) -> None:
    told = built(bad, "mkdocs", "--strict", code=1)
    assert f"Aborted with {len(TOLD)} warnings in strict mode" in told
    assert "Traceback" not in told
    warnings = re.findall(r"^WARNING -  (docs.*)$", told, re.MULTILINE)
    assert len(warnings) == len(TOLD)
    for warning, sentence in zip(warnings, sentences(), strict=True):
        assert warning.startswith(sentence)
    boxes = [
        "".join(element.itertext())
        for element in body(bad, "bad").iter("div")
        if "rnnscope-problem" in element.get("class", "")
    ]
    assert len(boxes) == len(TOLD)
    assert all(warning in box for warning, box in zip(warnings, boxes, strict=True))


def test_what_is_wrong_ends_a_strict_build_of_properdocs(bad: Path) -> None:
    told = built(bad, "properdocs", "--strict", code=1)
    assert f"Aborted with {len(TOLD)} warnings in strict mode" in told
    assert "Traceback" not in told


def test_zensical_tells_what_is_wrong_and_is_strict_as_well(bad: Path) -> None:
    told = built(bad, "zensical")
    for sentence in sentences():
        assert f"rnnscope: warning: {sentence}" in told
    assert sentences()[0] in built(bad, "zensical", "--strict", "--clean", code=1)


def test_a_changed_model_is_a_changed_page_where_pages_are_kept(tmp_path: Path) -> None:
    at = site(tmp_path, "material", one="```rnnscope\n../../models/mnist.keras\n```\n")
    built(at, "zensical")
    assert "21,386" in page(at, "one").read_text("utf-8")
    shutil.copy(SENTIMENT, at / "models" / "mnist.keras")
    built(at, "zensical")
    assert "21,386" not in page(at, "one").read_text("utf-8")


def test_targets_run_where_the_project_lists_them(tmp_path: Path) -> None:
    block = "```rnnscope\n{}\n```\n"
    at = site(tmp_path, "mkdocs", one=block.format("one_model:PATH"), two=block.format("two:PATH"))
    shutil.copy(MNIST, at / "m.keras")
    for name in ("one_model", "two"):
        (at / f"{name}.py").write_text(
            f"import keras\nopen('{name}-ran', 'w').close()\n"
            "PATH = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\n",
            encoding="utf-8",
        )
    (at / "pyproject.toml").write_text(
        '[tool.rnnscope]\nembed-targets = ["one_model:PATH"]\n', encoding="utf-8"
    )
    told = built(at, "mkdocs", "--strict", code=1)
    assert "docs/sub/two.md, line 1: two:PATH runs code" in told
    assert (at / "one_model-ran").exists()
    assert not (at / "two-ran").exists()


def test_witnesses_that_differ_are_a_warning(tmp_path: Path) -> None:
    at = site(tmp_path, "mkdocs", one="```rnnscope\n../../models/lying.keras\n```\n")
    config = sequential(entry("Dense", "d", units=2), shape=(None, 3))
    tensors = {"layers/d/vars/0": (3, 4), "layers/d/vars/1": (2,)}
    write_keras(at / "models" / "lying.keras", config, tensors)
    told = built(at, "mkdocs")
    sentence = "docs/sub/one.md, line 1: ../../models/lying.keras: its witnesses differ: d"
    assert f"WARNING -  {sentence}" in told
    assert "\u2717" in page(at, "one").read_text("utf-8")
