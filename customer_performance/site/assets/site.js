"use strict";
// The reader's language, and the charts.

const LANGUAGES = Object.keys(window.texts);
const say = key => (window.texts[document.documentElement.lang] || window.texts.en)[key] ?? key;
const word = (prefix, value) => window.texts.en[`${prefix}_${value}`] ? say(`${prefix}_${value}`) : value;

// --- language -------------------------------------------------------------------------------------------------

function preferred() {
  const asked = new URLSearchParams(location.search).get("lang");
  let kept = null;
  try { kept = localStorage.getItem("language"); } catch { /* a page on a disk may have no storage */ }
  const own = navigator.language || "en";
  const chinese = /^zh/i.test(own) && (/hant|tw|hk|mo/i.test(own) ? "zh-Hant" : "zh-Hans");
  const near = LANGUAGES.find(one => one.split("-")[0] === own.split("-")[0]);
  return [asked, kept, chinese, own, near].find(one => LANGUAGES.includes(one)) || "en";
}

function speak(language, isChosen) {
  document.documentElement.lang = language;
  if (isChosen) {
    try { localStorage.setItem("language", language); } catch { /* then the address alone carries it */ }
  }
  if (!document.body) return;
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  document.title = JSON.parse(document.querySelector("meta[name=titles]").content)[language];
  for (const one of document.querySelectorAll("[data-text]")) {
    const text = say(one.dataset.text);
    one[one.tagName === "OPTGROUP" ? "label" : "textContent"] = text;
  }
  for (const link of document.querySelectorAll("a[href]")) {
    const [address, fragment] = link.getAttribute("href").split("#");
    if (!address || /^[a-z]+:/.test(address)) continue;
    const [path, query] = address.split("?");
    const asked = new URLSearchParams(query);
    asked.delete("lang");
    if (language !== "en") asked.set("lang", language);
    link.setAttribute("href", path + (asked.size ? `?${asked}` : "") + (fragment === undefined ? "" : `#${fragment}`));
  }
  if (isChosen) refresh();
}

speak(preferred(), false);

// --- charts ---------------------------------------------------------------------------------------------------

// "t:" stands for a word in the reader's language, "c:" for a colour of the style sheet, which the browser looks up: so a
// chart is light on paper, and changes with the reader's theme.
function finished(part, words) {
  if (Array.isArray(part)) return part.map(one => finished(one, words));
  if (part && typeof part === "object") {
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, finished(one, words)]));
  }
  if (typeof part !== "string") return part;
  if (part.startsWith("t:")) return words[part.slice(2)] ?? say(part.slice(2));
  if (part.startsWith("c:")) return `var(--${part.slice(2)})`;
  return part;
}

// How a chart writes the figures of a metric.
const formatOf = digits => `,.${digits}f`;

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// One after the other, for the library draws asynchronously; of several that wait for their turn, only the last.
function draw(place, rows, words) {
  place.waiting = () => drawn(place, rows, words);
  const draws = () => {
    const wanted = place.waiting;
    place.waiting = null;
    return wanted?.();
  };
  place.turn = (place.turn ?? Promise.resolve()).then(draws, draws);
}

async function drawn(place, rows, words) {
  const config = {
    background: null,
    font: "system-ui, sans-serif",
    axis: { labelColor: "c:soft", titleColor: "c:soft", gridColor: "c:rule", domainColor: "c:soft", tickColor: "c:soft", labelFontSize: 12, titleFontWeight: "normal" },
    legend: { labelColor: "c:ink", labelFontSize: 12 },
    view: { stroke: null },
  };
  const spec = finished(window.charts[place.dataset.chart], { ...words, unit: word("unit", words.unit) });
  const description = document.getElementById(`${place.id}-caption`).innerText;
  if (rows.length) await vegaEmbed(place, { ...spec, description: `${words.label ?? ""} ${description}`.trim(), data: { values: rows } },
    { actions: false, renderer: "svg", config: finished(config, words), mode: "vega-lite" });
  place.rows = rows;
  place.dataset.drawn = rows.length;
}

function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

const badge = (kind, text) => element("span", { class: `badge ${kind}` }, text);

function drawGap() {
  const data = document.getElementById("gap-data");
  if (!data) return;
  const charts = JSON.parse(data.textContent);
  for (const place of document.querySelectorAll("[data-source^=gap-]")) {
    if (!place.offsetParent) continue; // folded away: drawn when it is opened
    const { rows, unit, digits } = charts[place.dataset.source];
    draw(place, rows.map(row => ({ ...row, name: word("team", row.name) })), { unit, figure: formatOf(digits), zero: false });
  }
}

function refresh() {
  drawGap();
  document.dispatchEvent(new Event("refresh"));
}

document.addEventListener("DOMContentLoaded", () => {
  speak(document.documentElement.lang, false);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language, true));
  }
  document.getElementById("gap-more")?.addEventListener("toggle", drawGap);
  document.getElementById("print")?.addEventListener("click", () => print());
  refresh();
});
