"use strict";
// Explore: the rows behind a year's numbers, filtered, grouped, pivoted and drawn in the browser. What is asked stands in
// the address.

const MINUTE = 60000;
const MOST_ROWS = 200, MOST_GROUPS = 400, MOST_COLUMNS = 12;
const BUCKETS = ["quarter", "month", "week", "day", "weekday", "hour"];
const asked = { data: null, where: [], rows: "observed_at:month", columns: "", measure: "value", of: "", chart: true };
let data = null; // columns by name, each with how to read a row of it

// --- the data set ------------------------------------------------------------------------------------------------

const LOADED = new Map();

function load(name) {
  if (!LOADED.has(name)) {
    LOADED.set(name, new Promise((resolve, reject) => {
      const script = element("script", { src: `explore/${name}.js` });
      script.addEventListener("load", () => resolve(window.dataset));
      script.addEventListener("error", () => reject(new Error(name)));
      document.head.append(script);
    }));
  }
  return LOADED.get(name);
}

const reader = ({ words, values }) => words ? row => words[values[row]] ?? null : row => values[row];

// A metric's rows with the columns of the mart that they are rows of, found by its key.
async function opened(name) {
  const found = await load(name);
  const columns = new Map(found.columns.map(one => [one.name, { ...one, at: reader(one) }]));
  if (found.fact) {
    const fact = await load(found.fact);
    const key = reader(fact.columns.find(one => one.name === found.key));
    const places = new Map(Array.from({ length: fact.count }, (_, row) => [key(row), row]));
    const subject = columns.get("subject_id").at;
    for (const one of fact.columns) {
      if (columns.has(one.name)) continue;
      const at = reader(one);
      columns.set(one.name, { ...one, at: row => places.has(subject(row)) ? at(places.get(subject(row))) : null });
    }
  }
  return { ...found, columns };
}

// --- columns, and what groups make of them -------------------------------------------------------------------------

const day = minutes => new Date(minutes * MINUTE).toISOString().slice(0, 10);
const moment = minutes => new Date(minutes * MINUTE).toISOString().slice(0, 16).replace("T", " ");

function bucket(kind, minutes) {
  if (minutes === null) return null;
  const date = new Date(minutes * MINUTE);
  const text = date.toISOString();
  if (kind === "month") return text.slice(0, 7);
  if (kind === "quarter") return `${text.slice(0, 4)} Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
  if (kind === "day") return text.slice(0, 10);
  if (kind === "hour") return text.slice(11, 13);
  if (kind === "weekday") return String((date.getUTCDay() + 6) % 7 + 1);
  date.setUTCDate(date.getUTCDate() - (date.getUTCDay() + 6) % 7);
  return date.toISOString().slice(0, 10);
}

// How a row is grouped by `column` or `column:bucket`.
function grouping(name) {
  const [column, kind] = name.split(":");
  const { at, type } = data.columns.get(column) ?? {};
  if (!at) return null;
  return type !== "time" ? row => at(row) : row => bucket(kind ?? "day", at(row));
}

const isTime = name => data.columns.get(name.split(":")[0])?.type === "time";
const label = name => window.labels[document.documentElement.lang]?.[name] ?? window.labels.en[name];

// What a reader calls a column or a mart; one of a company's own is called by its name.
function columnWord(name) {
  if (window.texts.en[`dimension_${name}`]) return say(`dimension_${name}`);
  const subject = name.replace(/_unknown_because$/, "");
  return label(name) ?? (subject !== name && label(subject) ? say("why_unknown").replace("{name}", label(subject)) : name);
}

// The name by which queries know it, where the words do not say it already.
const nameBeside = (name, words) => words.toLowerCase().replaceAll(" ", "_") === name ? "" : name;

function groupWord(name) {
  const [column, kind] = name.split(":");
  return columnWord(column) + (kind ? `${say("colon")}${say(`bucket_${kind}`)}` : "");
}

function optionWord(name) {
  const column = name.split(":")[0];
  const beside = nameBeside(column, columnWord(column));
  return groupWord(name) + (beside ? ` · ${beside}` : "");
}

function columnHead(name, kind = "") {
  const column = name.split(":")[0];
  const beside = nameBeside(column, columnWord(column));
  return element("th", { scope: "col", class: kind }, groupWord(name), ...(beside ? [element("small", { translate: "no" }, beside)] : []));
}

function shown(column, value) {
  if (value === null || value === undefined) return "–";
  const { type, name } = data.columns.get(column) ?? {};
  if (type === "time") return moment(value);
  return type === "number" ? figure(value) : word(name, value);
}

// `digits`: of a metric, whose figures have the same ones everywhere; of any other number, by its size.
function figure(value, digits = Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2) {
  if (value === null || Number.isNaN(value)) return "–";
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace("-", "−");
}

// --- filters ---------------------------------------------------------------------------------------------------------

const OPERATORS = {
  is: (one, wanted) => one === wanted,
  not: (one, wanted) => one !== wanted,
  has: (one, wanted) => one.toLowerCase().includes(wanted.toLowerCase()),
  from: (one, wanted) => one >= wanted,
  before: (one, wanted) => one < wanted,
};

function matches([column, operator, text]) {
  const found = data.columns.get(column);
  if (!found) return () => true;
  if (found.type === "number" && operator !== "has") return row => found.at(row) !== null && OPERATORS[operator](found.at(row), Number(text));
  const read = found.type === "time" ? row => moment(found.at(row)) : found.at;
  return row => found.at(row) !== null ? OPERATORS[operator](String(read(row)), text) : operator === "not";
}

function filtered() {
  const tests = asked.where.map(matches);
  return Array.from({ length: data.count }, (_, row) => row).filter(row => tests.every(test => test(row)));
}

// --- measures ----------------------------------------------------------------------------------------------------------

const sum = values => values.reduce((total, value) => total + value, 0);

// As metric_values has it: between the two nearest values, in proportion.
function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  return sorted[low] + (place - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

function ofMetric(rows) {
  const read = name => rows.map(data.columns.get(name).at);
  if (data.aggregation === "distinct") return new Set(read("subject_id")).size;
  const counted = read("numerator");
  if (data.aggregation === "total") return data.scale * sum(counted);
  if (data.aggregation === "median") return data.scale * quantile(counted, 0.5);
  if (data.aggregation === "p90") return data.scale * quantile(counted, 0.9);
  return data.scale * sum(counted) / sum(read("denominator"));
}

const MEASURES = {
  rows: rows => rows.length,
  value: ofMetric,
  sum: (_, values) => sum(values),
  mean: (_, values) => sum(values) / values.length,
  median: (_, values) => quantile(values, 0.5),
  smallest: (_, values) => values.reduce((one, other) => Math.min(one, other)),
  largest: (_, values) => values.reduce((one, other) => Math.max(one, other)),
  different: (_, values) => new Set(values).size,
};
const NEEDS_COLUMN = ["sum", "mean", "median", "smallest", "largest", "different"];

function measured(rows) {
  if (!NEEDS_COLUMN.includes(asked.measure)) return rows.length ? MEASURES[asked.measure](rows) : null;
  const column = data.columns.get(asked.of);
  const values = column ? rows.map(column.at).filter(value => value !== null) : [];
  return values.length ? MEASURES[asked.measure](rows, values) : null;
}

function grouped(rows, name) {
  const groups = new Map();
  const key = grouping(name);
  for (const row of rows) {
    const found = key(row);
    if (!groups.has(found)) groups.set(found, []);
    groups.get(found).push(row);
  }
  return groups;
}

const inOrder = (one, other) => typeof one === "number" && typeof other === "number" ? one - other : String(one ?? "~").localeCompare(String(other ?? "~"));

// --- what is shown -----------------------------------------------------------------------------------------------------

const groupText = (name, value) => value === null ? "–" : isTime(name) ? value : shown(name, value);

function showGroups(rows) {
  const table = document.getElementById("explored");
  const groups = [...grouped(rows, asked.rows)].sort(([one], [other]) => inOrder(one, other));
  const columns = asked.columns ? [...grouped(rows, asked.columns)].sort((one, other) => other[1].length - one[1].length) : [];
  const across = columns.slice(0, MOST_COLUMNS).map(([value]) => value).sort(inOrder);
  const key = asked.columns ? grouping(asked.columns) : null;
  const kept = groups.slice(0, MOST_GROUPS).map(([value, members]) => [value, members,
    key ? across.map(other => measured(members.filter(row => key(row) === other))) : [measured(members)]]);
  const heads = key ? across.map(value => groupText(asked.columns, value)) : [measureWord()];
  table.tHead.replaceChildren(element("tr", {}, columnHead(asked.rows),
    ...heads.map(text => element("th", { scope: "col", class: "number" }, text)), element("th", { scope: "col", class: "number" }, say("rows_count"))));
  table.tBodies[0].replaceChildren(...kept.map(([value, members, figures]) => element("tr", {},
    element("th", { scope: "row" }, groupText(asked.rows, value)),
    ...figures.map(one => element("td", { class: "number" }, figure(one, digitsOfMetric()))),
    element("td", { class: "number" }, members.length.toLocaleString("en")))));
  const points = kept.flatMap(([value, members, figures]) => figures.map((one, position) => ({
    name: groupText(asked.rows, value), series: heads[position], value: one, subjects: members.length,
  }))).filter(one => one.value !== null && !Number.isNaN(one.value));
  return { points, cut: [...cutOff("groups_first", MOST_GROUPS, groups.length), ...cutOff("columns_first", MOST_COLUMNS, columns.length)] };
}

// What is too much to show is said, since what is shown does not add up then.
const cutOff = (key, most, all) => all > most ? [say(key).replace("{most}", most).replace("{all}", all.toLocaleString("en"))] : [];

function showRows(rows) {
  const table = document.getElementById("explored");
  const names = [...data.columns.keys()];
  table.tHead.replaceChildren(element("tr", {}, ...names.map(name => columnHead(name))));
  table.tBodies[0].replaceChildren(...rows.slice(0, MOST_ROWS).map(row => element("tr", {},
    ...names.map((name, position) => element(position ? "td" : "th", position ? {} : { scope: "row" }, shown(name, data.columns.get(name).at(row)))))));
  return { points: [], cut: cutOff("rows_first", MOST_ROWS, rows.length) };
}

const isOfMetric = () => asked.measure === "value";
const digitsOfMetric = () => isOfMetric() ? data.digits : undefined;
const measureWord = () => say(`measure_${asked.measure}`) + (NEEDS_COLUMN.includes(asked.measure) && asked.of ? `${say("colon")}${columnWord(asked.of)}` : "");

function show() {
  if (!data) return;
  document.getElementById("explored-of").textContent = titleOf(asked.data);
  const rows = filtered();
  const isGrouped = Boolean(asked.rows && grouping(asked.rows));
  const place = document.getElementById("chart-explored");
  const { points, cut } = isGrouped ? showGroups(rows) : showRows(rows);
  const found = say("rows_found").replace("{count}", rows.length.toLocaleString("en"));
  document.getElementById("explored-count").textContent = [found, ...cut].join(say("stop").slice(1)); // the room after a full stop
  place.parentElement.hidden = !points.length;
  place.dataset.chart = isGrouped && isTime(asked.rows) ? "explored_over_time" : "explored";
  draw(place, points, { unit: isOfMetric() ? data.unit : measureWord(), figure: isOfMetric() ? formatOf(data.digits) : ",.4~r", label: `${titleOf(asked.data)} ${groupWord(asked.rows || "")}` });
  showControls();
  history.replaceState(null, "", address());
}

const titleOf = name => data?.label?.[document.documentElement.lang] ?? data?.label?.en ?? columnWord(name);

// --- the controls, and the address ---------------------------------------------------------------------------------------

function address() {
  const told = new URLSearchParams({ data: asked.data, rows: asked.rows, columns: asked.columns, measure: asked.measure, of: asked.of });
  for (const one of asked.where) told.append("where", one.join("|"));
  return `#${told}`;
}

function readAddress() {
  const told = new URLSearchParams(location.hash.slice(1));
  const select = document.getElementById("data");
  const wanted = told.get("data");
  if ([...select.options].some(option => option.value === wanted)) {
    asked.data = wanted;
    asked.where = told.getAll("where").map(text => text.split("|")).filter(one => one.length > 2 && OPERATORS[one[1]])
      .map(([column, operator, ...text]) => [column, operator, text.join("|")]);
    for (const name of ["rows", "columns", "measure", "of"]) asked[name] = told.get(name) ?? "";
    if (!MEASURES[asked.measure]) asked.measure = "rows";
  }
  asked.data ??= select.value;
}

const option = (value, text, chosen) => {
  const made = element("option", { value }, text);
  made.selected = value === chosen;
  return made;
};

function showControls() {
  const select = document.getElementById("data");
  for (const one of select.options) {
    const labels = JSON.parse(one.dataset.metric ?? "{}");
    one.textContent = labels[document.documentElement.lang] ?? labels.en ?? optionWord(one.value);
  }
  select.value = asked.data;
  const names = [...data.columns.keys()];
  const groups = names.flatMap(name => isTime(name) ? BUCKETS.map(kind => `${name}:${kind}`) : [name]);
  for (const [identity, none] of [["rows", "no_group"], ["columns", "no_pivot"]]) {
    document.getElementById(identity).replaceChildren(option("", say(none), asked[identity]), ...groups.map(name => option(name, optionWord(name), asked[identity])));
  }
  const measures = Object.keys(MEASURES).filter(name => name !== "value" || data.aggregation);
  document.getElementById("measure").replaceChildren(...measures.map(name => option(name, say(`measure_${name}`), asked.measure)));
  const numbers = names.filter(name => asked.measure === "different" || data.columns.get(name).type === "number");
  const of = document.getElementById("of");
  of.replaceChildren(...numbers.map(name => option(name, optionWord(name), asked.of)));
  of.parentElement.hidden = !NEEDS_COLUMN.includes(asked.measure);
  const column = document.getElementById("where-column");
  column.replaceChildren(...names.map(name => option(name, optionWord(name), column.value)));
  showValues();
  document.getElementById("wheres").replaceChildren(...asked.where.map((one, position) => {
    const text = `${columnWord(one[0])} ${say(`operator_${one[1]}`)} ${one[1] === "is" ? word(one[0], one[2]) : one[2]}`;
    const remove = element("button", { type: "button", "aria-label": say("remove").replace("{name}", text) }, "×");
    remove.addEventListener("click", () => {
      change({ where: asked.where.filter((_, other) => other !== position) });
      document.getElementById("where-add").focus();
    });
    return element("li", {}, `${text} `, remove);
  }));
}

// The values of a column as suggestions, where there are not too many to read.
function showValues() {
  const found = data.columns.get(document.getElementById("where-column").value);
  document.getElementById("where-values").replaceChildren(...(found?.words ?? []).slice(0, MOST_ROWS).map(text => element("option", { value: text })));
}

function change(changes) {
  Object.assign(asked, changes);
  if (NEEDS_COLUMN.includes(asked.measure) && !data.columns.has(asked.of)) {
    asked.of = [...data.columns.values()].find(one => asked.measure === "different" || one.type === "number")?.name ?? "";
  }
  show();
}

async function open(changes) {
  Object.assign(asked, changes);
  data = await opened(asked.data);
  if (asked.measure === "value" && !data.aggregation) asked.measure = "rows";
  if (!grouping(asked.rows || "")) asked.rows = "";
  if (!grouping(asked.columns || "")) asked.columns = "";
  show();
}

function addFilter() {
  const text = document.getElementById("where-text");
  if (text.value === "") return;
  change({ where: [...asked.where, [document.getElementById("where-column").value, document.getElementById("where-operator").value, text.value]] });
  text.value = "";
}

document.addEventListener("DOMContentLoaded", () => {
  const select = document.getElementById("data");
  if (!select) return;
  const react = (identity, event, act) => document.getElementById(identity).addEventListener(event, act);
  react("data", "change", () => open({ data: select.value, where: [], rows: "", columns: "", measure: "rows", of: "" }));
  for (const name of ["rows", "columns", "measure", "of"]) react(name, "change", event => change({ [name]: event.target.value }));
  react("where-column", "change", showValues);
  react("where-add", "click", addFilter);
  react("where-text", "keydown", event => event.key === "Enter" && addFilter());
  addEventListener("hashchange", () => { readAddress(); open({}); });
  document.addEventListener("refresh", show);
  readAddress();
  open({});
});
