"use strict";
// The sheet of what was agreed: filled in on the page, and kept in this browser, for each month by itself.

const sheet = () => document.getElementById("agreed-table");
const fields = row => [...row.querySelectorAll("input")];

function keep() {
  const written = [...sheet().tBodies[0].rows].map(row => fields(row).map(one => one.value));
  const isEmpty = written.every(line => line.every(text => text === ""));
  try {
    if (isEmpty) localStorage.removeItem(sheet().dataset.kept);
    else localStorage.setItem(sheet().dataset.kept, JSON.stringify(written));
  } catch { /* a page on a disk may have no storage: then it lasts as long as the page is open */ }
  for (const one of sheet().querySelectorAll("input")) one.toggleAttribute("data-filled", one.value !== "");
}

function addLine() {
  const body = sheet().tBodies[0];
  const line = body.rows[0].cloneNode(true);
  for (const one of fields(line)) one.value = "";
  body.append(line);
  return line;
}

function recall() {
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(sheet().dataset.kept)) ?? []; } catch { /* none, or not ours */ }
  if (!Array.isArray(kept)) return;
  kept.forEach((line, number) => {
    const row = sheet().tBodies[0].rows[number] ?? addLine();
    fields(row).forEach((one, place) => { one.value = line[place] ?? ""; });
  });
  keep();
}

document.addEventListener("DOMContentLoaded", () => {
  recall();
  sheet().addEventListener("input", keep);
  document.getElementById("agreed-add").addEventListener("click", () => fields(addLine())[0].focus());
  document.getElementById("agreed-clear").addEventListener("click", () => {
    for (const one of sheet().querySelectorAll("input")) one.value = "";
    keep();
    sheet().querySelector("input").focus();
  });
});
