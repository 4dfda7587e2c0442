// "Did you expect another number?" is answered by the mistakes on the page, for the model as it is.

/**
 * A number that is in the model, or that a mistake gives; `said` is what it then is.
 * @typedef {{count: number, said: string, place?: HTMLElement}} Known
 */

const expected = /** @type {HTMLInputElement} */ (element("expected"));
const answer = element("expect-answer");

/** @type {Known[]} */
const right = [];

/** @type {Known[]} */
const wrong = [];

/**
 * Returns a number as people write it: 9,408 or 9408 or 9 408; NaN for what is none.
 * @param {string} text
 */
function numberIn(text) {
  const plain = text.trim().replace(/(\d)[,._'\s](?=\d{3}(\D|$))/g, "$1");
  return /^\d{1,15}$/.test(plain) ? Number(plain) : NaN;
}

/**
 * Returns what a sum of products comes to, such as 128*157 + 10; NaN for what is none.
 * @param {string} text
 */
function sumIn(text) {
  const products = text.split("+").map((part) => part.split(/[*\u00b7\u00d7]/).map(numberIn));
  const counts = products.map((factors) => factors.reduce((product, each) => product * each));
  const sum = counts.reduce((whole, each) => whole + each);
  return Number.isSafeInteger(sum) ? sum : NaN;
}

function known() {
  if (right.length) return;
  const whole = data.total ?? NaN;
  right.push({ count: whole, said: "the model" });
  for (const [name, params, form, , , terms] of data.cards) {
    if (params !== null) right.push({ count: params, said: name });
    (data.forms[form]?.weights ?? []).forEach((weights, at) => {
      const count = startValues[terms[at]] / weights.length;
      right.push(...weights.map((weight) => ({ count, said: `${weight} of ${name}` })));
    });
  }
  wrong.push(...all("[data-mistake]").flatMap((place) => mistakesOf(place, whole)));
}

/**
 * Returns what a mistake makes of a layer, and of the whole model.
 * @param {HTMLElement} place
 * @param {number} whole
 * @returns {Known[]}
 */
function mistakesOf(place, whole) {
  const { right: is, layer } = /** @type {HTMLElement} */ (place.closest("[data-right]")).dataset;
  const mistake = Number(place.dataset.mistake);
  const where = layer ? `, in ${layer}` : "";
  const thought = textOf(place, ".thought");
  const said = `This is what you get if ${thought}${where}. ${textOf(place, ".why")}`;
  const ofAll = whole - Number(is) + mistake;
  return [
    { count: mistake, said, place },
    ...(layer ? [{ count: ofAll, said: `For the whole model: ${said}`, place }] : []),
  ];
}

/** @param {string} text */
function answerTo(text) {
  const number = sumIn(text);
  if (!text.trim()) return "";
  if (isOpen(number)) return "Please give a whole number, such as 9,408 or 28*336.";
  if (!changedKnobs().length) return answerAsItIs(number);
  const here = countedHere(number);
  if (here.length) return `That is ${listed(here)} as it is set here.`;
  return `For the model as it was written: ${answerAsItIs(number)}`;
}

/**
 * Returns what has so many parameters with the sizes that are set.
 * @param {number} number
 */
function countedHere(number) {
  if (now.problem) return [];
  const layers = data.cards.filter(([, , , own]) => now.values[own] === number);
  const whole = total(now.values) === number ? ["the model"] : [];
  return [...whole, ...layers.map(([name]) => name)];
}

/** @param {number} number */
function answerAsItIs(number) {
  known();
  const same = right.filter(({ count }) => count === number);
  if (same.length) return `That is ${listed(same.map(({ said }) => said))}.`;
  const mistakes = wrong.filter(({ count }) => count === number);
  for (const { place } of mistakes) place?.classList.add("hit");
  if (mistakes.length) return sentences(mistakes);
  return nearest(number);
}

/** @param {Known[]} mistakes */
function sentences(mistakes) {
  const texts = [...new Set(mistakes.map(({ said }) => said))];
  const more = texts.length - 2;
  const rest = more > 0 ? [`It fits ${grouped(more)} more of the mistakes below.`] : [];
  return [...texts.slice(0, 2), ...rest].join(" ");
}

/** @param {number} number */
function nearest(number) {
  const away = (/** @type {Known} */ { count }) => Math.abs(count - number);
  const near = right.reduce((best, each) => (away(each) < away(best) ? each : best));
  const than = number > near.count ? "more" : "fewer";
  return (
    `No usual mistake gives that. The nearest is ${near.said}: it has ${grouped(near.count)}, ` +
    `and ${grouped(number)} is ${grouped(away(near))} ${than}.`
  );
}

function showAnswer() {
  for (const place of all(".hit")) place.classList.remove("hit");
  const text = answerTo(expected.value);
  if (answer.textContent !== text) answer.textContent = text;
}

expected.addEventListener("input", showAnswer);
element("expect").addEventListener("submit", (event) => event.preventDefault());
