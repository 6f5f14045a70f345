"use strict";
// What is counted, and nothing that is drawn. A report counts once, however often it says a term.

const DECIDED = ["mapped", "auto", "not_a_tag"];
const OUTCOMES = ["mapped", "auto", "review", "new", "not_a_tag"];

function readData(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

function prepared(data) {
  let start = 0;
  data.starts = data.tags.per_report.map((tags) => (start += tags) - tags);
  data.starts.push(start);
  data.narrower = data.terms.label.map(() => []);
  data.top = data.facets.name.map(() => []);
  data.terms.broader.forEach((broader, term) => {
    (broader === null ? data.top[data.terms.facet[term]] : data.narrower[broader]).push(term);
  });
  return data;
}

function selected(data, wanted) {
  const { type, year, countries } = data.reports;
  const open = wanted.from === null && wanted.to === null;
  return type.map((_, report) => report).filter((report) =>
    (wanted.type === null || type[report] === wanted.type) &&
    (open || (year[report] !== null && year[report] >= (wanted.from ?? -Infinity) && year[report] <= (wanted.to ?? Infinity))) &&
    (wanted.region === null || countries[report].some((one) => data.countries.region[one] === wanted.region)));
}

// The selected reports with each term, with each term or a narrower one, with each facet, and the uses of each spelling.
function counted(data, wanted) {
  const { terms, spellings, tags, starts } = data;
  const reports = selected(data, wanted);
  const exact = terms.label.map(() => []);
  const within = terms.label.map(() => []);
  const withFacet = data.facets.name.map(() => []);
  const uses = new Array(terms.label.length).fill(0);
  const spelled = new Array(spellings.raw.length).fill(0);
  const spelledIn = new Array(spellings.raw.length).fill(0);
  const add = (list, report) => list[list.length - 1] === report ? false : list.push(report);
  for (const report of reports) {
    const seen = new Set();
    for (let tag = starts[report]; tag < starts[report + 1]; tag++) {
      const spelling = tags.spelling[tag];
      spelled[spelling]++;
      if (!seen.has(spelling)) {
        seen.add(spelling);
        spelledIn[spelling]++;
      }
      for (const term of spellings.terms[spelling]) {
        uses[term]++;
        add(exact[term], report);
        add(withFacet[terms.facet[term]], report);
        for (let above = term; above !== null; above = terms.broader[above]) add(within[above], report);
      }
    }
  }
  const shown = (facet) => wanted.facet === null || facet === wanted.facet;
  const base = wanted.facet === null ? reports : withFacet[wanted.facet];
  return { data, wanted, reports, base, exact, within, withFacet, uses, spelled, spelledIn, shown };
}

function coverage(counts) {
  const { data, spelled, shown } = counts;
  const rows = data.facets.name.map((_, facet) => ({ facet, uses: 0, spellings: 0, decidedSpellings: 0, decidedUses: 0,
    byOutcome: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) }));
  spelled.forEach((uses, spelling) => {
    if (!uses) return;
    const row = rows[data.spellings.facet[spelling]];
    const outcome = data.spellings.outcome[spelling];
    row.uses += uses;
    row.spellings++;
    row.byOutcome[outcome] += uses;
    if (DECIDED.includes(outcome)) {
      row.decidedUses += uses;
      row.decidedSpellings++;
    }
  });
  return rows.filter((row) => row.uses && shown(row.facet));
}

// The facets of the most used terms: the chosen one, else those that are typed freely, else all.
function freelyTyped(counts) {
  const { facets } = counts.data;
  return facets.kind.map((kind, facet) => (counts.wanted.facet === null ? kind === "curated" || !facets.kind.includes("curated")
    : facet === counts.wanted.facet));
}

function topTerms(counts, limit) {
  const { data, exact, uses } = counts;
  const counting = freelyTyped(counts);
  return data.terms.label.map((_, term) => term)
    .filter((term) => exact[term].length && counting[data.terms.facet[term]])
    .sort((a, b) => exact[b].length - exact[a].length || uses[b] - uses[a] || a - b)
    .slice(0, limit);
}

function spellingsOf(counts, wantedTerms) {
  const found = new Map(wantedTerms.map((term) => [term, []]));
  counts.data.spellings.terms.forEach((terms, spelling) => {
    if (counts.spelled[spelling]) terms.forEach((term) => found.get(term)?.push(spelling));
  });
  for (const list of found.values()) list.sort((a, b) => counts.spelledIn[b] - counts.spelledIn[a] || a - b);
  return found;
}

function byYear(data, reports) {
  const years = new Map();
  for (const report of reports) {
    const year = data.reports.year[report];
    if (year !== null) years.set(year, (years.get(year) ?? 0) + 1);
  }
  return years;
}

function byCountry(counts) {
  const found = new Map();
  for (const report of counts.base) {
    for (const country of counts.data.reports.countries[report]) {
      if (!found.has(country)) found.set(country, []);
      found.get(country).push(report);
    }
  }
  return [...found].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
}

// Terms of two facets in the same report. Lift: how many times as many reports have both as would by chance, among the
// reports that have both facets.
function pairs(counts, facet, other, limit) {
  const { data, exact, withFacet } = counts;
  const inOther = new Set(withFacet[other]);
  const inFacet = new Set(withFacet[facet]);
  const both = withFacet[facet].filter((report) => inOther.has(report)).length;
  const top = (of) => data.terms.label.map((_, term) => term).filter((term) => data.terms.facet[term] === of && exact[term].length)
    .sort((a, b) => exact[b].length - exact[a].length || a - b).slice(0, limit);
  const cells = [];
  const rows = top(facet), columns = top(other);
  for (const row of rows) {
    const has = new Set(exact[row]);
    const alone = exact[row].filter((report) => inOther.has(report)).length;
    for (const column of columns) {
      const reports = exact[column].filter((report) => has.has(report));
      if (row === column || !reports.length) continue;
      const aloneOther = exact[column].filter((report) => inFacet.has(report)).length;
      cells.push({ row, column, reports, share: reports.length / alone, lift: reports.length * both / (alone * aloneOther) });
    }
  }
  return { rows, columns, cells };
}

function undecided(counts) {
  const { spellings } = counts.data;
  return spellings.raw.map((_, spelling) => spelling)
    .filter((one) => counts.spelled[one] && ["review", "new"].includes(spellings.outcome[one]) && counts.shown(spellings.facet[one]))
    .sort((a, b) => counts.spelled[b] - counts.spelled[a] || a - b);
}

// The first line in a report with a tag that `matches`, or null.
function firstLine(data, report, matches) {
  for (let tag = data.starts[report]; tag < data.starts[report + 1]; tag++) {
    if (matches(data.tags.spelling[tag])) return data.tags.line[tag];
  }
  return null;
}

function isWithin(data, term, above) {
  for (; term !== null; term = data.terms.broader[term]) if (term === above) return true;
  return false;
}
