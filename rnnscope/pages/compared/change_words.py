"""One change in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.changes.change import Change, Kind, Moved
from rnnscope.pages.texts import named, visible
from rnnscope.wording import counted, cut, listed

_MOVED = 6  # layers whose counts are told one by one
_DIRECTIONS = (".forward_layer", ".backward_layer")
_GONE = (Kind.REMOVED, Kind.JOINED)
_TEXT = 300  # signs of a value, or of what more there is to say


def change_line(change: Change) -> str:
    """Write one change, and which counts it moved: `dense.units 10 -> 12: dense +258`."""
    if not change.path:
        return _model_line(change)
    own = [f"{change.own:+,}"] if change.own else []
    moved = ", ".join([*own, *_moved(change.moved, change)])
    return f"{_words(change)}: {moved}" if moved else _words(change)


def moved_text(moved: Moved) -> str:
    """Write by how much counts moved; of many layers the first, and the sum of the others."""
    return ", ".join(_moved(moved))


def _moved(moved: Moved, change: Change | None = None) -> Iterator[str]:
    """Yield each; a layer that has now the path of the one that has gone is told apart."""
    gone = change.path if change and change.kind in _GONE else None
    moved = _folded(moved)
    for path, difference in moved[:_MOVED]:
        whose = "the new model's " if path == gone else ""
        yield f"{whose}{named(path)} {difference:+,}"
    if len(moved) > _MOVED:
        rest = sum(difference for _, difference in moved[_MOVED:])
        yield f"{counted(len(moved) - _MOVED, 'more layer')} {rest:+,}"


def subject_text(change: Change) -> str:
    """Name what changed, in a sentence on several changes: `dense.units`, or the layer."""
    if change.kind is not Kind.CHANGED:
        return f"{named(change.path)} ({change.kind})"
    if change.subject in ("weights", "quantization"):
        return f"{_value(change.subject)} of {_places(change)}"
    if change.also:
        return f"{_value(change.subject)} in {_places(change)}"
    return f"{named(change.path)}.{_value(change.subject)}"


def _folded(moved: Moved) -> Moved:
    """Take the two directions of a Bidirectional together, which are one layer's."""
    folded: dict[str, int] = {}
    paths = {path for path, _ in moved}
    for path, difference in moved:
        around = _around(path)
        both = all(f"{around}{direction}" in paths for direction in _DIRECTIONS)
        key = around if around and both else path
        folded[key] = folded.get(key, 0) + difference
    return tuple(folded.items())


def _around(path: str) -> str:
    found = (path.removesuffix(each) for each in _DIRECTIONS if path.endswith(each))
    return next(found, "")


def _places(change: Change) -> str:
    """Name the layers of which a change is told."""
    paths = (change.path, *change.also)
    arounds = {_around(path) for path in paths}
    if len(paths) == 2 and len(arounds) == 1 and arounds != {""}:
        return f"both directions of {named(arounds.pop())}"
    return listed(map(named, paths))


def _model_line(change: Change) -> str:
    is_new = change.kind is Kind.ADDED
    state = "is new" if is_new else "is there no more"
    return f"the model {state}: {counted(abs(change.own), 'param')}"


def _value(text: str) -> str:
    return visible(cut(text, _TEXT))


def _words(change: Change) -> str:
    match change.kind:
        case Kind.MOVED:
            return _moved_words(change)
        case Kind.CHANGED:
            return _changed_words(change)
        case Kind.REPLACED:
            return _replaced_words(change)
        case _:
            return _layer_words(change)


def _layer_words(change: Change) -> str:
    """Say of a layer that it came or has gone, or is called otherwise."""
    path, before = named(change.path), named(change.before)
    sizes = f", {_value(change.note)}" if change.note else ""
    known = f"({_value(change.new or change.old)}{sizes})"
    words = {
        Kind.ADDED: f"{path} added {known}",
        Kind.REMOVED: f"{path} removed {known}",
        Kind.SPLIT: f"{path} added {known}, called where {before} was called too",
        Kind.JOINED: f"{path} removed {known}, {before} is called in its place",
        Kind.RENAMED: f"{before} renamed {path}",
    }
    return words[change.kind]


def _replaced_words(change: Change) -> str:
    path, before = named(change.path), named(change.before)
    old, new = _value(change.old), _value(change.new)
    if change.also:
        return f"{old} replaced by {new} in {_places(change)}"
    if path == before:
        return f"{old} replaced by {new} in {path}"
    return f"{before} ({old}) replaced by {path} ({new})"


def _moved_words(change: Change) -> str:
    path, old, new = named(change.path), _value(change.old), _value(change.new)
    if change.before:
        return _put_words(change)
    if change.note:
        return f"{path} moved: it stands after {new}, no longer after {old}"
    return f"{path} moved: it takes {new}, no longer {old}"


def _put_words(change: Change) -> str:
    """Say into which layer others were put, or out of which they were taken."""
    path, before = named(change.path), named(change.before)
    old, new = _value(change.old), _value(change.new)
    if not change.also:
        return f"{before} moved: it is {path} now"
    taken = f" out of {old}" if old else ""
    put = f" into {new}" if new else ""
    return f"{_places(change)} moved{taken}{put}"


def _changed_words(change: Change) -> str:
    """Say what of a layer changed; `{}` stands for the layer, then the value before, and now."""
    words = _WORDS.get((change.subject, _end(change)))
    if words is None:
        return _setting_words(change)
    whose = f"{_value(change.note)} of " if change.subject == "trainable" and change.note else ""
    places = f"{whose}{_places(change)}"
    return words.format(places, _value(change.old), _value(change.new))


def _end(change: Change) -> str:
    """Tell whether something is there on one side only."""
    nothing = ("none", "None", "trained")
    return "come" if change.old in nothing else "gone" if change.new in nothing else "other"


_WORDS = {
    ("trainable", "come"): "{0} frozen",
    ("trainable", "gone"): "{0} trained, no longer frozen",
    ("quantization", "come"): "{0} quantized to {2}",
    ("quantization", "gone"): "{0} no longer quantized to {1}",
    ("quantization", "other"): "{0} quantized to {2}, no longer to {1}",
    ("lora_rank", "come"): "LoRA of rank {2} put into {0}",
    ("lora_rank", "gone"): "LoRA of rank {1} taken out of {0}",
    ("weights", "come"): "{0} has {2} too",
    ("weights", "gone"): "{0} has no {1} any more",
    ("weights", "other"): "{0} has {2}, no longer {1}",
    ("shared_with", "come"): "{0} has the weights of {2}",
    ("shared_with", "gone"): "{0} has weights of its own, no longer those of {1}",
}


def _setting_words(change: Change) -> str:
    old, new = _value(change.old), _value(change.new)
    is_source = change.note.startswith("from ") or change.subject == "key_dim"
    note = f" ({_value(change.note)})" if change.note and is_source else ""
    if change.also:
        return f"{_value(change.subject)} {old} -> {new}{note} in {_places(change)}"
    if change.before:  # what flows in now has another name, and another number of axes
        return f"input {named(change.before)} {old} -> {named(change.path)} {new}"
    return f"{named(change.path)}.{_value(change.subject)} {old} -> {new}{note}"
