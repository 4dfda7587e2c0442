// The page as it is opened: what is offered, themes, rows that open, print.

const THEMES = ["auto", "light", "dark"];

function showMaps() {
  for (const map of all("[data-program]")) {
    const nodes = (map.dataset.sizes ?? "").split(" ").map(Number);
    showPicture(map, [Number(map.dataset.program), nodes]);
  }
}

listen("toggle", ({ target }) => {
  if (target instanceof HTMLDetailsElement && target.open) showCards(target);
}, { capture: true });

/** @type {HTMLDetailsElement[]} */
const opened = [];
addEventListener("beforeprint", () => {
  opened.push(.../** @type {HTMLDetailsElement[]} */ (all("details:not([open])")));
  for (const details of opened) details.open = true;
  document.body.prepend(bar); // on paper what was changed comes first
  showCards();
});
addEventListener("afterprint", () => {
  for (const details of opened.splice(0)) details.open = false;
  document.body.append(bar);
});

element("theme").addEventListener("click", ({ currentTarget }) => {
  const button = /** @type {HTMLElement} */ (currentTarget);
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length];
  if (next === "auto") delete root.dataset.theme;
  else root.dataset.theme = next;
  button.textContent = `Theme: ${next}`;
});

root.classList.add("js");
root.dataset.sound = String(isSound);
for (const input of knobInputs()) joinInput(input, Number(input.dataset.knob));
showCards();
readLink(location.hash || data.link);
