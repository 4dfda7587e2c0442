// The part of a card that moves: formula, picture, ledger, names. It stands once for each form;
// other cards of the form are given theirs when they are opened.

/**
 * A card's part that moves: its data, and the places in it that are written to.
 * @typedef {object} Bench
 * @property {CardData} card
 * @property {HTMLElement} element
 * @property {HTMLElement[]} names
 * @property {HTMLElement[]} totals
 * @property {HTMLElement[]} terms
 * @property {HTMLElement[]} pictures
 */

/** @type {Map<HTMLElement, Bench>} */
const benches = new Map();

/** @type {Map<string, HTMLElement>} */
const exemplars = new Map();
for (const bench of all(".card[data-form] > .bench:not([data-clone])")) {
  exemplars.set(cardOf(bench).dataset.form ?? "", bench);
}

/** @param {Element} inside */
function cardOf(inside) {
  return /** @type {HTMLElement} */ (inside.closest(".card"));
}

/**
 * Shows the cards right inside what is open now; those in closed layers are left for later. Where
 * nothing can be counted they stay as they were written.
 * @param {ParentNode} within
 */
function showCards(within = document) {
  if (!isSound) return;
  for (const card of all(".card[data-form]", within)) {
    if (isInSight(card)) showBench(benchOf(card));
  }
}

/** @param {Element} card */
function isInSight(card) {
  for (let at = card.closest("details"); at; at = at.parentElement?.closest("details") ?? null) {
    if (!at.open) return false;
  }
  return true;
}

/**
 * @param {HTMLElement} card
 * @returns {Bench}
 */
function benchOf(card) {
  const known = benches.get(card);
  if (known) return known;
  const bench = joinedTo(card, benchElement(card));
  benches.set(card, bench);
  takeUp(bench);
  return bench;
}

/** @param {HTMLElement} card */
function benchElement(card) {
  const place = /** @type {HTMLElement} */ (card.querySelector(":scope > .bench"));
  const exemplar = exemplars.get(card.dataset.form ?? "");
  if (!("clone" in place.dataset) || !exemplar) return place;
  const bench = cleaned(/** @type {HTMLElement} */ (exemplar.cloneNode(true)));
  bench.dataset.cloned = "";
  place.replaceWith(bench);
  card.classList.add("benched");
  return bench;
}

/**
 * Undoes what was done to the exemplar since the page was opened. It has no ids.
 * @param {HTMLElement} bench
 */
function cleaned(bench) {
  for (const name of ["changed", "lit", "lighting"]) {
    for (const part of [bench, ...all(`.${name}`, bench)]) part.classList.remove(name);
  }
  for (const term of all(".term", bench)) term.ariaPressed = "false";
  return bench;
}

/**
 * @param {HTMLElement} cardElement
 * @param {HTMLElement} bench
 * @returns {Bench}
 */
function joinedTo(cardElement, bench) {
  return {
    card: data.cards[Number(cardElement.dataset.card)],
    element: bench,
    names: all("[data-name]", bench),
    totals: all("[data-layer-total]", bench),
    terms: all("[data-term-total]", bench),
    pictures: all("[data-picture]", bench),
  };
}

/**
 * Joins the inputs of a bench to the sizes of its card.
 * @param {Bench} bench
 */
function takeUp(bench) {
  const { card, element: place } = bench;
  for (const name of all(".name[data-symbol]", place)) {
    const knob = knobOf(card, name.dataset.symbol);
    for (const input of all("input", name)) joinInput(/** @type {HTMLInputElement} */ (input), knob);
  }
  makeDraggable(bench);
  if ("cloned" in place.dataset) rename(bench);
}

/**
 * Writes a card's own name and origins into a bench that was another's, and draws its pictures.
 * @param {Bench} bench
 */
function rename({ card, element: place, pictures }) {
  const [layer, , , , , , drawn, origins] = card;
  for (const caption of all("caption", place)) {
    caption.textContent = `The formula of ${layer}, term by term`;
  }
  symbolsOf(card).forEach((symbol, at) => {
    const name = all(".name[data-symbol]", place)[at];
    const from = data.texts[origins[at]] ?? nameOf(knobOf(card, symbol));
    for (const origin of all(".from", name)) origin.textContent = from;
    for (const input of all("input", name)) input.ariaLabel = `${symbol} of ${layer}`;
  });
  pictures.forEach((figure, at) => drawAsItIs(figure, drawn[at]));
}

/** @param {Bench} bench */
function showBench({ card, names, totals, terms, pictures }) {
  const [, , , own, nodes, counts, drawn] = card;
  const symbols = symbolsOf(card);
  for (const place of names) {
    const node = nodes[symbols.indexOf(place.dataset.name ?? "")];
    const size = now.values[node];
    write(place, sizeText(size), !Object.is(size, startValues[node]));
  }
  for (const place of totals) writeCount(place, now.values[own], startValues[own]);
  for (const place of terms) {
    const node = counts[Number(place.dataset.termTotal)];
    writeCount(place, now.values[node], startValues[node]);
  }
  pictures.forEach((figure, at) => showPicture(figure, drawn[at]));
}

/** @param {CardData} card */
function symbolsOf([, , form]) {
  return data.forms[form].symbols;
}

/**
 * Returns the knob that a name of a card is, -1 where it is none.
 * @param {CardData} card
 * @param {string} [name]
 */
function knobOf(card, name = "") {
  const node = data.nodes[card[4][symbolsOf(card).indexOf(name)]];
  return Array.isArray(node) && node[0] === "k" ? node[1] : -1;
}
