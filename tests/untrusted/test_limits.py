"""The limits: each is told, each can be changed, and the bounds outside of them have a reason."""

from __future__ import annotations

import ast
import inspect
import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import rnnscope
from rnnscope.cli import app
from rnnscope.errors import BadLimitError, TooMuchWorkError
from rnnscope.untrusted.limits import Limits, applied, spend, working
from tests.benchmarks.many_layers import SHAPES

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "examples" / "mnist_rnn.keras"

# Numbers that a file cannot ask to be raised, and why each is none of the limits.
FORMAT = "the format of the file, or of what Keras and NumPy can do"
GUARD = "keeps a function that calls itself from the end of Python's stack"
STYLE = "how much a person reads at once"
CACHE = "how much is kept or read at once; the answer is the same with any"
OWN = "what the user wrote, or this program itself"
VAST = "beyond what any model, equation or sum of a person has: no more work is done"
JUDGED = "how likely a mistake is, or how many are tried before one is named"
PLACE = "where something stands in a picture, or how wide it is"
OUTSIDE = {
    "rnnscope/__main__.py": {"INTERRUPTED": OWN},
    "rnnscope/arguments.py": {"LONGEST": OWN, "MOST_AXES": FORMAT},
    "rnnscope/embedding/blocks.py": {"LEVEL": STYLE},
    "rnnscope/embedding/families/markdown.py": {"_LOWEST": "levels of headings in Markdown"},
    "rnnscope/embedding/families/restructuredtext.py": {"_MOST": OWN},
    "rnnscope/embedding/mark.py": {"LONGEST": OWN, "_MOST_DIGITS": OWN},
    "rnnscope/embedding/unified.py": {
        "CONTEXT": STYLE,
        "_MOST": "what changed is shown line by line or as one; it is the same text",
    },
    "rnnscope/expectations/bounds.py": {
        "_SAID": STYLE,
        "_TRIED": "each is a recount; with more groups than that it is not told",
    },
    "rnnscope/expectations/explaining.py": {
        "_CHANGES": STYLE,
        "_EXPLAINED": "of thousands that are wrong nobody reads the causes of each",
        "_SECONDS": "what is found by then is told, within the limit work_seconds",
        "_SECONDS_IN_ALL": "what is found by then is told, within the limit work_seconds",
    },
    "rnnscope/expectations/more_layers.py": {
        "_MOST_AXES": "images and volumes have no more",
        "_NAMED": STYLE,
        "_WINDOW": "what nearly every pooling has",
    },
    "rnnscope/expectations/multiply_adds.py": {"_FOR_EXAMPLE": STYLE, "_PARTS": STYLE},
    "rnnscope/expectations/other_sizes.py": {
        "_ASKED": "the likeliest alone are held against Keras",
        "_PAIRED": "the likeliest alone are looked at two by two",
    },
    "rnnscope/expectations/telling.py": {"_ORIGINS": STYLE, "_PARTS": STYLE},
    "rnnscope/expectations/training.py": {"_NAMED": STYLE},
    "rnnscope/report/recounting/along.py": {
        "_FARTHEST": "sizes that are tried one by one, around the one that there is",
        "_FEWEST": "sizes that are tried one by one, around the one that there is",
        "_TRIED": "sizes that are tried one by one, around the one that there is",
    },
    "rnnscope/expectations/formulas.py": {
        "_MOST": VAST,
        "_READINGS": "the readings of one text: far above any",
    },
    "rnnscope/expectations/known_mistakes.py": {"_MOST": VAST},
    "rnnscope/expectations/other_settings.py": {"_NAMED": STYLE},
    "rnnscope/expectations/parts.py": {"_NAMED": STYLE, "_TIMES": STYLE},
    "rnnscope/expectations/witnesses.py": {"_NAMED": STYLE},
    "rnnscope/pages/checked/failure_lines.py": {
        "WIDTH": STYLE,
        "_HANG": STYLE,
        "_NAME": STYLE,
        "_NARROW": STYLE,
        "_TOLD": STYLE,
        "_VALUE": STYLE,
    },
    "rnnscope/checking/at_revision.py": {"_POINTER": FORMAT},
    "rnnscope/checking/git_process.py": {"_PIECE": CACHE, "_WAITING": OWN},
    "rnnscope/changes/alignment.py": {
        "_AUTOMATIC_NAME": JUDGED,
        "_CELLS": VAST,
        "_CLASS": JUDGED,
        "_OWN_NAME": JUDGED,
        "_SAME": JUDGED,
        "_SIZES": JUDGED,
        "_STEPS": VAST,
        "_STRUCTURE": JUDGED,
    },
    "rnnscope/changes/structural.py": {"_SHOWN": STYLE},
    "rnnscope/changes/told.py": {"_LISTED": STYLE},
    "rnnscope/changes/upstream.py": {"_MOST": VAST},
    "rnnscope/checking/configuration/__init__.py": {"_LONGEST": VAST},
    "rnnscope/checking/many/__init__.py": {"_MOST": OWN, "_WORTH": OWN},
    "rnnscope/checking/models.py": {"_HEAD": CACHE},
    "rnnscope/processes/heard.py": {"_LONGEST": CACHE},
    "rnnscope/checking/many/process.py": {"_GRACE": OWN, "_LONGEST": VAST},
    "rnnscope/commands/_beside.py": {"_AGE": CACHE, "_LONGEST": STYLE},
    "rnnscope/commands/alone.py": {"_LONGEST": OWN, "_PAUSE": CACHE},
    "rnnscope/commands/completion.py": {"MOST": STYLE},
    "rnnscope/commands/lockable.py": {"_SHOWN": STYLE},
    "rnnscope/commands/locking.py": {"_HEAD": CACHE},
    "rnnscope/commands/textconv.py": {"_POINTER_BYTES": FORMAT, "_SHOWN": STYLE},
    "rnnscope/commands/expected.py": {"_LONGEST": VAST},
    "rnnscope/commands/check.py": {"_HELD": OWN},
    "rnnscope/drawings/kernels.py": {
        "_FINE": STYLE,
        "_FOOT": PLACE,
        "_LEAST": PLACE,
        "_SHOWN": STYLE,
    },
    "rnnscope/drawings/lanes.py": {"MOST_LANES": STYLE, "_LAST": STYLE},
    "rnnscope/drawings/matrices.py": {
        "LABELS": PLACE,
        "WIDTH": PLACE,
        "_ACROSS": STYLE,
        "_LARGEST": PLACE,
        "_LONGEST": STYLE,
    },
    "rnnscope/drawings/measures.py": {"LARGEST": VAST, "OPEN": VAST, "_DECIMALS": PLACE},
    "rnnscope/drawings/badge.py": {"_LETTER": PLACE},
    "rnnscope/drawings/standalone.py": {"_EDGE": PLACE},
    "rnnscope/drawings/svg.py": {"_LETTER": PLACE},
    "rnnscope/drawings/treemap.py": {"_CAP": PLACE, "_MANY": STYLE},
    "rnnscope/drawings/typed.py": {"_DOWN": PLACE},
    "rnnscope/drawings/weights.py": {
        "_LINE": PLACE,
        "_MOST_PARTS": STYLE,
        "_ROUND": STYLE,
        "_TICK": PLACE,
    },
    "rnnscope/drawings/unrolled.py": {"_KINDS": STYLE, "_LEFT_OUT": STYLE, "_SHOWN": STYLE},
    "rnnscope/equations/parser.py": {"_LONGEST": VAST},
    "rnnscope/equations/resolving.py": {"_LARGEST": STYLE},
    "rnnscope/mistakes/answer.py": {"_MOST": VAST, "_SAID": STYLE},
    "rnnscope/mistakes/causes.py": {"SAID": STYLE, "_LEAST": JUDGED, "_SHARE": JUDGED},
    "rnnscope/mistakes/dense.py": {"_MOST": JUDGED},
    "rnnscope/mistakes/miscount.py": {"_LISTED": STYLE},
    "rnnscope/mistakes/nearest.py": {
        "_HUGE": VAST,
        "_LONGEST": JUDGED,
        "_NEAR": JUDGED,
        "_TIMES": JUDGED,
    },
    "rnnscope/mistakes/own_sum.py": {
        "MOST": VAST,
        "_APART": VAST,
        "_HIGHEST": VAST,
        "_LONGEST": VAST,
    },
    "rnnscope/mistakes/registry.py": {"_COMBINED": JUDGED, "_COMMON": JUDGED},
    "rnnscope/mistakes/rows.py": {"_ONE_WAY": JUDGED, "_TOLD": STYLE},
    "rnnscope/mistakes/sizes.py": {"_MOST": JUDGED},
    "rnnscope/mistakes/thought.py": {
        "_RAREST": JUDGED,
        "_TOGETHER": JUDGED,
        "_WITH_THE_COMMONEST": JUDGED,
    },
    "rnnscope/mistakes/in_total.py": {
        "_ALONE": JUDGED,
        "_COMMON": JUDGED,
        "_FEW": JUDGED,
        "_IN_TOTAL": JUDGED,
        "_LISTED": STYLE,
        "_MOST_COMMON": JUDGED,
        "_WRITTEN": STYLE,
    },
    "rnnscope/mistakes/whole_model.py": {"_ALONE": JUDGED},
    "rnnscope/mistakes/usual.py": {"_COMMON": JUDGED},
    "rnnscope/renderers/model_card.py": {"HEADINGS": FORMAT, "_LONG": STYLE},
    "rnnscope/pages/compared/change_words.py": {"_MOVED": STYLE, "_TEXT": STYLE},
    "rnnscope/pages/compared/changes_page.py": {"_MOST": STYLE, "_RENAMED": STYLE, "_ROW": STYLE},
    "rnnscope/pages/said/compute_lines.py": {"_LONG": STYLE},
    "rnnscope/words/asked.py": {"_MOST": STYLE},
    "rnnscope/report/plausible.py": {
        "_LARGEST_KERNEL": JUDGED,
        "_MOST_HEADS": JUDGED,
        "_ROUND": FORMAT,
    },
    "rnnscope/words/trained.py": {"_NAMED": STYLE},
    "rnnscope/solving/found/_choices.py": {
        "MOST": "with more it is not told",
        "_MANY": "more than one",
    },
    "rnnscope/solving/deciding/applications.py": {
        "_CLASSES": FORMAT,
        "_COLOURS": FORMAT,
        "_STRIDE": FORMAT,
    },
    "rnnscope/solving/together/_biases.py": {"SEVERAL": JUDGED},
    "rnnscope/solving/deciding/grounds.py": {"_LEAST": JUDGED, "_SIDE": JUDGED, "_STEP": JUDGED},
    "rnnscope/solving/rows/classes.py": {"_MOST": "with more it is not told"},
    "rnnscope/solving/rows/cut_entries.py": {"_MOST": "with more what flows in is not told"},
    "rnnscope/solving/deciding/decided.py": {
        "_KEPT": "what is not kept is worked out again",
        "_MOST_ALIKE": STYLE,
        "MOST": VAST,
        "_ENOUGH": STYLE,
        "_PLENTY": JUDGED,
    },
    "rnnscope/solving/formulas/drafts.py": {
        "_A_STEP": FORMAT,
        "PROBE": "a number that much divides",
    },
    "rnnscope/solving/found/_examples.py": {"_MOST": VAST},
    "rnnscope/solving/search/fitting.py": {"_KEPT": "what is not kept is worked out again"},
    "rnnscope/solving/deciding/adapted.py": {"_LARGEST": JUDGED},
    "rnnscope/solving/formulas/moulds.py": {"_KEPT": "what is not kept is worked out again"},
    "rnnscope/solving/search/nearest.py": {"_DOUBLED": VAST, "_FEW": STYLE},
    "rnnscope/solving/formulas/numbers.py": {
        "_AT_ONCE": "a thousand of them take no time",
        "_TRIED": "what is larger is said not to be taken apart",
    },
    "rnnscope/solving/together/said.py": {"_MOST": STYLE},
    "rnnscope/solving/search/search.py": {"_LARGEST_WINDOW": JUDGED},
    "rnnscope/solving/together/rounds.py": {
        "_ROUNDS": "each leaves fewer; one that is left out is told"
    },
    "rnnscope/solving/search/usual.py": {"_LARGEST": JUDGED, "_STEPS_OF_IMAGES": FORMAT},
    "rnnscope/solving/formulas/unknowns.py": {
        "_TRIED": "beyond it is said that not all was looked for"
    },
    "rnnscope/solving/found/verdicts.py": {"_BESIDE": STYLE},
    "rnnscope/solving/search/windows.py": {
        "_CHANNELS": "any would do",
        "_KEPT": "what is not kept is worked out again",
        "_MOST": VAST,
    },
    "rnnscope/solving/formulas/worked.py": {"_KEPT": "what is not kept is worked out again"},
    "rnnscope/words/printed/assumptions.py": {"_MANY": STYLE, "_SHORT": STYLE},
    "rnnscope/words/printed/summary.py": {"_LISTED": STYLE},
    "rnnscope/words/printed/row_verdicts.py": {
        "_ALTERNATIVES": STYLE,
        "_LISTED": STYLE,
        "_LONGEST": STYLE,
    },
    "rnnscope/words/totals.py": {
        "_DEEP": FORMAT,
        "_KILOBYTE": FORMAT,
        "_FLATTENED": STYLE,
        "_LARGE": STYLE,
        "_MANY": STYLE,
        "_MOST": STYLE,
    },
    "rnnscope/catalogue/entries.py": {"_SIZE": OWN, "_EXTENT": OWN},
    "rnnscope/model/config.py": {"MAX_DEPTH": GUARD},
    "rnnscope/untrusted/fields.py": {"MAX_AXES": FORMAT, "_MAX_SIZE": FORMAT, "_SHOWN": STYLE},
    "rnnscope/derivation/_graph.py": {"_CIRCLE": STYLE},
    "rnnscope/derivation/_opaque.py": {"_SHOWN": STYLE},
    "rnnscope/derivation/_rows.py": {"MAX_SIZE": FORMAT},
    "rnnscope/derivation/_shapes.py": {"_LONG": STYLE, "_MOST_READERS": STYLE},
    "rnnscope/errors.py": {"_LOOKED_AT": STYLE, "_SHOWN": STYLE, "_WORDS": STYLE},
    "rnnscope/algebra/expr.py": {"_FEW": CACHE},
    "rnnscope/report/recounting/locks.py": {"_MOST_EXTENTS": FORMAT},
    "rnnscope/report/recounting/nodes.py": {"MOST": VAST},
    "rnnscope/report/recounting/recounting.py": {"MOST_SIZE": VAST},
    "rnnscope/report/formula_text.py": {"MAX_LENGTH": OWN, "MAX_POWER": OWN},
    "rnnscope/generations/entries.py": {"MAX_DEPTH": GUARD},
    "rnnscope/generations/keras2/nodes.py": {"_MAX_NESTING": GUARD},
    "rnnscope/untrusted/limits.py": {"_STEPS": CACHE},
    "rnnscope/untrusted/whole_numbers.py": {"DIGITS": VAST, "MOST": VAST},
    "rnnscope/algebra/solutions.py": {"MOST_DEGREE": GUARD},
    "rnnscope/algebra/origins.py": {"FAR": FORMAT, "_NEAR": STYLE},
    "rnnscope/report/polynomial.py": {"_TIMES": "a multiple of the limit formula_terms"},
    "rnnscope/readers/hdf5/byte_windows.py": {
        "BLOCK": CACHE,
        "MAX_BLOCKS": CACHE,
        "MAX_MARKS": CACHE,
        "_CHUNK": CACHE,
    },
    "rnnscope/readers/directory_files.py": {"_POINTER": FORMAT},
    "rnnscope/readers/source.py": {"HEAD_BYTES": FORMAT},
    "rnnscope/processes/own_memory.py": {"_DATA": FORMAT},
    "rnnscope/readers/hdf5/child.py": {"_ROOM": CACHE},
    "rnnscope/readers/hdf5/walk.py": {"_CACHE": CACHE, "_MAX_DTYPE": STYLE},
    "rnnscope/pages/explorable/loops.py": {"_ROOM": PLACE},
    "rnnscope/pages/said/equations.py": {"MOST": STYLE},
    "rnnscope/renderers/latex/__init__.py": {"_RUN_IN": STYLE},
    "rnnscope/renderers/latex/_sizes.py": {"_EM": PLACE, "_NUMBER": PLACE},
    "rnnscope/renderers/latex/_tables.py": {"_LEAST": PLACE, "_ROOM": PLACE, "_WIDEST": PLACE},
    "rnnscope/renderers/latex/escaping.py": {"ROOM": PLACE},
    "rnnscope/renderers/latex/_booktabs.py": {
        **dict.fromkeys(("GAP", "LETTER", "LINE", "_LEAST"), PLACE),
        "_MOST_LINES": STYLE,
    },
    "rnnscope/pages/whole/badge.py": {"_LONGEST": STYLE},
    "rnnscope/pages/explorable/sheet.py": {"_CELLS": STYLE, "_MOST": STYLE, "_SAID": STYLE},
    "rnnscope/pages/explorable/cards.py": {"BRIEF": STYLE, "FORMS": STYLE},
    "rnnscope/pages/explorable/diagrams.py": {
        "OPENED": STYLE,
        "ROWS": STYLE,
        "_FOUND": STYLE,
        "_NAMES": STYLE,
    },
    "rnnscope/pages/explorable/entrances.py": {"MOST": STYLE},
    "rnnscope/pages/explorable/ledger.py": {"MOST": STYLE, "_LONG": STYLE},
    "rnnscope/pages/explorable/names.py": {"MOST": STYLE},
    "rnnscope/pages/explorable/page.py": {
        "ASKED": STYLE,
        "FORMULA": STYLE,
        "MISTAKES": STYLE,
        "SEEN": STYLE,
        "SUMMED": STYLE,
    },
    "rnnscope/pages/explorable/script_data.py": {"EXACT": VAST},
    "rnnscope/pages/explorable/shares.py": {"MANY": STYLE},
    "rnnscope/pages/explorable/blocks.py": {"MOST": STYLE},
    "rnnscope/pages/said/cells.py": {"FEW": STYLE},
    "rnnscope/pages/single/class_page.py": {"_MISTAKES": STYLE},
    "rnnscope/pages/single/layer_page.py": {"_TERMS": STYLE},
    "rnnscope/words/layers/sentences.py": {"_INSIDE": STYLE},
    "rnnscope/pages/texts.py": {"_LINES": STYLE},
    "rnnscope/pages/said/verdicts.py": {"_SHORT": STYLE, "_NAMED": STYLE},
    "rnnscope/pages/whole/page.py": {"READABLE": STYLE},
    "rnnscope/pages/whole/screen_page.py": {
        "SENTENCES": STYLE,
        "LONG": STYLE,
        "_LINES": STYLE,
        "_NAME": STYLE,
    },
    "rnnscope/pages/table/shared_formulas.py": {"_MOST": STYLE},
    "rnnscope/pages/table/compact.py": {"_FEW": STYLE},
    "rnnscope/pages/table/rows.py": {"_DEEPEST": STYLE},
    "rnnscope/pages/table/folding.py": {
        "_CANDIDATES": CACHE,
        "_LONGEST": CACHE,
        "_PHASES": CACHE,
        "_WORTH": STYLE,
    },
    "rnnscope/renderers/_compact.py": {"_GAP": STYLE, "_LEAST": STYLE},
    "rnnscope/processes/answering.py": {"_ENDING": CACHE, "_MOST_IDLE": CACHE},
    "rnnscope/readers/hdf5/process.py": {"_WAITING": "a multiple of the limit seconds"},
    "rnnscope/readers/weights/kinds.py": {"_MOST": FORMAT},
    "rnnscope/pages/code/constructors.py": {"_COMMENT": STYLE},
    "rnnscope/readers/printed/lines/broken_lines.py": {"_RULE": FORMAT},
    "rnnscope/readers/printed/tables/boxes.py": {"_STEP": FORMAT},
    "rnnscope/readers/printed/lines/cleaning.py": {"_TIMES": FORMAT},
    "rnnscope/readers/printed/tables/rows.py": {"LONGEST": GUARD},
    "rnnscope/readers/printed/tables/nesting.py": {
        "_STEPS": "of a table with more it is said that what is inside what is not told"
    },
    "rnnscope/readers/printed/tables/parts.py": {"_WORDS": "of a sentence, which parts two tables"},
    "rnnscope/readers/printed/lines/prefixes.py": {"_MOST": GUARD},
    "rnnscope/readers/printed/tables/reading.py": {
        **dict.fromkeys(("_FIELD", "_SHARE", "_CELLS", "_NEAR"), FORMAT)
    },
    "rnnscope/readers/printed/cells/names.py": {"_WORDS": "of a name, which a sentence is none"},
    "rnnscope/readers/printed/tables/ruled.py": {"_NEAR": FORMAT, "_WORDS": FORMAT},
    "rnnscope/readers/printed/cells/shapes.py": {"_NESTED": FORMAT, "_TRIED": GUARD},
    "rnnscope/readers/printed/tables/beside.py": {"_ABOVE": FORMAT, "_WIDE": GUARD},
    "rnnscope/readers/printed/tables/tables.py": {"_BEFORE": FORMAT},
    "rnnscope/readers/printed/tables/totals.py": {
        "_BEGUN": "of a number, for the total to tell the rest"
    },
    "rnnscope/readers/printed/lines/text_lines.py": {
        **dict.fromkeys(("_SOME", "_ALONE", "_RULE"), FORMAT)
    },
    "rnnscope/readers/no_models.py": {"_MANY": "of a directory that is no model, for a hint"},
    "rnnscope/untrusted/protobuf.py": {"MAX_VARINT": FORMAT, "_HEAD": FORMAT},
    "rnnscope/readers/saved_model/tensor_bundle.py": {
        "MAX_ELEMENTS": FORMAT,
        "_FOOTER": FORMAT,
        "_TRAILER": FORMAT,
    },
    "rnnscope/readers/weights/alone.py": {"_MAX_DEPTH": GUARD},
    "rnnscope/readers/archive.py": {
        "_ENTRY": "a multiple of the limit zip_members",
        "_ENCRYPTED": FORMAT,
        "_LOCAL_HEADER": FORMAT,
    },
    "rnnscope/readers/text/model_json.py": {"_MAX_WRAPPED": GUARD},
    "rnnscope/readers/saved_model/__init__.py": {
        "MAX_DEPTH": GUARD,
        "MAX_MODELS": GUARD,
        "_STEPS": "a part of the limit graph_steps",
    },
    "rnnscope/readers/streams.py": {"_PIECE": CACHE, "_LINKS": FORMAT},
    "rnnscope/renderers/_widths.py": {"_GAP": STYLE, "_HANG": STYLE},
    "rnnscope/renderers/_json_text.py": {"_LINE": STYLE},
    "rnnscope/renderers/changes/json.py": {"SCHEMA": OWN},
    "rnnscope/renderers/json/_report.py": {"SCHEMA": OWN},
    "rnnscope/renderers/outcomes/_data.py": {"SCHEMA": OWN},
    "rnnscope/renderers/outcomes/github.py": {
        "_BYTES": "what GitHub takes of a summary",
        "_LINES": STYLE,
    },
    "rnnscope/renderers/json/_in_full.py": {"_MISTAKES": STYLE},
    "rnnscope/renderers/json/_recounting.py": {"_LONG": STYLE},
    "rnnscope/renderers/_layers.py": {"_LEAST": STYLE},
    "rnnscope/renderers/_options.py": {"WIDTH": STYLE, "WIDEST": GUARD},
    "rnnscope/states/lock_text.py": {"VERSION": OWN},
    "rnnscope/pages/compared/differing.py": {"_MOST": STYLE},
    "rnnscope/snapshots/run.py": {"_MOST_TOLD": STYLE},
    "rnnscope/snapshots/snapshot.py": {"_LONGEST": "what a file system takes as a name"},
    "rnnscope/states/sources.py": {"_MOST": STYLE},
    "rnnscope/states/lock_version_1.py": {"_SHOWN": STYLE},
    "rnnscope/tracing/_classes.py": {"MAX_DEPTH": GUARD},
    "rnnscope/verify/_file_places.py": {"_SHOWN": STYLE},
    "rnnscope/verify/_observation.py": {"_MAX_WIDTH": FORMAT, "_HEIGHT": FORMAT},
    "rnnscope/sphinx/figures.py": {"_WORDS": STYLE},
    "rnnscope/sphinx/kept.py": {
        "_LONGEST": "what a file system takes as a name",
        "_DIGITS": "what tells one text from another",
    },
    "rnnscope/sphinx/latex.py": {"_ROOM": STYLE},
    "rnnscope/sphinx/models.py": {"_MOST": "reports that are kept; one more is made anew"},
    "rnnscope/sphinx/parts.py": {"_COLUMNS": STYLE},
    "rnnscope/sphinx/single.py": {"_SHORT": STYLE},
    "rnnscope/sphinx/texts.py": {"_QUOTES": STYLE},
    "rnnscope/verify/__init__.py": {"TIMEOUT": "the default of --timeout"},
    "rnnscope/verify/_summary_child.py": {"_DEEPEST": "Keras's own calls in each other"},
    "rnnscope/wording.py": {
        "NAME": STYLE,
        "SENTENCE": STYLE,
        "NAMES": STYLE,
        "_LOOKED_AT": STYLE,
    },
}


def numbers_of(path: Path) -> set[str]:
    """Return the names in a module, all in capitals, that stand for a number."""
    found: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Assign) and _is_number(node.value):
            found.update(each.id for each in node.targets if isinstance(each, ast.Name))
    return {name for name in found if re.fullmatch(r"_*[A-Z][A-Z0-9_]*", name)}


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_number(node.left) or _is_number(node.right)
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def test_a_number_that_bounds_something_is_a_limit_or_has_a_reason() -> None:
    found = {
        str(path.relative_to(ROOT)): numbers
        for path in sorted((ROOT / "rnnscope").rglob("*.py"))
        if (numbers := numbers_of(path))
    }
    assert found == {path: set(reasons) for path, reasons in OUTSIDE.items()}


def test_every_limit_is_told() -> None:
    told = re.findall(r"^(\w+): ", inspect.getdoc(Limits) or "", re.MULTILINE)
    assert told == [each.name for each in fields(Limits)]


@pytest.mark.parametrize("name", [each.name for each in fields(Limits)])
def test_every_limit_can_be_changed(name: str) -> None:
    kind = type(getattr(Limits(), name))
    most = 86_400 if kind is float else 2**62
    for value in (1, 2, most):
        ran = CliRunner().invoke(
            app, ["explain", str(SMALL), "--no-summary", "--limit", f"{name}={value}"]
        )
        said = ran.output + ran.stderr
        assert ran.exit_code == 0 or (ran.exit_code == 2 and f"--limit {name}=" in said), said


NINES = "9" * 5000
BAD = ["0", "-1", "nan", "inf", "1e999", "True", "None", "''", "x" * 5000, NINES, f"0x{NINES}"]
BAD += [str(2**62 + 1), "4611686018427387904", "1" + "0" * 300, "[1]", "{}", "1j", "", "\x00"]


@pytest.mark.parametrize("value", BAD)
@pytest.mark.parametrize("name", ["json_bytes", "seconds"])
def test_what_is_no_limit_is_refused_in_a_sentence(name: str, value: str) -> None:
    if (name, value) == ("json_bytes", "4611686018427387904"):
        pytest.skip("it is the greatest that there is")
    ran = CliRunner().invoke(
        app, ["explain", str(SMALL), "--no-summary", "--limit", f"{name}={value}"]
    )
    assert ran.exit_code == 2
    assert f"the limit {name}" in " ".join(ran.stderr.replace("│", " ").split())
    assert len(ran.stderr) < 2000
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("limits", ["x", 3, [("seconds", 1)], {"seconds": float("nan")}, {1: 2}])
def test_what_are_no_limits_are_refused_in_python(limits: Any) -> None:
    with pytest.raises(BadLimitError):
        rnnscope.explain(SMALL, summary=False, limits=limits)


def test_work_is_bounded() -> None:
    with applied({"work_seconds": 0.05}), working(), pytest.raises(TooMuchWorkError) as error:
        _spend_for_ever()
    reason = "explaining the model takes long, beyond the limit work_seconds of 0.05, which"
    assert str(error.value) == f"{reason} --limit work_seconds=NUMBER raises"
    spend(10**9)  # nobody counts here


def _spend_for_ever() -> None:
    while True:
        spend()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_model_of_many_layers_ends_at_the_limit_of_work(tmp_path: Path, shape: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(json.dumps(SHAPES[shape].make(3000)))
    ran = CliRunner().invoke(
        app, ["explain", str(path), "--no-summary", "--limit", "work_seconds=0.02"]
    )
    assert ran.exit_code == 2
    assert "beyond the limit work_seconds of 0.02" in ran.stderr


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_layers_take_about_twice_the_steps(tmp_path: Path, shape: str) -> None:
    steps = [_cost(tmp_path / "m.json", SHAPES[shape].make(n)) for n in (200, 400)]
    for half, whole in zip(*steps, strict=True):
        assert whole < 2.2 * half


def _cost(path: Path, config: dict[str, Any]) -> list[int]:
    """Return how long the output is in each format: a name in each row of many is quadratic."""
    path.write_text(json.dumps(config))
    report = rnnscope.explain(path, summary=False)
    with applied({"input_steps": 50_000}):
        return [len(report.render(to)) for to in ("text", "json", "csv")]
