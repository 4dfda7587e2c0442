// Finding layers by name; those that are folded are found at the row that stands for them.

const find = document.getElementById("find");
const rows = all(".row[data-row]");

/** @param {string} text */
function showFound(text) {
  const wanted = text.trim().toLowerCase();
  let count = 0;
  /** @type {Set<string>} */
  const shown = new Set();
  for (const row of rows) {
    const names = data.rows[Number(row.dataset.row)];
    const hits = names.filter((name) => name.toLowerCase().includes(wanted));
    row.hidden = !hits.length;
    count += hits.length;
    if (hits.length) shown.add(row.dataset.row ?? "");
  }
  for (const fold of all("[data-fold-of]")) {
    fold.hidden = !(fold.dataset.foldOf ?? "").split(" ").some((row) => shown.has(row));
  }
  element("found").textContent = wanted ? foundText(wanted, count) : "";
}

/**
 * @param {string} wanted
 * @param {number} count
 */
function foundText(wanted, count) {
  if (count !== 1) return `${grouped(count)} found`;
  const names = data.rows.find((each) => each.some((name) => name.toLowerCase().includes(wanted)));
  const name = names?.find((each) => each.toLowerCase().includes(wanted)) ?? "";
  return names && names[0] !== name ? `1 found: ${name} is like ${names[0]}` : "1 found";
}

if (find instanceof HTMLInputElement) {
  find.addEventListener("input", () => showFound(find.value));
}
