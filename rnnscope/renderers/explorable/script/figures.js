// Numbers on the page that follow the sizes; where Keras would refuse them, there are none.

/**
 * @param {Element} place
 * @param {string} text
 * @param {boolean} isOther than in the model as it is
 */
function write(place, text, isOther) {
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("changed", isOther);
}

/**
 * @param {Element} place
 * @param {number} count
 * @param {number} first what it is in the model as it is
 */
function writeCount(place, count, first) {
  write(place, countText(count), now.problem !== "" || !Object.is(count, first));
}

/** @param {number} value */
function countText(value) {
  return now.problem || !Number.isFinite(value) ? DASH : grouped(value);
}

/** @param {number} value */
function sizeText(value) {
  return isOpen(value) ? "any" : grouped(value);
}

/**
 * @param {number} node
 * @param {Float64Array} values
 */
function shareText(node, values) {
  const share = (100 * values[node]) / total(values);
  return Number.isFinite(share) ? `${tenths(share)} %` : DASH;
}

const figures = all("[data-node]");
const shares = all("[data-share]");
const bars = all("[data-bar]");

function showFigures() {
  for (const figure of figures) {
    const node = Number(figure.dataset.node);
    writeCount(figure, now.values[node], startValues[node]);
  }
  for (const share of shares) {
    const node = Number(share.dataset.share);
    const text = now.problem ? DASH : shareText(node, now.values);
    write(share, text, text !== shareText(node, startValues));
  }
  if (!now.problem) showBars();
}

function showBars() {
  const most = Math.max(1, ...bars.map((bar) => now.values[Number(bar.dataset.bar)]));
  for (const bar of bars) {
    const width = (now.values[Number(bar.dataset.bar)] / most) * 100;
    bar.setAttribute("width", `${tenths(width)}%`);
  }
}
