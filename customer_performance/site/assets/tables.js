"use strict";
// Tables that a reader works with: found, folded and sorted on the overview, and taken away as CSV. No figure is computed
// here.

const groupsOf = table => [...table.tBodies].map(body => ({
  body, head: body.rows[0], button: body.rows[0].querySelector("button"), rows: [...body.rows].slice(1),
}));

const isAsked = () => document.getElementById("search").value.trim() || document.getElementById("family").value;

// What a row says in any language, so that a reader may search for a word of another one.
const isFound = (row, words, family) => row.dataset.metric.startsWith(family)
  && words.every(word => `${row.dataset.metric} ${row.cells[0].textContent}`.toLowerCase().includes(word));

function find() {
  const words = document.getElementById("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const family = document.getElementById("family").value;
  let count = 0;
  for (const { body, head, button, rows } of groupsOf(document.getElementById("metrics-table"))) {
    const found = rows.filter(row => isFound(row, words, family));
    const isOpen = Boolean(isAsked()) || button.dataset.open === "true";
    for (const row of rows) row.hidden = !found.includes(row);
    head.hidden = !found.length;
    body.classList.toggle("folded", !isOpen); // on the screen: paper, which nobody can open, has all that is found
    button.setAttribute("aria-expanded", String(isOpen));
    count += found.length;
  }
  document.getElementById("found").textContent = isAsked() ? say("found").replace("{count}", count) : "";
}

function fold(button) {
  if (isAsked()) return;
  button.dataset.open = String(button.dataset.open !== "true");
  find();
}

function sort(table, button) {
  const head = button.closest("th");
  const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
  const name = row => said(row.querySelector("th"));
  const key = row => Number(row.cells[head.cellIndex].dataset.key);
  for (const { body, rows } of groupsOf(table)) {
    rows.sort((one, other) => direction * (button.dataset.sort === "name"
      ? name(one).localeCompare(name(other), document.documentElement.lang) : key(one) - key(other)));
    body.append(...rows);
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const table = document.getElementById("metrics-table");
  if (!table) return;
  document.getElementById("search").addEventListener("input", find);
  document.getElementById("family").addEventListener("change", find);
  for (const { button } of groupsOf(table)) button.addEventListener("click", () => fold(button));
  for (const button of table.querySelectorAll("[data-sort]")) button.addEventListener("click", () => sort(table, button));
});

// --- on a phone, where each row is a card ------------------------------------------------------------------------

const LONG = 48, LONG_WORD = 16; // letters: a text or a word with more of them has the whole width

const spaceless = text => text.replace(/\s+/g, " ").trim();
const widthOf = text => text.length + (text.match(/[\u2e80-\uffff]/g) ?? []).length;

// The head of the table is not shown there, so each cell has what its column is called. Two columns fit as they are.
function nameCells(table) {
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].map(cell => spaceless(said(cell)));
  table.classList.toggle("fold", names.length > 2 || table.matches(".stack"));
  for (const row of [...table.tBodies].flatMap(body => [...body.rows])) {
    let position = 0;
    for (const cell of row.cells) {
      cell.dataset.label = names[position] ?? "";
      const text = spaceless(said(cell));
      cell.classList.toggle("long", widthOf(text) > LONG || text.split(" ").some(word => word.length > LONG_WORD));
      position += cell.colSpan;
    }
  }
}

function nameAllCells() {
  document.querySelectorAll("table").forEach(nameCells);
}

document.addEventListener("DOMContentLoaded", () => {
  nameAllCells();
  document.addEventListener("refresh", nameAllCells);
  for (const table of document.querySelectorAll("table")) {
    new MutationObserver(() => nameCells(table)).observe(table, { childList: true, subtree: true });
  }
});

// --- what a reader takes away ----------------------------------------------------------------------------------

// What an element says in the reader's language, also where it is folded away, which innerText would not tell.
function said(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeName === "INPUT") return node.value;
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches("svg, script, [aria-hidden=true]")) return "";
  if (node.matches("span[lang]") && node.lang !== document.documentElement.lang) return "";
  const text = [...node.childNodes].map(said).join("");
  return node.matches("small, br, li, p, .badge") ? ` ${text} ` : text;
}

// A figure is written as programs read it. What else begins like a formula is kept from being run as one.
function field(text) {
  const plain = spaceless(text);
  const figure = plain.replace("−", "-").replace(/(\d),(?=\d{3})/g, "$1");
  const written = /^[+-]?\d+(\.\d+)?%?$/.test(figure) ? figure : /^[=+\-−@]/.test(plain) ? `'${plain}` : plain;
  return /[",\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
}

const lines = rows => `\ufeff${rows.map(row => `${row.map(field).join(",")}\r\n`).join("")}`;

function ofTable(table) {
  const isHidden = row => row.matches(".group") || (table.id === "metrics-table" && isAsked() && row.hidden);
  return [...table.rows].filter(row => !isHidden(row)).map(row => [...row.cells].map(said));
}

function ofChart(place) {
  const rows = place.rows ?? [];
  const isOverTime = place.dataset.chart === "over_time";
  if (place.dataset.chart.startsWith("explored")) return ofTable(document.getElementById("explored"));
  const part = !isOverTime || new Set(rows.map(row => row.name)).size > 1 ? [["name", "dimension_value"]] : [];
  const columns = [...(isOverTime ? [["label", "period"]] : []), ...part, ...["value", "low", "high"].map(one => [one, one]),
    isOverTime ? ["target", "target"] : ["benchmark", "benchmark"], ["subjects", "subjects"],
    ...(rows.some(row => (row.year ?? null) !== null) ? [["year", "year_before"]] : [])];
  return [columns.map(([, text]) => say(text)), ...rows.map(row => columns.map(([name]) => String(row[name] ?? "")))];
}

function save(name, blob) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

// A chart as it stands on the page, on the page's ground, which a picture of dark colours needs.
function picture(place) {
  const drawing = place.querySelector("svg").cloneNode(true);
  drawing.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  drawing.prepend(element("style", {}, `svg { background: ${colour("card")}; }`));
  return new XMLSerializer().serializeToString(drawing).replace(/var\(--([\w-]+)\)/g, (_, name) => colour(name));
}

async function painted(place) {
  const drawing = new Image();
  drawing.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture(place))}`;
  await drawing.decode();
  const canvas = element("canvas", { width: 2 * drawing.width, height: 2 * drawing.height });
  const paper = canvas.getContext("2d");
  paper.fillStyle = colour("card");
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(drawing, 0, 0, canvas.width, canvas.height);
  return new Promise(resolve => canvas.toBlob(resolve, "image/png"));
}

// What each kind of file holds of a table or a chart; only a chart is a picture.
const FILES = {
  csv: one => new Blob([lines(one.matches("table") ? ofTable(one) : ofChart(one))], { type: "text/csv" }),
  svg: one => new Blob([picture(one)], { type: "image/svg+xml" }),
  png: painted,
};

function offer(one, number) {
  const name = one.querySelector("caption") ?? document.getElementById(one.getAttribute("aria-labelledby") ?? `${one.id}-caption`);
  if (name && !name.id) name.id = `name-${number}`;
  const page = location.pathname.split("/").pop().replace(".html", "") || "index";
  const kinds = one.matches("table") ? ["csv"] : ["csv", "svg", "png"];
  (one.closest(".scroll") ?? one).after(...kinds.map(kind => {
    const button = element("button", { type: "button", class: kind === "csv" ? "csv" : "csv picture", id: `${kind}-${number}` }, kind.toUpperCase());
    if (name) button.setAttribute("aria-labelledby", `${button.id} ${name.id}`);
    button.addEventListener("click", async () => save(`${page}-${one.id || name?.id || number}.${kind}`, await FILES[kind](one)));
    return button;
  }));
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("table, .chart").forEach(offer);
});
