"""What the page does under a reader's hands, in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import opened, settle
from tests.renderers.explorable import models
from tests.renderers.explorable.conftest import Pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OPEN_ALL = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"

FOLLOWS = """[data-node], [data-share], [data-name], [data-place], [data-layer-total],
    [data-term-total], .effect, aside, script, style, title, .sr"""
# Texts without sizes of the model: names, classes, formulas, how often a block is there.
FOLLOWS += """, h1, h2, h3, h4, h5, .eyebrow, footer, .f, code, .code, .k, .polynomial,
    .fold, .times, .sumline, .classes, .numbers, figcaption, .child > *"""
STALE = """(follows) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const isDim = (each) =>
        each && (getComputedStyle(each).opacity < 1 || isDim(each.parentElement));
    const stale = [];
    while (texts.nextNode()) {
        const { data, parentElement } = texts.currentNode;
        if (!/\\b\\d/.test(data) || parentElement.closest(follows)) continue;
        if (parentElement.checkVisibility() && !isDim(parentElement)) stale.push(data.trim());
    }
    return stale;
}"""


@pytest.fixture
def mnist(chromium: Browser, pages: Pages) -> Iterator[Page]:
    with opened(chromium, pages.page("mnist")) as page:
        yield page


def total(page: Page) -> str:
    return page.inner_text("[data-total]")


def number_box(page: Page, name: str) -> str:
    """Return the selector of the first box that moves a size."""
    knobs = page.evaluate("() => JSON.parse(document.getElementById('data').textContent).knobs")
    place = next(i for i, knob in enumerate(knobs) if name in knob[3])
    return f"input[type=number][data-knob='{place}']:visible >> nth=0"


@contextmanager
def shown_after(page: Page) -> Iterator[None]:
    yield
    settle(page)


def test_a_box_moves_the_count_and_the_bar_says_so(mnist: Page) -> None:
    with shown_after(mnist):
        mnist.fill(number_box(mnist, "simple_rnn.units"), "200")
    assert total(mnist) == "47,810"
    said = "simple_rnn.units 128 → 200: the model has 47,810 (+26,424)"
    assert mnist.inner_text("#whatif-text") == said
    with shown_after(mnist):
        mnist.click("#reset")
    assert total(mnist) == "21,386"
    assert mnist.is_hidden("#whatif")


def test_what_changes_no_count_says_that_too(mnist: Page) -> None:
    with shown_after(mnist):
        mnist.fill(number_box(mnist, "input_layer.timesteps"), "500")
    assert total(mnist) == "21,386"
    assert mnist.inner_text("#whatif-text").endswith("still 21,386")
    [knob] = mnist.locator("[data-effect]").evaluate_all(
        "(all) => all.filter((each) => each.textContent).map((each) => each.textContent)"
    )
    assert knob == "Still 21,386: nothing changes."


NO_SIZES = ["0", "-3", "2.5", "1e3", "1e", "999999999", "9007199254740993", "1e308", "", "+"]


@pytest.mark.parametrize("text", NO_SIZES)
def test_nothing_is_counted_while_a_box_shows_no_size(mnist: Page, text: str) -> None:
    """What is typed is never counted in part; left, a box shows what is counted."""
    box = number_box(mnist, "simple_rnn.units")
    takes = "simple_rnn.units takes whole numbers from 1 to 1,000,000"
    mnist.focus(box)
    mnist.keyboard.press("ControlOrMeta+a")
    with shown_after(mnist):
        mnist.keyboard.press("Delete")
        mnist.keyboard.type(text)
    assert total(mnist) == "–"
    assert mnist.inner_text("#whatif-text") == f"{takes}."
    assert mnist.get_attribute(box, "aria-invalid") == "true"
    with shown_after(mnist):
        mnist.locator("#expected").focus()
    units = int(mnist.input_value(box))
    assert total(mnist) == f"{units * units + 39 * units + 10:,}"
    assert mnist.inner_text("#link-words") == f"{takes}: it is {units:,} here."
    assert mnist.get_attribute(box, "aria-invalid") is None
    with shown_after(mnist):
        mnist.fill(box, "200")
    assert (total(mnist), mnist.inner_text("#link-words")) == ("47,810", "")


def test_a_box_follows_what_is_counted_even_while_it_is_used(mnist: Page) -> None:
    box = number_box(mnist, "simple_rnn.units")
    mnist.fill(box, "0")
    with shown_after(mnist):
        mnist.evaluate("() => { location.hash = '#set=simple_rnn.units:200'; }")
    assert (mnist.input_value(box), total(mnist)) == ("200", "47,810")
    with shown_after(mnist):
        mnist.keyboard.press("ArrowUp")
    assert (mnist.input_value(box), total(mnist)) == ("201", f"{201 * 201 + 39 * 201 + 10:,}")


def test_escape_goes_back_to_the_size_that_a_box_had(mnist: Page) -> None:
    box = number_box(mnist, "simple_rnn.units")
    mnist.fill(box, "200")
    mnist.locator("#expected").focus()
    for text in ("300", "0"):
        with shown_after(mnist):
            mnist.fill(box, text)
            mnist.keyboard.press("Escape")
        assert (mnist.input_value(box), total(mnist)) == ("200", "47,810")
        assert mnist.get_attribute(box, "aria-invalid") is None


def test_an_expected_number_is_asked_again_where_sizes_change(mnist: Page) -> None:
    mnist.fill("#expected", "47810")
    assert mnist.inner_text("#expect-answer").startswith("No usual mistake gives that.")
    with shown_after(mnist):
        mnist.fill(number_box(mnist, "simple_rnn.units"), "200")
    assert mnist.inner_text("#expect-answer") == "That is the model as it is set here."
    mnist.fill("#expected", "45800")
    assert mnist.inner_text("#expect-answer") == "That is simple_rnn as it is set here."
    mnist.fill("#expected", "21386")
    written = "For the model as it was written: That is the model."
    assert mnist.inner_text("#expect-answer") == written


def test_what_only_later_layers_count_can_be_moved(chromium: Browser, pages: Pages) -> None:
    """Strides and the like, in no formula of their layer, move what is behind a Flatten."""
    with opened(chromium, pages.page("strided")) as page:
        page.evaluate(OPEN_ALL)
        for layer, size, text in [("conv", "stride_width", "1"), ("pool", "pool_width", "4")]:
            with shown_after(page):
                page.get_by_label(f"{size} of {layer}").first.fill(text)
        found = pages.report("strided").recounting.recount(
            {"conv.stride_width": 1, "pool.pool_width": 4}
        )
        assert total(page) == f"{found.total:,}"
        assert page.locator(".effect:visible").all_inner_texts()[-1].endswith("params.")


def test_a_size_that_nothing_counts_is_not_offered(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("resnet50")) as page:
        assert page.get_by_label("stride_height of").count() == 0


def test_an_open_size_may_be_left_open_again(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("transformer"), "#set=tokens.timesteps:5") as page:
        box = number_box(page, "tokens.timesteps")
        with shown_after(page):
            page.fill(box, "")
        assert page.get_attribute(box, "aria-invalid") is None
        assert page.is_hidden("#whatif")
        with shown_after(page):
            page.locator(box).press_sequentially("-")
        assert total(page) == "–"
        with shown_after(page):
            page.locator(box).blur()
        page.locator(box).press_sequentially("7")
        assert page.input_value(box) == "7"


def test_a_slider_and_a_dragged_number_move_it(mnist: Page) -> None:
    slider = number_box(mnist, "simple_rnn.units").replace("number", "range")
    with shown_after(mnist):
        mnist.fill(slider, "256")
    assert total(mnist) == f"{256 * 256 + 256 * 28 + 256 + 256 * 10 + 10:,}"
    number = mnist.locator(".drag:visible").first
    number.scroll_into_view_if_needed()
    box = number.bounding_box()
    assert box is not None
    before = total(mnist)
    mnist.mouse.move(box["x"] + 4, box["y"] + 4)
    mnist.mouse.down()
    mnist.mouse.move(box["x"] + 64, box["y"] + 4, steps=5)
    mnist.mouse.up()
    settle(mnist)
    assert total(mnist) != before


def test_escape_on_the_bar_goes_back(mnist: Page) -> None:
    with shown_after(mnist):
        mnist.fill(number_box(mnist, "simple_rnn.units"), "200")
    mnist.locator("#reset").focus()
    with shown_after(mnist):
        mnist.keyboard.press("Escape")
    assert total(mnist) == "21,386"
    assert mnist.evaluate("document.activeElement.dataset.knob") is not None


def test_what_keras_would_refuse_has_no_count(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("grouped"), "#set=first.filters:13") as page:
        settle(page)
        assert "Keras would refuse it: first needs a size to be a multiple of" in page.inner_text(
            "#whatif-text"
        )
        assert total(page) == "–"
        assert set(page.locator("[data-node]").all_text_contents()) == {"–"}
        assert page.locator("html.refused").count() == 1


def test_what_cannot_be_counted_stays_as_it_was_written(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("unknown"), java_script_enabled=False) as page:
        written = page.evaluate("document.querySelector('main').innerHTML")
    with opened(chromium, pages.page("unknown"), "#set=first.units:9") as page:
        page.evaluate(OPEN_ALL)
        settle(page)
        assert page.get_attribute("html", "data-sound") == "false"
        assert page.locator(".scrub input:enabled").count() == 0
        left = page.evaluate("document.querySelector('main').innerHTML").replace(' open=""', "")
        assert left == written.replace(' open=""', "")


def test_what_is_opened_later_shows_the_changed_count(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("transformer"), "#set=table.output_dim:64") as page:
        page.locator("details.layer:has(> .card[data-form]) > summary").last.click()
        settle(page)
        last = page.locator(".card[data-form]").last
        assert last.locator(".ledger [data-name=input_dim]").first.inner_text() == "64"
        assert last.locator(".formula .sum").inner_text() == f"{64 * 1000 + 1000:,}"
        assert last.locator(".name[data-symbol=input_dim] input").first.input_value() == "64"


def test_a_clone_is_the_card_that_it_stands_for(chromium: Browser, pages: Pages) -> None:
    """The formula's numbers in the clone are those that stand there without script."""
    with opened(chromium, pages.page("resnet50")) as page:
        page.evaluate(OPEN_ALL)
        settle(page)
        found = page.evaluate(
            """() => [...document.querySelectorAll(".bench[data-cloned]")].map((bench) => {
                const number = (each) => Number(each.textContent.replaceAll(",", ""));
                const terms = [...bench.querySelectorAll("[data-term-total]")].map(number);
                const card = bench.closest(".card");
                return [card.dataset.card, terms.reduce((sum, each) => sum + each, 0),
                    number(bench.querySelector(".sum")),
                    [...bench.querySelectorAll(".from")].map((each) => each.textContent),
                    [...bench.querySelectorAll("caption, input")]
                        .map((each) => each.ariaLabel ?? each.textContent)];
            })"""
        )
        ids = page.locator("[id]").evaluate_all("(all) => all.map(({ id }) => id)")
    assert len(ids) == len({*ids})
    cards = list(pages.shown("resnet50").cards)
    assert len(found) > 30
    for card, terms, together, origins, labels in found:
        own = cards[int(card)]
        assert terms == together == own.own.value
        assert origins == [name.origin for name in own.names]
        assert all(own.layer.name in label for label in labels)


def test_a_term_lights_its_block_and_row_and_stays_pressed(mnist: Page) -> None:
    mnist.locator(".term").first.focus()
    assert mnist.locator(".block.lit").count() == 1
    assert mnist.locator("tr.lit").count() == 1
    mnist.keyboard.press("Enter")
    mnist.locator("#expected").focus()
    assert mnist.locator(".term[aria-pressed=true]").count() == 1
    assert mnist.locator(".block.lit").count() == 1
    mnist.locator(".block[data-term='1']").first.click()
    assert mnist.locator(".term[aria-pressed=true]").get_attribute("data-term") == "1"


@pytest.mark.parametrize("width", [390, 1280])
def test_each_term_is_hit_where_it_is_seen(chromium: Browser, pages: Pages, width: int) -> None:
    with opened(chromium, pages.page("transformer"), width=width) as page:
        page.evaluate(OPEN_ALL)
        missed = page.evaluate(
            """() => [...document.querySelectorAll(".term")].filter((term) => {
                term.scrollIntoView({ block: "center", behavior: "instant" });
                const { x, y, width, height } = term.getBoundingClientRect();
                return !term.contains(document.elementFromPoint(x + width / 2, y + height / 2));
            }).length"""
        )
        assert missed == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("21,386", "That is the model."),
        ("20096", "That is simple_rnn."),
        ("128*157", "That is simple_rnn."),
        ("128·128 + 28 × 128 + 128 + 1,290", "That is the model."),
        ("9" * 15 + "*99", "Please give a whole number"),
        ("128*", "Please give a whole number"),
        ("3584", "That is kernel of simple_rnn."),
        ("1280", "kernel of dense"),
        ("3,712", "This is what you get if"),
        ("5002", "For the whole model"),
        ("77", "No usual mistake gives that. The nearest is"),
        ("abc", "Please give a whole number"),
        ("", ""),
    ],
)
def test_a_number_that_was_expected(mnist: Page, typed: str, said: str) -> None:
    mnist.fill("#expected", typed)
    answer = mnist.inner_text("#expect-answer")
    assert said in answer if said else answer == ""


def test_layers_are_found_by_names_that_are_folded_too(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("alike")) as page:
        page.fill("#find", "dense_377")
        assert page.inner_text("#found").startswith("1 found: dense_377 is like dense_")
        assert page.locator("[data-also]").get_attribute("data-also") == " and dense_377"
        assert page.locator(".row[data-row]:visible").count() == 1
        page.fill("#find", "nothing")
        assert page.inner_text("#found") == "0 found"
        assert page.locator(".row[data-row]:visible").count() == 0
        page.fill("#find", "")
        assert page.inner_text("#found") == ""
        assert page.locator("[data-also]").count() == 0


@pytest.mark.parametrize(
    ("fragment", "count", "words"),
    [
        ("#set=simple_rnn.units:200", "47,810", ""),
        ("#set=simple_rnn%2Eunits:200,nobody.units:3", "47,810", "nobody.units (no size"),
        ("#set=simple_rnn.units:x", "21,386", "(which can't be x)"),
        ("#set=simple_rnn.units:-1,,:", "21,386", "(which can't be -1)"),
        ("#set=%E0%A4%A:9", "21,386", "(no size"),
        ("#set=__proto__:9,constructor:9", "21,386", "__proto__ (no size"),
        ("#set=<img src=x onerror=alert(1)>:9", "21,386", "<img src=x"),
        ("#set=", "21,386", ""),
    ],
)
def test_a_link_holds_the_sizes(
    chromium: Browser, pages: Pages, fragment: str, count: str, words: str
) -> None:
    with opened(chromium, pages.page("mnist"), fragment) as page:
        settle(page)
        assert total(page) == count
        assert words in page.inner_text("#link-words")
        assert page.locator("img").count() == 0


def test_the_bar_says_which_size_of_a_link_cannot_move(chromium: Browser, pages: Pages) -> None:
    """A layer that two others share needs both to give one size."""
    with opened(chromium, pages.page("odd"), "#set=eye.each.depth_multiplier:3") as page:
        settle(page)
        said = page.locator("#whatif").inner_text()
        assert "eye.each.depth_multiplier (which can't move alone)" in said
        with shown_after(page):
            page.click("#reset")
        assert page.is_hidden("#whatif")


def test_what_was_changed_is_in_the_address(mnist: Page) -> None:
    mnist.fill(number_box(mnist, "simple_rnn.units"), "200")
    mnist.wait_for_url(lambda url: url.endswith("#set=simple_rnn.units:200"))
    mnist.evaluate("() => { location.hash = '#set=dense.units:12'; }")
    settle(mnist)
    assert total(mnist) == f"{20_096 + 12 * 129:,}"
    mnist.click("#reset")
    mnist.wait_for_url(lambda url: "#" not in url)


def test_a_row_is_opened_by_its_link(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("transformer"), "#r3") as page:
        assert page.locator("#r3 > details[open]").count() == 1


def test_names_stay_text(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("hostile")) as page:
        page.evaluate(OPEN_ALL)
        page.fill("#expected", "175")
        settle(page)
        assert page.evaluate("window.pwned") is None
        assert page.locator("img").count() == 0
        assert "\u202e" not in page.content()
        assert models.HOSTILE[:20] in page.inner_text("h1")


@pytest.mark.parametrize("name", ["mnist", "transformer"])
def test_without_script_it_is_all_there(chromium: Browser, pages: Pages, name: str) -> None:
    with opened(chromium, pages.page(name), java_script_enabled=False) as page:
        assert page.locator("h1").is_visible()
        assert not page.locator("#expect").is_visible()
        row = page.locator("details.layer:has(.ledger)").first
        if row.get_attribute("open") is None:
            row.locator("summary").first.click()
        assert row.locator(".ledger").first.is_visible()
        assert page.locator(".scrub input:enabled").count() == 0


def test_print_opens_everything(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("transformer")) as page:
        closed = page.locator("details:not([open])").count()
        page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details:not([open])").count() == 0
        assert page.locator(".bench[data-clone]").count() == 0
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
        assert page.locator("details:not([open])").count() == closed


def test_on_paper_it_says_first_what_was_changed(mnist: Page) -> None:
    mnist.fill(number_box(mnist, "simple_rnn.units"), "200")
    mnist.emulate_media(media="print")
    mnist.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    settle(mnist)
    assert mnist.inner_text("body").startswith("simple_rnn.units 128 → 200: the model has 47,810")
    assert mnist.is_hidden("#reset")


def test_everything_is_reached_by_keyboard(mnist: Page) -> None:
    reached = set[str]()
    for _ in range(80):
        mnist.keyboard.press("Tab")
        reached.add(
            mnist.evaluate(
                "document.activeElement.id || document.activeElement.dataset.knob"
                " || document.activeElement.className || document.activeElement.tagName"
            )
        )
    assert {"theme", "expected"} <= reached
    assert any(each.startswith("term") for each in reached)
    assert any(each.isdigit() for each in reached)


def test_the_theme_goes_round(mnist: Page) -> None:
    texts = []
    for _ in range(3):
        mnist.click("#theme")
        texts.append((mnist.inner_text("#theme"), mnist.get_attribute("html", "data-theme")))
    assert texts == [("Theme: light", "light"), ("Theme: dark", "dark"), ("Theme: auto", None)]


@pytest.mark.parametrize(("name", "scheme"), [("sentiment", "light"), ("odd", "dark")])
def test_axe_finds_nothing(chromium: Browser, pages: Pages, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    with opened(chromium, pages.page(name), color_scheme=scheme, reduced_motion="reduce") as page:
        page.evaluate(OPEN_ALL)
        settle(page)
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


@pytest.mark.parametrize("name", ["mnist", "transformer", "hostile", "odd"])
def test_nothing_is_wider_than_the_screen(chromium: Browser, pages: Pages, name: str) -> None:
    with opened(chromium, pages.page(name), "#set=tokens.timesteps:500000") as page:
        page.evaluate(OPEN_ALL)
        for width in (320, 390, 768, 1280, 2560):
            page.set_viewport_size({"width": width, "height": 800})
            settle(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["mnist", "sentiment", "transformer", "odd", "strided"])
def test_nothing_is_stale(chromium: Browser, pages: Pages, name: str) -> None:
    """Each number follows the sizes or steps back; names, and what is no number, may stay."""
    knobs = pages.shown(name).recounting.knobs
    knob = next(each for each in knobs if not each.locked and (each.value or 0) > 4)
    with opened(chromium, pages.page(name), reduced_motion="reduce") as page:
        page.evaluate(OPEN_ALL)
        page.evaluate(f"() => {{ location.hash = '#set={knob.name}:{2 * (knob.value or 0)}'; }}")
        settle(page)
        assert page.evaluate(STALE, FOLLOWS) == []


@pytest.mark.parametrize(
    ("name", "most_kb", "most_nodes"),
    [
        ("mnist", 80, 1_500),
        ("resnet50", 350, 5_000),
        ("distinct", 1_000, 22_000),
        ("alike", 200, 1_500),
    ],
)
def test_pages_are_small(
    chromium: Browser, pages: Pages, name: str, most_kb: int, most_nodes: int
) -> None:
    with opened(chromium, pages.page(name)) as page:
        nodes = page.evaluate("document.querySelectorAll('*').length")
    kb = pages.page(name).stat().st_size / 1000
    assert (kb <= most_kb, nodes <= most_nodes) == (True, True), (kb, nodes)


def test_forced_colours_and_reduced_motion_break_nothing(chromium: Browser, pages: Pages) -> None:
    place = pages.page("mnist")
    with opened(chromium, place, forced_colors="active", reduced_motion="reduce") as page:
        with shown_after(page):
            page.fill(number_box(page, "simple_rnn.units"), "200")
        assert total(page) == "47,810"
        assert page.evaluate("document.getAnimations().length") == 0


def test_a_page_of_a_file_needs_nothing_else(pages: Pages) -> None:
    text = Path(pages.page("mnist")).read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert " style=" not in text
    assert " onclick" not in text
