"use strict";
// Tables that a reader works with: found, folded and sorted on the overview. No figure is computed here.

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
  for (const { head, button, rows } of groupsOf(document.getElementById("metrics-table"))) {
    const found = rows.filter(row => isFound(row, words, family));
    const isOpen = Boolean(isAsked()) || button.dataset.open === "true";
    for (const row of rows) row.hidden = !isOpen || !found.includes(row);
    head.hidden = !found.length;
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
  const name = row => row.querySelector("th").innerText;
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
