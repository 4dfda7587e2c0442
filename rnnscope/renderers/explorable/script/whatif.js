// The bar at the foot: what was changed, what comes of it, and the way back.

const bar = element("whatif");
const sentence = element("whatif-text");
const said = element("whatif-said");
const effects = all("[data-effect]");

/** @type {number | undefined} */
let speaking;

/** @type {HTMLElement | null} where the reader was before going to the bar */
let changedAt = null;

/** Recounts, and shows all that is in sight. */
function show() {
  now.values = evaluate(sizes);
  now.problem = misread ? `${misread}.` : problemOf(now.values);
  showFigures();
  showCards();
  showMaps();
  showInputs();
  showBar();
  showAnswer();
  keepInLink();
}

function changedKnobs() {
  return data.knobs.flatMap((_, knob) => (isChanged(knob) ? [knob] : []));
}

function showBar() {
  const changed = changedKnobs();
  const text = misread ? now.problem : barText(changed);
  const words = linkWords.textContent;
  bar.hidden = !text && !words;
  root.classList.toggle("changing", text !== "");
  root.classList.toggle("refused", now.problem !== "");
  if (sentence.textContent !== text) sentence.textContent = text;
  showEffects();
  clearTimeout(speaking);
  speaking = window.setTimeout(() => {
    said.textContent = `${text} ${words}`;
  }, 600);
}

/** @param {number[]} changed */
function barText(changed) {
  if (!changed.length) return "";
  return `${listed(changed.map(changeText), 3)}: ${now.problem || outcomeText()}`;
}

/**
 * Says something beside the changes, until there is another.
 * @param {string} words
 */
function tell(words) {
  linkWords.textContent = words;
  showBar();
}

/** @param {number} knob */
function changeText(knob) {
  const [, , , [name, ...others]] = data.knobs[knob];
  const tied = others.length ? ` (and ${grouped(others.length)} more, kept equal)` : "";
  return `${name} ${sizeText(start[knob])} \u2192 ${sizeText(sizes[knob])}${tied}`;
}

function outcomeText() {
  const count = total(now.values);
  const more = count - total(startValues);
  return more ? `the model has ${grouped(count)} (${signed(more)})` : `still ${grouped(count)}`;
}

/** What one size alone does, beside it. */
function showEffects() {
  for (const effect of effects) {
    const knob = Number(effect.dataset.effect);
    const text = isChanged(knob) && !now.problem ? effectText(knob) : "";
    if (effect.textContent !== text) effect.textContent = text;
  }
}

/** @param {number} knob */
function effectText(knob) {
  const before = evaluate(sizes.map((size, at) => (at === knob ? start[at] : size)));
  const more = total(now.values) - total(before);
  if (!Number.isFinite(more)) return "";
  if (more) return `${signed(more)} params.`;
  return `Still ${grouped(total(now.values))}: nothing changes.`;
}

function backToTheModel() {
  const place = bar.contains(document.activeElement) ? (changedAt ?? element("layers")) : null;
  for (const input of knobInputs()) input.value = input.defaultValue;
  linkWords.textContent = "";
  changeAll(start);
  place?.focus({ preventScroll: true });
}

listen("focusin", ({ target }) => {
  if (target instanceof HTMLInputElement && knobAt(target)) changedAt = target;
});
element("reset").addEventListener("click", backToTheModel);
bar.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") backToTheModel();
});
