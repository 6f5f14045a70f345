"use strict";
// What all sections share: charts, the table behind each of them, and the reports behind each number.

const MOST_REPORTS = 200, MOST_ROWS = 60;
const data = prepared(readData("data"));
const get = (id) => document.getElementById(id);
const paper = matchMedia("print");
const drawnCharts = new Map(), tables = new Map();

function element(tag, content = "", more = {}) {
  const made = Object.assign(document.createElement(tag), more);
  made.append(...[content].flat());
  return made;
}

const link = (text, go) => element("button", text, { type: "button", className: "link", onclick: go });

// ---- the reports behind a number

function openReports(title, list, matches) {
  get("reports-title").textContent = title;
  get("reports-count").textContent = plural(list.length, "report");
  get("reports-list").replaceChildren(...list.slice(0, MOST_REPORTS).map((report) => {
    const line = matches && firstLine(data, report, matches);
    const where = line ? `${data.reports.path[report]}:${line}` : data.reports.path[report];
    return element("li", [element("bdi", data.reports.title[report]), element("br"), element("code", where)]);
  }));
  const more = list.length - MOST_REPORTS;
  get("reports-more").textContent = more > 0 ? `… and ${number(more)} more. Filters narrow the list.` : "";
  get("reports").showModal();
  get("reports").scrollTop = 0;
}

// ---- tables

function table(name, heads, rows) {
  tables.set(name, { heads, rows });
  const holder = document.querySelector(`[data-table=${name}]`);
  if (holder.closest("details").open) fill(holder);
}

function fill(holder, limit = MOST_ROWS) {
  const { heads, rows } = tables.get(holder.dataset.table);
  const isCount = (i) => heads[i].startsWith("#");
  const cells = (tag, row) => row.map((cell, i) => element(tag, typeof cell === "number" ? number(cell) : cell,
    isCount(i) ? { className: "count" } : {}));
  const head = element("tr", cells("th", heads.map((one) => one.replace("#", ""))));
  for (const cell of head.cells) cell.scope = "col";
  const body = rows.slice(0, limit).map((row) => element("tr", cells("td", row)));
  holder.replaceChildren(element("table", [element("thead", head), element("tbody", body)]));
  if (rows.length > limit) holder.append(link(`Show all ${number(rows.length)} rows`, () => fill(holder, Infinity)));
}

for (const holder of document.querySelectorAll("[data-table]")) {
  holder.tabIndex = 0; // it scrolls where the window is narrow
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", holder.previousElementSibling.textContent);
  holder.closest("details").addEventListener("toggle", (event) => event.target.open && fill(holder));
}

// ---- charts

// A mark that changes under the pointer is drawn again, and the browser then drops a click whose press came first.
const STILL = { emphasis: { disabled: true } };

function draw(id, says, option, click) {
  const holder = get(id);
  if (!drawnCharts.has(id)) {
    holder.setAttribute("role", "img");
    const made = echarts.init(holder, null, { renderer: "svg" });
    drawnCharts.set(id, made);
    new ResizeObserver(() => paper.matches || made.resize()).observe(holder);
  }
  const chart = drawnCharts.get(id);
  holder.setAttribute("aria-label", `${says} The table below has the same figures.`);
  chart.resize(paper.matches ? { width: holder.closest(".two") ? 330 : 680 } : { width: "auto" });
  chart.setOption({ ...option, series: option.series.map((one) => ({ ...one, ...STILL })) }, { notMerge: true });
  chart.off("click");
  chart.on("click", click);
}
