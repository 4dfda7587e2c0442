"""What a mark may say, and what is told of one that says something else."""

from __future__ import annotations

import pytest

from rnnscope.embedding.mark import Mark, read
from rnnscope.errors import BadMarkError

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("m.keras", Mark("m.keras")),
        ("a.b:c", Mark("a.b:c")),
        ("'my models/m 1.keras' layer='a b'", Mark("my models/m 1.keras", "", {"layer": "a b"})),
        ('m.keras layer="it\'s"', Mark("m.keras", "", {"layer": "it's"})),
        ("m.keras\n  depth=2\r\n\tformat=text", Mark("m.keras", "text", {"depth": 2})),
        ("m-''-1.keras", Mark("m--1.keras")),
        ("m.keras why-not=21,000", Mark("m.keras", "", {"why_not": "21,000"})),
        (
            "m.keras only=frozen columns=+bytes,macs layer=*",
            Mark("m.keras", "", {"only": "frozen", "columns": "+bytes,macs", "layer": "*"}),
        ),
        ("a=b", Mark("a=b")),
    ],
)
def test_a_mark_is_read(text: str, mark: Mark) -> None:
    assert read(text, "x.md", 1) == mark


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the mark names no model: its path stands first, as in `model.keras layer=lstm`"),
        ("''", "the mark names no model"),
        ("layer=a", "the mark names no model"),
        ("m.keras depth=x", "depth is a whole number, 1 or more, and not 'x'"),
        ("m.keras depth=0", "depth is a whole number, 1 or more, and not '0'"),
        ("m.keras depth=²", "depth is a whole number"),
        (f"m.keras depth={'9' * 50}", "depth is a number of 9 digits at most, not '99"),
        ("m.keras layer=", "layer has no value: write layer=..."),
        ("m.keras layer", "layer has no value"),
        ("m.keras layer=a layer=b", "layer is given twice"),
        ("m.keras layers=a", "a mark has no option 'layers=a'; did you mean layer?"),
        ("m.keras output=x", "a mark has no option 'output=x'; there are layer, depth, columns,"),
        ("m.keras load=1", "a mark has no option 'load=1'"),
        ("m.keras import=os", "a mark has no option 'import=os'"),
        ("m.keras n.keras", "a mark has no option 'n.keras'"),
        ("m.keras 'layer=a", "the mark cannot be read: No closing quotation"),
        ("m--1.keras", "-- may not stand in a comment; write -''- for it"),
        ("m\x00.keras", "the mark has signs that nobody sees"),
        ("m\u202e.keras", "the mark has signs that nobody sees"),
        ("m" * 3000, "the mark is longer than 2,000 characters"),
    ],
)
def test_what_a_mark_cannot_say_is_told_with_its_line(text: str, problem: str) -> None:
    with pytest.raises(BadMarkError) as caught:
        read(text, "x.md", 7)
    assert str(caught.value).startswith(f"x.md, line 7: {problem}")
