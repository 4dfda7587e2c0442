// Finding layers by name; those that are folded are found at the row that stands for them.

const find = /** @type {HTMLInputElement} */ (element("find"));
const rows = all(".row[data-row]");

/** @param {string} text */
function showFound(text) {
  const wanted = text.trim().toLowerCase();
  /** @type {string[]} */
  const found = [];
  let first = "";
  /** @type {Set<string>} */
  const shown = new Set();
  for (const row of rows) {
    const names = namesOf(row);
    const hits = names.filter((name) => name.toLowerCase().includes(wanted));
    row.hidden = !hits.length;
    markAlso(row, wanted ? hits.filter((name) => name !== names[0]) : []);
    found.push(...hits);
    if (!hits.length) continue;
    [first] = names;
    shown.add(row.dataset.row ?? "");
  }
  for (const fold of all("[data-fold-of]")) {
    fold.hidden = !(fold.dataset.foldOf ?? "").split(" ").some((row) => shown.has(row));
  }
  element("found").textContent = wanted ? foundText(found, first) : "";
}

/**
 * Writes beside a row's name those that were found of layers that it stands for.
 * @param {HTMLElement} row
 * @param {string[]} others
 */
function markAlso(row, others) {
  const heading = row.querySelector("h3, h4, h5, h6");
  if (others.length) heading?.setAttribute("data-also", ` and ${listed(others, 3)}`);
  else heading?.removeAttribute("data-also");
}

/**
 * @param {HTMLElement} row
 * @returns {string[]}
 */
function namesOf(row) {
  return data.rows[row.dataset.row ?? ""] ?? [textOf(row, "h3, h4, h5, h6")];
}

/**
 * Says how many were found; of one that is folded, which layer it is like.
 * @param {string[]} hits
 * @param {string} first
 */
function foundText(hits, first) {
  const isLike = hits.length === 1 && hits[0] !== first;
  return isLike ? `1 found: ${hits[0]} is like ${first}` : `${grouped(hits.length)} found`;
}

find.addEventListener("input", () => showFound(find.value));
