// Sizes are changed in boxes, by sliders, and by dragging a number of a ledger.

let isWaiting = false;

/**
 * @param {number} knob
 * @param {number} size
 */
function change(knob, size) {
  if (!isSize(knob, size)) return;
  sizes[knob] = size;
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    show();
  });
}

/** @param {number[]} wanted */
function changeAll(wanted) {
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
  if (isRange) input.max = String(Math.max(16, 4 * (value ?? 16)));
  else input.placeholder = value === null ? "any" : "";
  input.defaultValue = String(value ?? (isRange ? least : ""));
  input.disabled = !isSound || isLocked > 0;
  showInput(input);
}

/** A slider for any length stands at its least. */
function showInput(/** @type {HTMLInputElement} */ input) {
  const size = sizes[Number(input.dataset.knob)];
  const text = isOpen(size) ? input.defaultValue : String(size);
  if (input.value !== text) input.value = text;
}

/** A box that is being typed in is left as it is. */
function showInputs() {
  for (const input of knobInputs()) if (input !== document.activeElement) showInput(input);
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
  change(knob, isEmptied ? NaN : input.valueAsNumber);
});

listen("focusout", ({ target }) => {
  const at = knobAt(target);
  if (at) showInput(at[0]);
});

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
    change(knob, Math.min(MOST, Math.max(data.knobs[knob][1], size)));
  };
  const end = () => number.removeEventListener("pointermove", drag);
  number.setPointerCapture(down.pointerId);
  number.addEventListener("pointermove", drag);
  number.addEventListener("pointerup", end, { once: true });
  number.addEventListener("pointercancel", end, { once: true });
});
