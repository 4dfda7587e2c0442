// A term of a formula, its blocks in the picture and its row of the ledger light each other.

/**
 * @param {HTMLElement} bench
 * @param {string} [term] by its number; else the one that is pressed
 */
function light(bench, term) {
  const pressed = bench.querySelector('.term[aria-pressed="true"]');
  const lit = term ?? (pressed instanceof HTMLElement ? pressed.dataset.term : undefined);
  bench.classList.toggle("lighting", lit !== undefined);
  for (const part of all("[data-term]", bench)) {
    part.classList.toggle("lit", part.dataset.term === lit);
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {[HTMLElement, string] | null}
 */
function termAt(target) {
  const part = target instanceof Element ? target.closest("[data-term]") : null;
  const bench = part?.closest(".bench");
  const term = part?.getAttribute("data-term") ?? null;
  return bench instanceof HTMLElement && term !== null ? [bench, term] : null;
}

for (const kind of ["pointerover", "focusin"]) {
  listen(kind, ({ target }) => {
    const at = termAt(target);
    if (at) light(...at);
  });
}
for (const kind of ["pointerout", "focusout"]) {
  listen(kind, ({ target }) => {
    const at = termAt(target);
    if (at) light(at[0]);
  });
}
listen("click", ({ target }) => {
  const at = termAt(target);
  if (!at || (target instanceof Element && target.closest(".drag"))) return;
  const [bench, wanted] = at;
  for (const term of all(".term", bench)) {
    const isPressed = term.getAttribute("aria-pressed") === "true";
    term.setAttribute("aria-pressed", String(term.dataset.term === wanted && !isPressed));
  }
  light(bench);
});
