// Sizes are changed in boxes, by sliders, and by dragging a number of a ledger.

let isWaiting = false;

/** What a size takes, while a box shows something else: nothing is counted then. */
let misread = "";

/**
 * @param {number} knob
 * @param {number} size
 */
function change(knob, size) {
  if (isSize(knob, size)) put(sizes, knob, size);
  linkWords.textContent = "";
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    show();
  });
}

/**
 * Puts in a size, and with it those that follow it.
 * @param {number[]} into
 * @param {number} knob
 * @param {number} size
 */
function put(into, knob, size) {
  data.knobs.forEach(([, , , , leader], at) => {
    if (leader === knob && into[at] === into[knob]) into[at] = size;
  });
  into[knob] = size;
}

/** @param {number[]} wanted */
function changeAll(wanted) {
  misread = "";
  sizes.splice(0, sizes.length, ...wanted);
  show();
}

/**
 * @param {HTMLInputElement} input
 * @param {number} knob
 */
function joinInput(input, knob) {
  if (!(knob in data.knobs)) return;
  const [value, least, isLocked] = data.knobs[knob];
  const isRange = input.type === "range";
  input.dataset.knob = String(knob);
  input.min = String(least);
  input.max = String(isRange ? Math.min(mostOf(knob), 4 * (value || 16)) : mostOf(knob));
  input.defaultValue = String(value ?? (isRange ? least : ""));
  input.placeholder = "any";
  input.disabled = !isSound || isLocked > 0;
  if (isRange) {
    input.tabIndex = -1; // what a box does by its arrow keys, too
    input.ariaHidden = "true";
  }
  showInput(input);
}

/** A slider for any length stands at its least. */
function showInput(/** @type {HTMLInputElement} */ input) {
  const size = sizes[Number(input.dataset.knob)];
  const text = isOpen(size) ? input.defaultValue : String(size);
  if (input.value !== text || input.ariaInvalid) input.value = text;
  input.ariaInvalid = null;
}

/** A box is left as it is while what is typed in it is no size. */
function showInputs() {
  for (const input of knobInputs()) {
    if (!misread || input !== document.activeElement) showInput(input);
  }
}

/** @returns {HTMLInputElement[]} */
function knobInputs() {
  return /** @type {HTMLInputElement[]} */ (all("input[data-knob]"));
}

/**
 * @param {EventTarget | null} target
 * @returns {[HTMLInputElement, number] | null}
 */
function knobAt(target) {
  const isInput = target instanceof HTMLInputElement && target.dataset.knob !== undefined;
  return isInput ? [target, Number(target.dataset.knob)] : null;
}

listen("input", ({ target }) => {
  const at = knobAt(target);
  if (!at) return;
  const [input, knob] = at;
  const isEmptied = !input.value && !input.validity.badInput;
  const size = isEmptied ? NaN : sizeIn(input.value);
  misread = isSize(knob, size) ? "" : takes(knob);
  input.ariaInvalid = misread ? "true" : null;
  change(knob, size);
});

listen("focusout", ({ target }) => {
  const at = knobAt(target);
  if (!at || !misread) return;
  const words = `${misread}: it is ${sizeText(sizes[at[1]])} here.`;
  changeAll([...sizes]);
  tell(words);
});

/** The size that a box had when the reader came to it, to which Escape goes back. */
let before = NaN;
listen("focusin", ({ target }) => {
  const at = knobAt(target);
  if (at) before = sizes[at[1]];
});
listen("keydown", ({ key, target }) => {
  const at = knobAt(target);
  if (key !== "Escape" || !at) return;
  changeAll(sizes.map((size, knob) => (knob === at[1] ? before : size)));
});

/** @param {number} knob */
function takes(knob) {
  const least = grouped(data.knobs[knob][1]);
  return `${nameOf(knob)} takes whole numbers from ${least} to ${grouped(mostOf(knob))}`;
}

/** @param {Bench} bench */
function makeDraggable({ card, names }) {
  for (const number of names) {
    const knob = knobOf(card, number.dataset.name);
    if (knob < 0 || data.knobs[knob][2] || !number.closest(".ledger")) continue;
    number.classList.add("drag");
    number.dataset.drags = String(knob);
  }
}

listen("pointerdown", (down) => {
  const number = down.target instanceof HTMLElement ? down.target.closest(".drag") : null;
  if (!(number instanceof HTMLElement) || down.button !== 0) return;
  const knob = Number(number.dataset.drags);
  const from = sizes[knob];
  const speed = Math.max(0.15, from / 150);
  const drag = (/** @type {PointerEvent} */ { clientX }) => {
    const size = from + Math.trunc((clientX - down.clientX) * speed);
    change(knob, Math.min(mostOf(knob), Math.max(data.knobs[knob][1], size)));
  };
  const end = () => number.removeEventListener("pointermove", drag);
  number.setPointerCapture(down.pointerId);
  number.addEventListener("pointermove", drag);
  number.addEventListener("pointerup", end, { once: true });
  number.addEventListener("pointercancel", end, { once: true });
});
