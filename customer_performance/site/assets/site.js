"use strict";
// The reader's language, the charts, and the query behind a number.

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

const FORMATS = { day: "%Y-%m-%d", week: "%Y-%m-%d", month: "%Y-%m", quarter: "%Y-%m" };

// "t:" stands for a word in the reader's language, "c:" for a colour of the style sheet.
function finished(part, words) {
  if (Array.isArray(part)) return part.map(one => finished(one, words));
  if (part && typeof part === "object") {
    return Object.fromEntries(Object.entries(part).map(([key, one]) => [key, finished(one, words)]));
  }
  if (typeof part !== "string") return part;
  if (part.startsWith("t:")) return words[part.slice(2)] ?? say(part.slice(2));
  if (part.startsWith("c:")) return colour(part.slice(2));
  return part;
}

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

async function draw(place, rows, words) {
  const config = {
    background: null,
    font: "system-ui, sans-serif",
    axis: { labelColor: colour("soft"), titleColor: colour("soft"), gridColor: colour("rule"), labelFontSize: 12, titleFontWeight: "normal" },
    view: { stroke: null },
  };
  const spec = finished(window.charts[place.dataset.chart], { ...words, unit: word("unit", words.unit) });
  const description = document.getElementById(`${place.id}-caption`).innerText;
  await vegaEmbed(place, { ...spec, description: `${words.label ?? ""} ${description}`.trim(), data: { values: rows } },
    { actions: false, renderer: "svg", config, mode: "vega-lite" });
  place.rows = rows;
  place.dataset.drawn = rows.length;
}

const label = (grain, day) => grain === "month" ? day.slice(0, 7)
  : grain === "quarter" ? `${day.slice(0, 4)} Q${(Number(day.slice(5, 7)) + 2) / 3}` : day;

const point = grain => ([day, value, low, high, target, subjects, flags]) => ({
  day, period: Date.parse(`${day}T00:00`), label: label(grain, day),
  value, low, high, target, subjects, complete: Boolean(flags & 1), small: Boolean(flags & 2),
  status: flags & 4 ? "met" : flags & 8 ? "missed" : null, clear: Boolean(flags & 16),
});

function series(grain, dimension, value) {
  return (window.metric.grains[grain]?.[dimension]?.[value] ?? []).map(point(grain));
}

function dimensionRows(dimension) {
  const company = series("month", "all", "all").find(one => one.day === window.metric.latest);
  const cells = window.metric.grains.month?.[dimension] ?? {};
  return Object.keys(cells).flatMap(name => {
    const one = series("month", dimension, name).find(row => row.day === window.metric.latest);
    return one ? [{ ...one, name, dimension }] : [];
  }).map(one => {
    const summed = company && !company.target && company.low === null;
    const benchmark = one.target ?? (summed ? null : company?.value ?? null);
    return { ...one, benchmark, verdict: verdict(one, benchmark) };
  }).sort((one, other) => other.value - one.value);
}

// "below" is the wrong side, whichever way the metric runs.
function verdict(one, benchmark) {
  if (one.low === null || one.high === null || benchmark === null || window.metric.direction === "neutral") return "unclear";
  const [over, under] = window.metric.direction === "higher_is_better" ? ["above", "below"] : ["below", "above"];
  return one.low > benchmark ? over : one.high < benchmark ? under : "unclear";
}

// --- what a reader has chosen ---------------------------------------------------------------------------------

const chosen = name => document.querySelector(`input[name=${name}]:checked`)?.value;

function drawTime() {
  const place = document.getElementById("chart-time");
  if (!place || !window.metric) return;
  let grain = chosen("grain");
  const [dimension, value] = split(document.getElementById("dimension-value").value);
  if (!series(grain, dimension, value).length) {
    grain = "month";
    document.querySelector("input[name=grain][value=month]").checked = true;
  }
  for (const input of document.querySelectorAll("input[name=grain]")) {
    input.disabled = !series(input.value, dimension, value).length;
  }
  const rows = series(grain, dimension, value);
  draw(place, rows, { unit: window.metric.unit, format: FORMATS[grain], label: named(dimension, value) });
  fill(document.getElementById("time-table"), [...rows].reverse(),
    one => [one.label, ...(one.complete ? [] : [" ", badge("", say("incomplete"))])], () => ({ grain, dimension, value }));
}

const split = text => [text.slice(0, text.indexOf("|")), text.slice(text.indexOf("|") + 1)];
const named = (dimension, value) => dimension === "all" ? say("whole_company") : `${word("dimension", dimension)}${say("colon")}${word(dimension, value)}`;

function written(value) {
  if (value === null || value === undefined) return "–";
  const digits = window.metric.unit === "%" || Math.abs(value) >= 10 ? 1 : 2;
  const whole = window.metric.unit !== "%" && Number.isInteger(value);
  return value.toLocaleString("en", { minimumFractionDigits: whole ? 0 : digits, maximumFractionDigits: whole ? 0 : digits })
    .replace("-", "−");
}

function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

const badge = (kind, text) => element("span", { class: `badge ${kind}` }, text);

function judged(one) {
  if (!one.status) return ["–"];
  const kind = (one.status === "met" ? "good" : "bad") + (one.clear ? "" : " unclear");
  const text = `${one.status === "met" ? "✓" : "✗"} ${say(one.status + (one.clear ? "" : "_unclear"))}`;
  return [badge(kind, text), element("small", {}, `${say("target")} ${withUnit(one.target)}`)];
}

const withUnit = value => written(value) + (window.metric.unit === "%" ? "%" : ` ${word("unit", window.metric.unit)}`);

function fill(table, rows, head, place) {
  table.tBodies[0].replaceChildren(...rows.map(one => {
    const link = `#${new URLSearchParams({ at: "rows", ...place(one), period: one.day })}`;
    const interval = one.low === null || one.high === null ? "–" : [one.low, one.high].map(written).join(one.low < 0 || one.high < 0 ? " – " : "–");
    return element("tr", {},
      element("th", { scope: "row" }, ...head(one)),
      element("td", { class: "number" }, withUnit(one.value)),
      element("td", { class: "number" }, `${interval} `, ...(one.small ? [badge("warn", say("small_sample"))] : [])),
      element("td", {}, ...judged(one)),
      element("td", { class: "number" }, one.subjects.toLocaleString("en")),
      element("td", {}, element("a", { href: link }, say("rows_link"))));
  }));
}

function drawDimension() {
  const place = document.getElementById("chart-dimensions");
  const dimension = chosen("dimension");
  if (!place || !window.metric || !dimension) return;
  const rows = dimensionRows(dimension);
  const named = rows.map(one => ({ ...one, name: word(dimension, one.name) }));
  draw(place, named, { unit: window.metric.unit, label: word("dimension", dimension) });
  const table = document.getElementById("dimensions-table");
  table.tHead.rows[0].cells[0].dataset.text = `dimension_${dimension}`;
  table.tHead.rows[0].cells[0].textContent = word("dimension", dimension);
  fill(table, rows, one => [word(dimension, one.name)], one => ({ grain: "month", dimension, value: one.name }));
}

function drawGap() {
  const data = document.getElementById("gap-data");
  if (!data) return;
  const charts = JSON.parse(data.textContent);
  for (const place of document.querySelectorAll("[data-source^=gap-]")) {
    if (!place.offsetParent) continue; // folded away: drawn when it is opened
    const { rows, unit } = charts[place.dataset.source];
    draw(place, rows, { unit });
  }
}

// --- the rows behind a number ---------------------------------------------------------------------------------

function next(grain, day) {
  const date = new Date(`${day}T00:00Z`);
  if (grain === "day" || grain === "week") date.setUTCDate(date.getUTCDate() + (grain === "day" ? 1 : 7));
  else date.setUTCMonth(date.getUTCMonth() + (grain === "month" ? 1 : 3));
  return date.toISOString().slice(0, 10);
}

function follow() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (!window.metric || !asked.has("at")) return;
  const [grain, dimension, value, period] = ["grain", "dimension", "value", "period"].map(name => asked.get(name));
  const row = series(grain, dimension, value).find(one => one.day === period);
  const query = document.getElementById("query");
  if (row && query) {
    const condition = dimension === "all" ? "" : window.conditions[dimension][value];
    query.textContent = window.metric.query.replaceAll("{grain}", grain).replace("{period}", period)
      .replace("{next}", next(grain, period)).replace("{condition}", () => condition);
    document.querySelector("[data-rows]").textContent = [named(dimension, value), row.label,
      withUnit(row.value)].join(" · ");
    choose(grain, dimension, value);
  }
  document.getElementById(asked.get("at"))?.scrollIntoView();
}

function choose(grain, dimension, value) {
  const select = document.getElementById("dimension-value");
  const wanted = `${dimension}|${value}`;
  if ([...select.options].some(option => option.value === wanted)) select.value = wanted;
  for (const [name, choice] of [["grain", grain], ["dimension", dimension]]) {
    const input = document.querySelector(`input[name=${name}][value="${CSS.escape(choice)}"]`);
    if (input) input.checked = true;
  }
  drawTime();
  drawDimension();
}

async function copy() {
  const query = document.getElementById("query");
  try {
    await navigator.clipboard.writeText(query.textContent);
  } catch {
    getSelection().selectAllChildren(query);
    document.execCommand("copy");
  }
  document.getElementById("copied").textContent = say("copied");
}

function refresh() {
  drawTime();
  drawDimension();
  drawGap();
}

document.addEventListener("DOMContentLoaded", () => {
  speak(document.documentElement.lang, false);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => speak(button.dataset.language, true));
  }
  document.getElementById("grain")?.addEventListener("change", drawTime);
  document.getElementById("dimension-value")?.addEventListener("change", drawTime);
  document.getElementById("dimension")?.addEventListener("change", drawDimension);
  document.getElementById("gap-more")?.addEventListener("toggle", drawGap);
  document.getElementById("print")?.addEventListener("click", () => print());
  document.getElementById("copy")?.addEventListener("click", copy);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", refresh);
  addEventListener("hashchange", follow);
  refresh();
  follow();
});
