// Pictures follow by programs: their layout is worked out as it was when the page was written.

/** @type {WeakMap<Element, string>} the sizes for which a picture was drawn last */
const drawnFor = new WeakMap();

/** @typedef {[part: Element, name: string, text: string | null]} Written */

/** @type {WeakMap<Element, Written[]>} a picture as it is in the model as it is */
const asWritten = new WeakMap();

/**
 * Where Keras would refuse a size, or one is open that a layout needs, a picture stays as it was.
 * @param {Element} figure
 * @param {Picture} picture
 */
function showPicture(figure, [program, nodes]) {
  const given = nodes.map((node) => now.values[node]);
  const first = nodes.map((node) => startValues[node]);
  const [wanted, before] = [given.join(), first.join()];
  if (now.problem || (drawnFor.get(figure) ?? before) === wanted) return;
  if (wanted === before) restore(figure);
  else {
    if (!asWritten.has(figure)) keep(figure, data.programs[program]);
    draw(figure, data.programs[program], given, first);
  }
  drawnFor.set(figure, wanted);
}

/**
 * @param {Element} figure
 * @param {Program} program
 */
function keep(figure, { places }) {
  /** @type {Written[]} */
  const written = [];
  for (const part of all("[data-place]", figure)) {
    for (const name of Object.keys(places[Number(part.dataset.place)])) {
      written.push([part, name, name === "words" ? part.textContent : part.getAttribute(name)]);
    }
  }
  asWritten.set(figure, written);
}

/** @param {Element} figure */
function restore(figure) {
  for (const [part, name, text] of asWritten.get(figure) ?? []) {
    if (name === "words") write(part, text ?? "", false);
    else if (text === null) part.removeAttribute(name);
    else part.setAttribute(name, text);
  }
}

/**
 * Draws a picture that was another layer's.
 * @param {Element} figure
 * @param {Picture} picture
 */
function drawAsItIs(figure, [program, nodes]) {
  const first = nodes.map((node) => startValues[node]);
  draw(figure, data.programs[program], first, first);
  keep(figure, data.programs[program]);
}

/**
 * @param {Element} figure
 * @param {Program} program
 * @param {number[]} given
 * @param {number[]} first
 */
function draw(figure, { steps, places }, given, first) {
  const [lengths, before] = [given, first].map((sizesThen) => workedOut(steps, sizesThen));
  if (!lengths.every(Number.isFinite)) return;
  for (const part of all("[data-place]", figure)) {
    const { words, ...attributes } = places[Number(part.dataset.place)];
    for (const [name, made] of Object.entries(attributes)) {
      part.setAttribute(name, attribute(name, made, lengths));
    }
    if (words === undefined) continue;
    const text = pieced(words, lengths, whole);
    write(part, text, text !== pieced(words, before, whole));
  }
}

/**
 * @param {Program["steps"]} steps
 * @param {number[]} given
 */
function workedOut(steps, given) {
  /** @type {number[]} */
  const found = [];
  for (const step of steps) {
    if (typeof step === "number") found.push(step);
    else if (step[0] === "open") found.push(isOpen(given[step[1]]) ? OPEN : given[step[1]]);
    else if (step.length === 2) found.push(given[step[1]]);
    else found.push(SIGNS[step[0]](found[step[1]], found[step[2]]));
  }
  return found;
}

const OPEN = 2 ** 64; // what a size is in a layout while it is open: more than any other

/** @type {Record<string, (a: number, b: number) => number>} */
const SIGNS = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "//": (a, b) => Math.floor(a / b),
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
};

/**
 * @param {string} name
 * @param {Made} made
 * @param {number[]} lengths
 */
function attribute(name, made, lengths) {
  if (name === "visibility") return lengths[Number(made)] > 0 ? "visible" : "hidden";
  return pieced(made, lengths, name === "aria-label" ? whole : short);
}

/**
 * @param {Made} made
 * @param {number[]} lengths
 * @param {(length: number) => string} text
 * @returns {string}
 */
function pieced(made, lengths, text) {
  if (typeof made === "string") return made;
  if (typeof made === "number") return text(lengths[made]);
  const texts = made.map((piece) => {
    if (!Array.isArray(piece)) return pieced(piece, lengths, text);
    const [step, words, others] = piece;
    return pieced(lengths[step] > 0 ? words : others, lengths, text);
  });
  return texts.join("");
}

/** @param {number} length */
function short(length) {
  return String(Number(tenths(length)));
}

/** @param {number} length */
function whole(length) {
  return grouped(Math.round(length));
}
