"use strict";
// The page of a metric: which periods and which parts of the company a reader looks at. All figures are those of
// metric_values, or sums that the site's query made of them; what is computed here are differences of two of them.

const STEPS = { day: [1, 0], week: [7, 0], month: [0, 1], quarter: [0, 3], months_3: [0, 1], months_12: [0, 1] };
const FORMATS = { day: "%Y-%m-%d", week: "%Y-%m-%d", quarter: "%Y-%m" };
const MONTHS = { months_3: 3, months_12: 12 };
const MOST_SERIES = 4;
const MARKS = ["●", "■", "▲", "◆"];
const metric = window.metric;

// --- periods ---------------------------------------------------------------------------------------------------

function moved(day, days, months) {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

const next = (grain, day) => moved(day, ...STEPS[grain]);
const periodBefore = (grain, day) => MONTHS[grain] ? moved(day, 0, -MONTHS[grain]) : moved(day, ...STEPS[grain].map(one => -one));
// Weeks with the same weekdays; a day has none that is like it.
const yearBefore = (grain, day) => grain === "day" ? null : grain === "week" ? moved(day, -364, 0) : moved(day, 0, -12);
const firstMonth = (grain, day) => moved(day, 0, 1 - MONTHS[grain]);

function label(grain, day) {
  if (MONTHS[grain]) return `${firstMonth(grain, day).slice(0, 7)} – ${day.slice(0, 7)}`;
  if (grain === "quarter") return `${day.slice(0, 4)} Q${(Number(day.slice(5, 7)) + 2) / 3}`;
  return grain === "month" ? day.slice(0, 7) : day;
}

// As in a sentence of the reader's language.
function inWords(grain, day) {
  if (MONTHS[grain]) {
    return say("range_format").replace("{since}", inWords("month", firstMonth(grain, day))).replace("{until}", inWords("month", day));
  }
  const [year, month, date] = day.split("-");
  const quarter = say("quarter_names").split(" ")[Math.floor((Number(month) - 1) / 3)];
  return say(`${grain}_format`).replace("{year}", year).replace("{month:02d}", month).replace("{month}", Number(month))
    .replace("{day:02d}", date).replace("{day}", Number(date)).replace("{quarter}", quarter);
}

const SERIES = new Map(); // read once

function series(grain, [dimension, value]) {
  const key = JSON.stringify([grain, dimension, value]);
  if (!SERIES.has(key)) SERIES.set(key, read(grain, metric.grains[grain]?.[dimension]?.[value]));
  return SERIES.get(key);
}

function read(grain, packed) {
  if (!packed) return [];
  const [first, count, ...texts] = packed;
  const columns = texts.map(text => text.split(","));
  const found = [];
  for (let at = 0, day = first; at < count; at += 1, day = next(grain, day)) {
    const [value, low, high, target, subjects, flags] = columns.map(column => column.length === 1 ? column[0] : column[at])
      .map(text => text === "" ? null : Number(text));
    if (value === null) continue;
    found.push({
      day, period: Date.parse(`${day}T00:00`), label: label(grain, day), value, low, high, target, subjects,
      complete: Boolean(flags & 1), small: Boolean(flags & 2), clear: Boolean(flags & 16),
      status: flags & 4 ? "met" : flags & 8 ? "missed" : null,
      fromBefore: flags & 64 ? true : flags & 32 ? false : null, fromYear: flags & 256 ? true : flags & 128 ? false : null,
    });
  }
  return found;
}

const cell = (grain, one, day) => series(grain, one).find(row => row.day === day);

// --- what a reader has chosen, which the address tells -----------------------------------------------------------

const COMPANY = ["all", "all"];
const view = { grain: "month", period: metric.latest, parts: [COMPANY], year: false, by: null, until: null };
const split = text => [text.slice(0, text.indexOf("|")), text.slice(text.indexOf("|") + 1)];
const joined = one => one.join("|");
const named = ([dimension, value]) => dimension === "all" ? say("whole_company")
  : `${word("dimension", dimension)}${say("colon")}${word(dimension, value)}`;
const isPart = one => joined(one) === "all|all" || Object.values(metric.grains).some(grain => grain[one[0]]?.[one[1]]);

function address(changes) {
  const { at, grain, period, parts } = { at: "time", ...view, ...changes };
  const asked = new URLSearchParams({ at, grain, dimension: parts[0][0], value: parts[0][1], period: period ?? "" });
  for (const one of parts.slice(1)) asked.append("with", joined(one));
  if (view.year) asked.set("year", "1");
  if (view.by) asked.set("by", view.by);
  return `#${asked}`;
}

// Whether the address asked for something; what it asks for and is not there is left as it was.
function readAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (!asked.has("at")) return null;
  const grain = asked.get("grain");
  if (STEPS[grain]) view.grain = grain;
  const parts = [[asked.get("dimension"), asked.get("value")], ...asked.getAll("with").map(split)].filter(isPart);
  view.parts = parts.length ? parts.slice(0, MOST_SERIES) : [COMPANY];
  view.year = asked.get("year") === "1";
  const by = [asked.get("by"), view.parts[0][0]].find(one => inputOf("dimension", one));
  view.by = by ?? view.by;
  view.period = nearest(asked.get("period"));
  keepPeriod();
  return asked.get("at");
}

const inputOf = (name, value) => document.querySelector(`input[name=${name}][value="${CSS.escape(value ?? "")}"]`);
// The periods in which any of the chosen parts has a value, the newest first.
function periods() {
  const found = new Map(view.parts.flatMap(one => series(view.grain, one)).map(row => [row.day, row]));
  return [...found.values()].sort((one, other) => other.day < one.day ? -1 : 1);
}

// The period asked for; else the last complete one that begins no later; else the last complete one.
function nearest(day) {
  const found = periods();
  const complete = found.filter(one => one.complete);
  return (found.find(one => one.day === day) ?? complete.find(one => one.day <= (day ?? "9")) ?? complete[0] ?? found[0])?.day ?? null;
}

function keepPeriod() {
  view.until = view.period && moved(next(view.grain, view.period), -1, 0);
}

// Of another grain, the last period that begins before the one that the reader chose ends.
function change(changes) {
  Object.assign(view, changes);
  if (changes.period) keepPeriod();
  else view.period = nearest(changes.grain ? view.until : view.period);
  history.replaceState(null, "", address({}));
  show();
}

// --- figures and tables --------------------------------------------------------------------------------------------

function written(value) {
  if (value === null || value === undefined) return "–";
  return value.toLocaleString("en", { minimumFractionDigits: metric.digits, maximumFractionDigits: metric.digits }).replace("-", "−");
}

// A unit stays on the line of its number.
const UNBROKEN = "\u00a0";
const withUnit = value => written(value) + (metric.unit === "%" ? "%" : UNBROKEN + word("unit", metric.unit));
const bound = { higher_is_better: `≥${UNBROKEN}`, lower_is_better: `≤${UNBROKEN}` }[metric.direction] ?? "";
const interval = one => one.low === null || one.high === null ? "–"
  : [one.low, one.high].map(written).join(one.low < 0 || one.high < 0 ? " – " : "–");
const count = one => one.subjects === null ? "–" : one.subjects.toLocaleString("en");

function judged(one) {
  if (!one.status) return ["–"];
  const kind = (one.status === "met" ? "good" : "bad") + (one.clear ? "" : " unclear");
  const text = `${one.status === "met" ? "✓" : "✗"} ${say(one.status + (one.clear ? "" : "_unclear"))}`;
  return [badge(kind, text), element("small", {}, `${say("target")} ${bound}${withUnit(one.target)}`)];
}

// How a value differs from an earlier one, and whether by more than chance: null where that is not judged.
function difference(one, earlier, isSignificant) {
  if (!earlier) return ["–"];
  const by = one.value - earlier.value;
  const isBetter = (by > 0) === (metric.direction === "higher_is_better");
  const [kind, text] = isSignificant === null ? ["", "change_unknown"] : !isSignificant ? ["", "within_chance"]
    : metric.direction === "neutral" ? ["", "changed"] : isBetter ? ["better", "better"] : ["worse", "worse"];
  return [withUnit(earlier.value), element("small", {}, `${by > 0 ? "+" : ""}${change_of(by)} `, element("span", { class: kind }, say(text)))];
}

// A difference of per cents is in points of them.
const change_of = by => `${written(by)}${UNBROKEN}${metric.unit === "%" ? say("points") : word("unit", metric.unit)}`;

const number = (...content) => element("td", { class: "number" }, ...content);
// To the rows themselves where Explore has them all, else to the query that gives them.
function rowsAddress(day, [dimension, value]) {
  const from = MONTHS[view.grain] ? firstMonth(view.grain, day) : day;
  if (!metric.explored_from || from < metric.explored_from) return address({ at: "rows", period: day, parts: [[dimension, value]] });
  const asked = new URLSearchParams({ data: metric.id, measure: "value" });
  for (const one of [["observed_at", "from", from], ["observed_at", "before", next(view.grain, day)]]) asked.append("where", one.join("|"));
  if (dimension !== "all") asked.append("where", [dimension, "is", value].join("|"));
  const language = document.documentElement.lang;
  return `../explore.html${language === "en" ? "" : `?lang=${language}`}#${asked}`;
}

const rowsLink = (one, part) => element("td", {}, element("a", { href: rowsAddress(one.day, part) }, say("rows_link")));
const head = text => element("th", { scope: "col", class: "number" }, text);
const smallSample = one => one.small ? [" ", badge("warn", say("small_sample"))] : [];

const ofOne = (one, part, ...name) => element("tr", {}, element("th", { scope: "row" }, ...name), number(withUnit(one.value)),
  number(`${interval(one)} `, ...smallSample(one)), element("td", {}, ...judged(one)), number(count(one)), rowsLink(one, part));

const labelled = one => [one.label, ...(one.complete ? [] : [" ", badge("", say("incomplete"))])];

const HEADS = {}; // the head of the table over time, as it is for one series

function fillTime() {
  const table = document.getElementById("time-table");
  HEADS.time ??= table.tHead.rows[0].cloneNode(true);
  const days = periods();
  if (view.parts.length === 1) {
    table.tHead.replaceChildren(HEADS.time.cloneNode(true));
    table.tBodies[0].replaceChildren(...days.map(one => ofOne(one, view.parts[0], ...labelled(one))));
    return;
  }
  const columns = view.parts.flatMap(one => [named(one), `${named(one)}${say("comma")}${say("interval")}`, `${named(one)}${say("comma")}${say("subjects")}`]);
  table.tHead.replaceChildren(element("tr", {}, element("th", { scope: "col" }, say("period")), ...columns.map(head)));
  table.tBodies[0].replaceChildren(...days.map(({ day, ...first }) => element("tr", {},
    element("th", { scope: "row" }, ...labelled(first)), ...view.parts.flatMap(part => {
      const one = cell(view.grain, part, day);
      return one ? [number(withUnit(one.value)), number(interval(one), ...smallSample(one)), number(count(one))] : [number("–"), number("–"), number("–")];
    }))));
}

// The chosen period of each series, beside the period before and the year before.
function fillChosen() {
  const { grain, period, parts } = view;
  document.querySelector("#chosen-table [data-period]").textContent = period ? inWords(grain, period) : "–";
  document.getElementById("chosen-table").tBodies[0].replaceChildren(...parts.map((part, position) => {
    const one = cell(grain, part, period);
    const name = parts.length > 1 ? `${MARKS[position]} ${named(part)}` : named(part);
    if (!one) return element("tr", {}, element("th", { scope: "row" }, name), element("td", { colspan: "7" }, say("no_value_in_period")));
    const row = ofOne(one, part, name);
    const before = MONTHS[grain] ? null : one.fromBefore;
    row.lastChild.before(number(...difference(one, cell(grain, part, periodBefore(grain, period)), before)),
      number(...difference(one, cell(grain, part, yearBefore(grain, period)), one.fromYear)));
    return row;
  }));
}

// --- charts --------------------------------------------------------------------------------------------------------

// A tick at the beginning of a month or a quarter, at most a dozen of them.
function ticks(grain, rows) {
  if (grain === "day" || grain === "week") return 8;
  const days = rows.map(one => one.period);
  const months = (Math.max(...days) - Math.min(...days)) / 2.6e9;
  const step = Math.ceil(months / 12) || 1;
  return { interval: "month", step: grain === "quarter" ? 3 * Math.ceil(step / 3) : step };
}

function drawTime() {
  const { grain, parts } = view;
  const place = document.getElementById("chart-time");
  const rows = parts.flatMap((part, position) => series(grain, part).map(one => ({
    ...one, series: position, name: named(part), year: view.year ? cell(grain, part, yearBefore(grain, one.day))?.value ?? null : null,
  })));
  place.parentElement.hidden = !rows.length;
  draw(place, rows, { unit: metric.unit, figure: formatOf(metric.digits), format: FORMATS[grain] ?? "%Y-%m", ticks: ticks(grain, rows), label: parts.map(named).join(say("list_comma")) });
}

function breakdown(dimension) {
  const { grain, period } = view;
  const company = cell(grain, COMPANY, period);
  const values = metric.grains[grain]?.[dimension] ?? {};
  return Object.keys(values).flatMap(name => {
    const one = cell(grain, [dimension, name], period);
    return one ? [{ ...one, name, dimension }] : [];
  }).map(one => {
    const summed = company && !company.target && company.low === null && !MONTHS[grain];
    const benchmark = one.target ?? (summed ? null : company?.value ?? null);
    return { ...one, benchmark, verdict: verdict(one, benchmark) };
  }).sort((one, other) => other.value - one.value);
}

// How many of the whole are in no row, since each has at most one value of a dimension. Of a stock it is what stands there,
// else what was measured. Of distinct subjects, who may be in several rows, nobody can tell.
function rest(rows) {
  const company = cell(view.grain, COMPANY, view.period);
  if (!company || !rows.length || metric.aggregation === "distinct") return null;
  const counted = one => metric.aggregation === "balance" ? one.value : one.subjects;
  const left = Math.round(counted(company) - rows.reduce((sum, one) => sum + counted(one), 0));
  return left > 0 ? { left, all: counted(company) } : null;
}

function showRest(rows, dimension) {
  const found = rest(rows);
  const text = say(metric.is_count ? "rest_of_count" : "rest_of_sample");
  document.getElementById("dimensions-rest").textContent = !found ? "" : text.replace("{rest}", found.left.toLocaleString("en"))
    .replace("{all}", found.all.toLocaleString("en")).replaceAll("{name}", word("dimension", dimension).toLowerCase());
}

// "below" is the wrong side, whichever way the metric runs.
function verdict(one, benchmark) {
  if (one.low === null || one.high === null || benchmark === null || metric.direction === "neutral") return "unclear";
  const [over, under] = metric.direction === "higher_is_better" ? ["above", "below"] : ["below", "above"];
  return one.low > benchmark ? over : one.high < benchmark ? under : "unclear";
}

function drawDimension() {
  const place = document.getElementById("chart-dimensions");
  const dimension = document.querySelector("input[name=dimension]:checked")?.value;
  if (!place || !dimension) return;
  const rows = breakdown(dimension);
  document.querySelector("#dimensions-about [data-period]").textContent = view.period ? inWords(view.grain, view.period) : "–";
  document.getElementById("dimensions-note").textContent = rows.length ? ""
    : say("no_grain").replace("{grain}", say(`grain_${view.grain}`)).replace("{name}", word("dimension", dimension));
  place.parentElement.hidden = !rows.length;
  draw(place, rows.map(one => ({ ...one, name: word(dimension, one.name) })), { unit: metric.unit, figure: formatOf(metric.digits), zero: metric.is_count, label: word("dimension", dimension) });
  showRest(rows, dimension);
  const table = document.getElementById("dimensions-table");
  const first = table.tHead.rows[0].cells[0];
  first.dataset.text = `dimension_${dimension}`;
  first.textContent = word("dimension", dimension);
  table.tBodies[0].replaceChildren(...rows.map(one => ofOne(one, [dimension, one.name], word(dimension, one.name))));
}

// --- the controls --------------------------------------------------------------------------------------------------

function showControls() {
  inputOf("grain", view.grain).checked = true;
  const chosen = inputOf("dimension", view.by);
  if (chosen) chosen.checked = true;
  document.getElementById("year").checked = view.year;
  document.getElementById("period").replaceChildren(...periods().map(one => {
    const option = element("option", { value: one.day }, `${one.label}${one.complete ? "" : `${say("open")}${say("incomplete")}${say("close")}`}`);
    option.selected = one.day === view.period;
    return option;
  }));
  for (const select of [document.getElementById("dimension-value"), document.getElementById("compare-with")]) {
    for (const option of select.options) option.textContent = ((one) => one[0] === "all" ? say("whole_company") : word(...one))(split(option.value));
  }
  document.getElementById("dimension-value").value = joined(view.parts[0]);
  document.getElementById("add").disabled = view.parts.length >= MOST_SERIES;
  document.getElementById("compared").replaceChildren(...(view.parts.length < 2 ? [] : view.parts.map((one, position) => {
    const remove = element("button", { type: "button", "aria-label": say("remove").replace("{name}", named(one)) }, "×");
    remove.addEventListener("click", () => {
      change({ parts: view.parts.filter((_, other) => other !== position) });
      document.getElementById("add").focus();
    });
    return element("li", {}, element("span", { class: `mark series-${position}`, "aria-hidden": "true" }, MARKS[position]), ` ${named(one)} `, remove);
  })));
}

// Why something is not there, in words, instead of a control that is switched off.
function showNote() {
  const words = say(`grain_${view.grain}`);
  const without = view.parts.filter(one => !series(view.grain, one).length).map(named).join(say("list_comma"));
  const text = !without ? (MONTHS[view.grain] ? say("sums_note") : "")
    : MONTHS[view.grain] ? say("no_sum").replace("{grain}", words) : say("no_grain").replace("{grain}", words).replace("{name}", without);
  document.getElementById("time-note").textContent = text;
}

function showQuery() {
  const { grain, period, parts: [part] } = view;
  const one = cell(grain, part, period);
  const query = document.getElementById("query");
  if (!one || !query) return;
  const condition = part[0] === "all" ? "" : window.conditions[part[0]][part[1]];
  query.textContent = (MONTHS[grain] ? metric.query.replace("= date '{period}'", `between date '${firstMonth(grain, period)}' and date '{period}'`) : metric.query)
    .replaceAll("{grain}", MONTHS[grain] ? "month" : grain).replace("{period}", period)
    .replace("{next}", next(grain, period)).replace("{condition}", () => condition);
  const explore = document.getElementById("explore-rows");
  explore.href = rowsAddress(period, part);
  explore.hidden = !explore.href.includes("explore.html");
  const short = document.getElementById("explore-short");
  short.hidden = explore.hidden || metric.fell_short === null;
  short.href = `${explore.href}&${new URLSearchParams({ where: `numerator|is|${metric.fell_short}` })}`;
  document.querySelector("[data-rows]").textContent = [named(part), inWords(grain, period), withUnit(one.value)].join(" · ");
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

function show() {
  showControls();
  showNote();
  fillChosen();
  fillTime();
  showQuery();
  drawTime();
  drawDimension();
}

function follow() {
  const at = readAddress();
  if (!at) return;
  show();
  document.getElementById(at)?.scrollIntoView();
}

function listen(identity, event, react) {
  document.getElementById(identity)?.addEventListener(event, react);
}

document.addEventListener("DOMContentLoaded", () => {
  if (!document.getElementById("chart-time")) return;
  document.getElementById("compare-with").append(...[...document.getElementById("dimension-value").children].map(one => one.cloneNode(true)));
  view.by = document.querySelector("input[name=dimension]:checked")?.value ?? null;
  listen("grain", "change", event => change({ grain: event.target.value }));
  listen("period", "change", event => change({ period: event.target.value }));
  listen("dimension-value", "change", event => change({ parts: [split(event.target.value), ...view.parts.slice(1)] }));
  listen("add", "click", () => {
    const wanted = document.getElementById("compare-with").value;
    if (!view.parts.map(joined).includes(wanted)) change({ parts: [...view.parts, split(wanted)] });
  });
  listen("year", "change", event => change({ year: event.target.checked }));
  listen("dimension", "change", event => change({ by: event.target.value }));
  listen("copy", "click", copy);
  addEventListener("hashchange", follow);
  document.addEventListener("refresh", show);
  const at = readAddress();
  if (!at) {
    view.period = nearest(metric.latest);
    keepPeriod();
  }
  show();
  if (at) document.getElementById(at)?.scrollIntoView();
});
