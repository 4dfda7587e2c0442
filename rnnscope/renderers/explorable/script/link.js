// The sizes in the page's address, so that what is seen can be sent; rows are opened by theirs.

const WAIT = 400; // ms at rest before the address is written, which browsers allow only so often
const MOST_IN_LINK = 1_000; // sizes that are read from an address, which anybody may have written
const linkWords = element("link-words");

/** @type {number | undefined} */
let keeping;

/** @type {Map<string, number>} */
const knobNames = new Map();
data.knobs.forEach(([, , , names], knob) => {
  for (const each of names) knobNames.set(each, knobNames.has(each) ? -1 : knob);
});

function stateText() {
  const parts = data.knobs.flatMap(([, , , [name], leader], knob) => {
    const size = isOpen(sizes[knob]) ? "any" : sizes[knob];
    const isTold = isChanged(knob) || isChanged(leader ?? knob);
    return isTold ? [`${encodeURIComponent(name)}:${size}`] : [];
  });
  return parts.length ? `#set=${parts.join(",")}` : "";
}

function keepInLink() {
  clearTimeout(keeping);
  keeping = window.setTimeout(writeLink, WAIT);
}

function writeLink() {
  const state = stateText();
  if (state === location.hash || (!state && !location.hash.startsWith("#set="))) return;
  try {
    history.replaceState(null, "", state || location.pathname + location.search);
  } catch {
    // A page inside another may not; the link can still be copied.
  }
}

/**
 * Takes the sizes that a link gives, and says which of them it leaves out.
 * @param {string} hash
 */
function readLink(hash) {
  if (!hash.startsWith("#set=")) {
    openTarget(decoded(hash.slice(1)));
    return;
  }
  if (!isSound || hash === stateText()) return;
  const wanted = [...start];
  const left = hash.slice(5).split(",", MOST_IN_LINK).flatMap((part) => taken(part, wanted));
  changeAll(wanted);
  tell(left.length ? `Left out of the link: ${listed(left)}.` : "");
}

/**
 * Puts one size of the link among the wanted, or returns why not.
 * @param {string} part
 * @param {number[]} wanted
 */
function taken(part, wanted) {
  const [name, size] = part.split(":").map(decoded);
  const knob = knobNames.get(name) ?? -1;
  if (!part) return [];
  if (knob < 0) return [`${shortened(name)} (no size of this model)`];
  const number = size === "any" ? NaN : sizeIn(size);
  if (!isSize(knob, number)) return [`${shortened(name)} (which ${whyNot(knob, size ?? "")})`];
  put(wanted, knob, number);
  return [];
}

/**
 * @param {number} knob
 * @param {string} size
 */
function whyNot(knob, size) {
  return data.knobs[knob][2] ? "can't move alone" : `can't be ${shortened(size)}`;
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} text */
function shortened(text) {
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd");
  return plain.length > 60 ? `${plain.slice(0, 60)}...` : plain;
}

/** @param {string} id */
function openTarget(id) {
  const row = id ? document.getElementById(id) : null;
  if (!row?.classList.contains("row")) return;
  const details = row.querySelector("details.layer");
  for (let at = details; at; at = at.parentElement?.closest("details") ?? null) {
    /** @type {HTMLDetailsElement} */ (at).open = true;
  }
  row.scrollIntoView();
}

element("copy-link").addEventListener("click", async () => {
  const link = location.href.split("#")[0] + stateText();
  try {
    await navigator.clipboard.writeText(link);
    tell("The link is copied.");
  } catch {
    tell(link);
  }
});
addEventListener("hashchange", () => readLink(location.hash));
element("copy-link").hidden = location.protocol === "about:"; // in a notebook it has no address
