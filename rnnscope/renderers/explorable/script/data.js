// What the page was written with: numbers and names, never anything that is run.

/**
 * A constant, one that is open, a size that can be changed, a quotient rounded down of earlier
 * nodes, or a sum of products of such, each with its coefficient.
 * @typedef {number | null | ["k", number] | ["/", number, number] | ["+", ...number[][]]} Size
 */

/**
 * A size that can be changed, of the layers that share it; `value` is null where any will do.
 * @typedef {object} Knob
 * @property {string} name
 * @property {number | null} value
 * @property {string[]} members
 * @property {number} more
 * @property {number} least
 * @property {string} [locked]
 */

/**
 * What layers have in common that differ in numbers only.
 * @typedef {object} Form
 * @property {string[]} symbols
 * @property {string[]} weights
 */

/**
 * A layer: nodes for the count of its own weights, for each name and each term of its formula; in
 * numbers what it and its weights count in the model as it is. One without a form has no bench.
 * @typedef {object} Card
 * @property {string} name
 * @property {number | null} form
 * @property {number | null} params
 * @property {number | null} own
 * @property {number[]} symbols
 * @property {string[]} origins
 * @property {number[]} terms
 * @property {number[]} weights
 * @property {[program: number, sizes: number[]][]} pictures
 */

/**
 * What Keras asks of sizes, and what is said where it is not met: a number among the words stands
 * for the value of the node at that place.
 * @typedef {[kind: string, nodes: number[], words: (string | number)[]]} Constraint
 */

/**
 * How a picture is laid out: steps that work out lengths from sizes and from earlier steps, and for
 * each part of it the attributes and the words that are made of them.
 * @typedef {object} Program
 * @property {(number | ["size", number] | [string, number, number])[]} steps
 * @property {Record<string, number | (string | number)[]>[]} places
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
 * @property {Card[]} cards
 * @property {string[][]} rows the names of the layers that each row stands for
 */

const MOST = 1_000_000; // the largest size that can be put in
const DASH = "\u2013"; // instead of a count that is none
const root = document.documentElement;

/** @type {Data} */
const data = JSON.parse(element("data").textContent ?? "");

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
  return [...within.querySelectorAll(selector)].map((found) => /** @type {HTMLElement} */ (found));
}

const GROUPED = new Intl.NumberFormat("en-US");

/** @param {number} number */
function grouped(number) {
  return GROUPED.format(number);
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
