"use strict";
// How each chart looks: options of Apache ECharts. Colours are those of Okabe and Ito, which the colour-blind can tell.

const OKABE_ITO = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442"];
const DASHES = ["solid", "solid", "solid", "dashed", "dashed", "dashed", "dotted"];
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow"];

const number = new Intl.NumberFormat("en").format;
const percent = (share) => `${(100 * share).toFixed(share < 0.1 && share > 0 ? 1 : 0)}%`;
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

function theme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  return { ink: colour("--ink"), soft: colour("--soft"), line: colour("--line"), card: colour("--card"), land: colour("--land"),
    paper: colour("--paper"), bar: colour("--bar"), font: getComputedStyle(document.body).fontFamily };
}

// Tooltips are text: what a label holds is never read as HTML.
function tip(text) {
  const box = document.createElement("div");
  box.className = "tip";
  box.textContent = text;
  return box;
}

function base(look, says) {
  return {
    animation: false,
    textStyle: { fontFamily: look.font, color: look.ink },
    tooltip: { confine: true, backgroundColor: look.card, borderColor: look.line, textStyle: { color: look.ink, fontSize: 13 },
      extraCssText: "white-space: pre-line; max-width: 22rem", formatter: (mark) => tip(says(mark)) },
  };
}

const axis = (look, more) => ({ axisLine: { lineStyle: { color: look.line } }, axisTick: { show: false },
  splitLine: { lineStyle: { color: look.line } }, ...more,
  axisLabel: { color: look.soft, fontSize: 12, ...more.axisLabel } });

function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#111111" : "#ffffff";
}

const AREA_OF_A_NUMBER = 4500; // square pixels; in a smaller tile digits would be cut off

function mapOfTerms(look, tiles, area) {
  const label = (tile) => ({ color: inkOn(tile.colour), fontSize: 12, lineHeight: 16, overflow: "truncate", ellipsis: "…" });
  const drawn = (list, space) => {
    const all = list.reduce((sum, tile) => sum + tile.reports, 0);
    return list.map((tile) => {
      const own = (space * tile.reports) / all;
      const count = number(tile.reports);
      return {
        name: tile.label, value: tile.reports, tile, itemStyle: { color: tile.colour, borderColor: look.card },
        label: { ...label(tile), formatter: own < AREA_OF_A_NUMBER ? tile.label : `${tile.label}\n${count}` },
        upperLabel: { ...label(tile), show: true, height: 24, fontWeight: 600, color: look.ink, formatter: `${tile.label}  ${count}` },
        children: tile.children && drawn(tile.children, own),
      };
    });
  };
  return { ...base(look, (mark) => mark.data?.tile ? `${mark.data.tile.label}\n${plural(mark.data.tile.reports, "report")}` : ""),
    series: [{ type: "treemap", left: 0, right: 0, top: 0, bottom: 0, roam: false, nodeClick: false, breadcrumb: { show: false },
      visibleMin: 120, itemStyle: { gapWidth: 1, borderWidth: 1 },
      levels: [{ itemStyle: { gapWidth: 3, borderWidth: 0, borderColor: look.card }, upperLabel: { show: false } },
        { visibleMin: 1500, itemStyle: { gapWidth: 1, borderWidth: 2, borderColor: look.card } },
        { itemStyle: { gapWidth: 1, borderColor: look.card } }],
      data: drawn(tiles, area) }] };
}

function bars(look, rows) {
  const narrow = window.innerWidth < 600;
  return { ...base(look, (mark) => `${rows[mark.dataIndex].label}\n${rows[mark.dataIndex].says}`),
    grid: { left: 4, right: 44, top: 4, bottom: 4, containLabel: true },
    xAxis: axis(look, { type: "value", axisLabel: { show: false }, splitLine: { show: false } }),
    yAxis: axis(look, { type: "category", inverse: true, data: rows.map((row) => row.label), triggerEvent: true,
      axisLabel: { color: look.ink, width: narrow ? 130 : 200, overflow: "truncate", interval: 0 } }),
    series: [
      { type: "bar", stack: "all", data: rows.map((row) => row.alone), itemStyle: { color: look.bar } },
      { type: "bar", stack: "all", data: rows.map((row) => row.reports - row.alone), itemStyle: { color: OKABE_ITO[4] },
        label: { show: true, position: "right", color: look.ink, formatter: (mark) => number(rows[mark.dataIndex].reports) } },
    ].map((one) => ({ ...one, barCategoryGap: "28%", cursor: "pointer" })) };
}

function lines(look, years, rows, asShare) {
  const value = (share) => asShare ? percent(share) : number(share);
  return { ...base(look, (mark) => `${mark.seriesName}, ${mark.name}\n${rows[mark.seriesIndex].says[mark.dataIndex]}`),
    grid: { left: 4, right: 16, top: 12, bottom: 4, containLabel: true },
    xAxis: axis(look, { type: "category", data: years.map(String), boundaryGap: years.length === 1 }),
    yAxis: axis(look, { type: "value", minInterval: asShare ? 0 : 1, axisLabel: { formatter: value } }),
    series: rows.map((row, i) => ({ type: "line", name: row.label, data: asShare ? row.shares : row.reports,
      symbol: SYMBOLS[i], symbolSize: 9, color: OKABE_ITO[i], lineStyle: { width: 2.5, type: DASHES[i] }, cursor: "pointer" })) };
}

function world(look, rows) {
  const drawn = rows.filter((row) => row.iso3);
  const most = Math.max(1, ...drawn.map((row) => row.reports));
  return { ...base(look, (mark) => mark.data ? `${mark.data.row.label}\n${mark.data.row.says}` : "no reports"),
    visualMap: { show: window.innerWidth >= 600, min: 0, max: Math.log(most + 1), left: 0, bottom: 0,
      itemWidth: 12, itemHeight: 90, text: [plural(most, "report"), "1"],
      textStyle: { color: look.soft }, inRange: { color: ["#d4e6f4", "#56B4E9", "#0072B2", "#003c66"] }, calculable: false,
      hoverLink: false, formatter: () => "" },
    series: [{ type: "map", map: "world", nameProperty: "name", aspectScale: 0.85, left: 0, right: 0, top: 0, bottom: 0, roam: false,
      selectedMode: false, itemStyle: { areaColor: look.land, borderColor: look.card, borderWidth: 0.5 },
      cursor: "pointer",
      data: drawn.map((row) => ({ name: row.iso3, value: Math.log(row.reports + 1), row })) }] };
}

const MOST_LIFT = 4;

function heat(look, rows, columns, cells) {
  const roomy = window.innerWidth >= 900;
  const shown = (lift) => Math.max(-1, Math.min(1, Math.log(lift) / Math.log(MOST_LIFT)));
  return { ...base(look, (mark) => mark.data?.says ?? ""),
    grid: { left: 4, right: 8, top: 4, bottom: 44, containLabel: true },
    xAxis: axis(look, { type: "category", data: columns, position: "top", splitArea: { show: true, areaStyle: { color: [look.paper] } },
      axisLabel: { rotate: 50, interval: 0, width: roomy ? 150 : 95, overflow: "truncate", color: look.ink } }),
    yAxis: axis(look, { type: "category", data: rows, inverse: true,
      axisLabel: { interval: 0, width: roomy ? 200 : 110, overflow: "truncate", color: look.ink } }),
    visualMap: { min: -1, max: 1, orient: "horizontal", left: "center", bottom: 0, itemWidth: 12, itemHeight: 140, hoverLink: false,
      text: [`${MOST_LIFT} times chance`, `1/${MOST_LIFT}`], textStyle: { color: look.soft }, formatter: () => "",
      inRange: { color: ["#b34700", "#f0a868", "#f4f1ea", "#7fbfe6", "#005a8f"] } },
    series: [{ type: "heatmap", cursor: "pointer", itemStyle: { borderColor: look.card, borderWidth: 1 },
      label: { show: roomy, fontSize: 11, formatter: (mark) => number(mark.data.cell.reports.length) },
      data: cells.map((cell) => ({ value: [cell.x, cell.y, shown(cell.lift)], cell, says: cell.says,
        label: { color: Math.abs(shown(cell.lift)) > 0.75 ? "#ffffff" : "#111111" } })) }] };
}
