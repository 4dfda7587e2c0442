"""A picture as one file of SVG, for documents that take no HTML."""

from __future__ import annotations

from rnnscope.drawings.standalone import Picture, standalone
from rnnscope.drawings.typed import Line, typed
from rnnscope.errors import NoPictureError
from rnnscope.pages.explorable.sheet import Sheet, sheet
from rnnscope.pages.said.verdicts import headline
from rnnscope.pages.whole.page import title
from rnnscope.renderers._layout import lines_of
from rnnscope.renderers._options import Options
from rnnscope.renderers._widths import width_of
from rnnscope.renderers.ascii_text import in_references
from rnnscope.report.report import Report

REPORT = "report"
_CLASSES = {"bold": "strong", "dim": "calm", "green": "good", "red": "bad", "yellow": "warn"}


def render(report: Report, options: Options) -> str:
    """Render one kind of pictures; the usual one is what can be drawn best, or the report as text.

    Raises:
        NoPictureError: the kind that is asked for cannot be drawn.

    """
    return written(laid_out(report, options), ascii_only=options.ascii_only)


def written(made: Sheet, *, ascii_only: bool = False) -> str:
    """Write pictures that are laid out as the file that they are in."""
    text = standalone(made.pictures, made.title, made.description)
    return in_references(text, ascii_only=ascii_only)


def picture(report: Report, kind: str = "", layer: str | None = None) -> str:
    """Return a picture of a report, or of one of its layers, as an SVG that brings its style.

    Raises:
        NoPictureError: it cannot be drawn.
        BadArgumentError: there is no such kind.
        UnknownLayerNameError: the model has no such layer.

    """
    return render(report, Options(layer=layer, picture=kind))


def laid_out(report: Report, options: Options) -> Sheet:
    """Lay out what `render` draws, with what is seen there in words.

    Raises:
        NoPictureError: the kind that is asked for cannot be drawn.

    """
    is_answer = options.why_not is not None or options.what_if is not None
    if options.picture == REPORT or (is_answer and not options.picture):
        return _typed(report, options)
    if is_answer:
        raise NoPictureError(options.picture, "a question is answered in words")
    if options.picture:
        return sheet(report, options, options.picture)
    try:
        return sheet(report, options)
    except NoPictureError:  # the report says in words what is not known
        return _typed(report, options)


def _typed(report: Report, options: Options) -> Sheet:
    """Lay out the report as a terminal shows it."""
    lines = [_styled(line) for line in lines_of(report, options)]
    label = title(report)
    drawn = typed(lines, label, width_of)
    made = Picture(drawn.svg, drawn.height, width=drawn.width)
    return Sheet(label, " · ".join(headline(report)), (made,))


def _styled(line: Line) -> Line:
    return [(text, _CLASSES.get(style, "")) for text, style in line if text]
