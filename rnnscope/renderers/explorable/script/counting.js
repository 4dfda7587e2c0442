// Counting again: each node once, in their order.

/**
 * The sizes that can be changed, as they are and as they are in the model; NaN where any will do.
 * @type {number[]}
 */
const start = data.knobs.map(([value]) => value ?? NaN);
const sizes = [...start];

const NO_SIZE = "Keras would refuse it: its settings give sizes that no tensor has.";
const TOO_LARGE = "It is too large to be counted exactly here.";

/** @param {number} size */
const isOpen = (size) => Number.isNaN(size);

/** @type {Record<string, (first: number, other: number) => boolean>} */
const MET = {
  known: (first) => !isOpen(first),
  equal: (first, other) => Object.is(first, other),
  spreads: (first, other) => first === 1 || Object.is(first, other),
  joins: (first, other) => first === 1 || other === 1 || Object.is(first, other),
  "not spread": (first, other) => Object.is(first, other) || (first !== 1 && other !== 1),
  "at least": (first, other) => isOpen(first) || isOpen(other) || first >= other,
  "at most": (first, other) => isOpen(first) || isOpen(other) || first <= other,
  "multiple of": (first, other) =>
    isOpen(first) || isOpen(other) || (other > 0 && first % other === 0),
};

const startValues = evaluate(start);

/** What comes of the sizes: the value of each node, or what is wrong with them, in a sentence. */
const now = { values: startValues, problem: "" };

// Where our own sum is not the report's, nothing is offered that would rest on it.
const isSound = total(startValues) === data.total && !problemOf(startValues);

/** @param {Float64Array} found */
function total(found) {
  return data.model === null ? NaN : found[data.model];
}

/**
 * Returns the value of each node: NaN where a size is open, Infinity past what is exact.
 * @param {number[]} given
 */
function evaluate(given) {
  const found = new Float64Array(data.nodes.length);
  data.nodes.forEach((node, place) => {
    const value = worked(node, given, found);
    found[place] = Number.isSafeInteger(value) || isOpen(value) ? value : Infinity;
  });
  return found;
}

/**
 * @param {Size} node
 * @param {number[]} given
 * @param {Float64Array} found
 * @returns {number}
 */
function worked(node, given, found) {
  if (typeof node === "number") return node;
  if (node === null) return NaN;
  if (node[0] === "k") return given[node[1]];
  if (node[0] === "/") return found[node[2]] ? Math.floor(found[node[1]] / found[node[2]]) : NaN;
  let sum = 0;
  for (let i = 1; i < node.length; i++) {
    const [coefficient, ...factors] = /** @type {number[]} */ (node[i]);
    sum += factors.reduce((product, factor) => product * found[factor], coefficient);
  }
  return sum;
}

/** @param {number} knob */
function isChanged(knob) {
  return !Object.is(sizes[knob], start[knob]);
}

/**
 * A size may be any whole number from the least that the layer takes; an open one may stay open.
 * @param {number} knob
 * @param {number} size
 */
function isSize(knob, size) {
  const [value, least, isLocked] = data.knobs[knob];
  if (isLocked) return false;
  if (isOpen(size)) return value === null;
  return Number.isInteger(size) && size >= least && size <= mostOf(knob);
}

/** @param {number} knob */
function mostOf(knob) {
  return Math.max(MOST, start[knob] || 0);
}

/**
 * Returns the whole number that a text is, and -1 where it is none.
 * @param {string} text
 */
function sizeIn(text) {
  return /^\d{1,15}$/.test(text) ? Number(text) : -1;
}

/**
 * Returns why there is no count for some sizes; nothing where there is one.
 * @param {Float64Array} found
 */
function problemOf(found) {
  const isExact = (/** @type {number} */ node) => Math.abs(found[node]) !== Infinity;
  const told = data.constraints.filter(([, nodes]) => nodes.every(isExact));
  const broken = told.filter(([kind, nodes]) => {
    const [first, other] = nodes.map((node) => found[node]);
    return !MET[kind](first, other);
  });
  if (broken.length) {
    const [first, ...more] = refusal(broken[0], found); // what comes of it says no more
    return `${first.toUpperCase()}${more.join("")}.`;
  }
  if (told.length < data.constraints.length || total(found) === Infinity) return TOO_LARGE;
  return isOpen(total(found)) ? NO_SIZE : "";
}

/**
 * @param {Constraint} constraint
 * @param {Float64Array} found
 */
function refusal([, nodes, words], found) {
  const text = (/** @type {number} */ value) => (isOpen(value) ? "None" : grouped(value));
  return words.map((word) => (typeof word === "string" ? word : text(found[nodes[word]]))).join("");
}
