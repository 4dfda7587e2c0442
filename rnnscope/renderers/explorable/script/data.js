// What the page was written with: numbers and names, never anything that is run.

/**
 * A constant, one that is open, a size that can be changed, a quotient rounded down of earlier
 * nodes, or a sum of products of such, each with its coefficient.
 * @typedef {number | null | ["k", number] | ["/", number, number] | ["+", ...number[][]]} Size
 */

/**
 * A size that can be changed, null where any will do, the names of those that are this size, and
 * which one it follows as long as both are one.
 * @typedef {[value: number | null, least: number, isLocked: number, names: string[], leader?: number]} Knob
 */

/**
 * What layers have in common that differ in numbers only.
 * @typedef {object} Form
 * @property {string[]} symbols
 * @property {string[][]} weights those that each term counts, all of one size
 */

/** @typedef {[program: number, sizes: number[]]} Picture */

/**
 * A layer: what it counts in the model as it is; then, where it has a bench, its form, the nodes of
 * its own count, of the names and of the terms of its formula, its pictures, and the numbers of the
 * texts that say where its names are from; -1 for one that is from the size that it is.
 * @typedef {[
 *   name: string, params: number | null, form: number, own: number,
 *   symbols: number[], terms: number[], pictures: Picture[], origins: number[],
 * ]} CardData
 */

/**
 * What Keras asks of sizes, and what is said where it is not met: a number among the words stands
 * for the value of the node at that place.
 * @typedef {[kind: string, nodes: number[], words: (string | number)[]]} Constraint
 */

/**
 * A text, a step, or pieces: among these, what is taken where a step is more than 0, and what
 * where it is not.
 * @typedef {string | number | (string | number | [step: number, words: Made, others: Made])[]} Made
 */

/**
 * How a picture is laid out: steps that work out lengths from sizes and from earlier steps, and for
 * each part of it the attributes and the words that are made of them.
 * @typedef {object} Program
 * @property {(number | ["size" | "open", number] | [string, number, number])[]} steps
 * @property {Record<string, Made>[]} places
 */

/**
 * @typedef {object} Data
 * @property {number | null} total
 * @property {number | null} model the node of the total, where it can be counted again
 * @property {Knob[]} knobs
 * @property {Size[]} nodes
 * @property {Constraint[]} constraints
 * @property {Program[]} programs
 * @property {Form[]} forms
 * @property {CardData[]} cards
 * @property {string[]} texts
 * @property {Record<string, string[]>} rows the names of layers, by the rows that stand for several
 * @property {string} link what the page shows at first, where its address says nothing
 */

const MOST = 1_000_000; // the largest size that can be put in
const DASH = "\u2013"; // instead of a count that is none
const root = document.documentElement;

/** @type {Data} */
const data = JSON.parse(element("data").textContent ?? "");

/** @param {number} knob */
function nameOf(knob) {
  return data.knobs[knob][3][0];
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

/**
 * @param {Element} within
 * @param {string} selector
 */
function textOf(within, selector) {
  return within.querySelector(selector)?.textContent ?? "";
}

/**
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {HTMLElement[]}
 */
function all(selector, within = document) {
  return /** @type {HTMLElement[]} */ ([...within.querySelectorAll(selector)]);
}

/** Listens to what happens anywhere on the page: what is opened later is heard too. */
const listen = document.addEventListener.bind(document);

const GROUPED = new Intl.NumberFormat("en-US");

/** @param {number} number */
function grouped(number) {
  return GROUPED.format(number);
}

/**
 * Returns a number with one decimal as Python writes it, which rounds 0.25 down.
 * @param {number} number
 */
function tenths(number) {
  const down = Math.abs(number) % 1 === 0.25 ? 0.01 * Math.sign(number) : 0;
  return (number - down).toFixed(1);
}

/** @param {number} number */
function signed(number) {
  return (number < 0 ? "\u2212" : "+") + grouped(Math.abs(number));
}

/**
 * @param {string[]} names
 * @param {number} most
 */
function listed(names, most = 4) {
  const more = names.length - most;
  const parts = more > 0 ? [...names.slice(0, most), `${grouped(more)} more`] : names;
  return parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts.join("");
}
