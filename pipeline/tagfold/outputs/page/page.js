"use strict";
// The sections of the page and its filters.

(() => {
  const MOST_TILES = 80, MOST_INSIDE = 24, BARS = 15, LINES = 6, PAIRS = 12;
  const { facets, terms, reports, countries, spellings } = data;
  const wanted = { facet: null, type: null, region: null, from: null, to: null };
  const crossed = { rows: 0, columns: 0 };
  let counts = counted(data, wanted);
  let place = { facet: null, term: null };

  const means = (test) => (spelling) => spellings.terms[spelling].some(test);
  const openTerm = (term) => openReports(terms.label[term], counts.exact[term], means((one) => one === term));
  const openWithin = (term) => openReports(terms.label[term], counts.within[term], means((one) => isWithin(data, one, term)));

  // ---- the sections

  function figures() {
    const rows = coverage(counts);
    const sum = (of) => rows.reduce((total, row) => total + of(row), 0);
    const share = (part, all) => (!all ? "–" : part === all ? "100%" : `${(Math.floor((part / all) * 1000) / 10).toFixed(1)}%`);
    const used = terms.label.map((_, term) => term).filter((term) => counts.exact[term].length && counts.shown(terms.facet[term]));
    const named = byCountry(counts).filter(([country]) => countries.iso3[country]);
    const shown = [
      ["reports", wanted.facet === null ? "reports" : `reports with ${facets.label[wanted.facet].toLowerCase()}`, counts.base.length],
      ["uses", "uses of terms", used.reduce((total, term) => total + counts.uses[term], 0)],
      ["terms", "terms in use", used.length],
      ["spellings", "distinct tags as typed", sum((row) => row.spellings)],
      ["countries", "countries and territories", named.length],
      ["decided-tags", "of distinct tags decided", share(sum((row) => row.decidedSpellings), sum((row) => row.spellings))],
      ["decided-uses", "of their uses decided", share(sum((row) => row.decidedUses), sum((row) => row.uses))],
    ];
    get("figures").replaceChildren(...shown.map(([name, says, value]) => {
      const cell = element("dd", typeof value === "number" ? number(value) : value);
      cell.dataset.figure = name;
      return element("div", [element("dt", says), cell]);
    }));
    table("coverage", ["Facet", "#Uses", "#Distinct tags", "#By a person", "#Automatic", "#To review", "#New", "#Not a tag"],
      rows.map((row) => [facets.label[row.facet], row.uses, row.spellings,
        ...OUTCOMES.map((one) => row.byOutcome[one])]));
  }

  function facetColour(facet) {
    const curated = facets.kind.map((kind, i) => (kind === "curated" ? i : -1)).filter((i) => i >= 0);
    const at = curated.indexOf(facet);
    return at < 0 ? getComputedStyle(document.documentElement).getPropertyValue("--closed").trim() : OKABE_ITO[at % OKABE_ITO.length];
  }

  function tilesOf(list, inside) {
    const tile = (term, label, found) => ({ term, label, reports: found.length, colour: facetColour(terms.facet[term]) });
    return list.filter((term) => counts.within[term].length)
      .sort((a, b) => counts.within[b].length - counts.within[a].length || a - b)
      .map((term) => {
        const made = tile(term, terms.label[term], counts.within[term]);
        if (inside && data.narrower[term].length) made.children = tilesOf(data.narrower[term], 0).slice(0, inside);
        return made;
      });
  }

  function levelOf() {
    if (place.term !== null) {
      const own = counts.exact[place.term];
      const itself = { term: place.term, label: `${terms.label[place.term]} (nothing narrower said)`, reports: own.length, itself: true,
        colour: facetColour(place.facet) };
      return [...(own.length ? [itself] : []), ...tilesOf(data.narrower[place.term], MOST_INSIDE)].sort((a, b) => b.reports - a.reports);
    }
    if (place.facet !== null) return tilesOf(data.top[place.facet], MOST_INSIDE);
    return facets.label.map((label, facet) => ({ facet, label, reports: counts.withFacet[facet].length, colour: facetColour(facet),
      children: tilesOf(data.top[facet], 0).slice(0, MOST_INSIDE) }))
      .filter((tile) => tile.reports).sort((a, b) => b.reports - a.reports);
  }

  function walk(facet, term) {
    place = { facet, term };
    taxonomy();
  }

  const hasNarrower = (tile) => !tile.itself
    && (tile.facet !== undefined || data.narrower[tile.term].some((one) => counts.within[one].length));
  const walkInto = (tile) => (tile.facet !== undefined ? walk(tile.facet, null) : walk(terms.facet[tile.term], tile.term));
  const openTile = (tile) => {
    if (tile.facet !== undefined) {
      openReports(tile.label, counts.withFacet[tile.facet], means((one) => terms.facet[one] === tile.facet));
    } else if (tile.itself) openTerm(tile.term);
    else openWithin(tile.term);
  };

  function taxonomy() {
    const steps = [];
    for (let term = place.term; term !== null; term = terms.broader[term]) steps.unshift([terms.label[term], terms.facet[term], term]);
    if (place.facet !== null) steps.unshift([facets.label[place.facet], place.facet, null]);
    if (wanted.facet === null) steps.unshift(["All facets", null, null]);
    get("path").replaceChildren(...steps.flatMap(([label, facet, term], i) =>
      i === steps.length - 1 ? [element("span", label)] : [link(label, () => walk(facet, term)), element("span", "›")]));
    const tiles = levelOf(), holder = get("taxonomy");
    const option = mapOfTerms(theme(), tiles.slice(0, MOST_TILES), holder.clientWidth * holder.clientHeight);
    draw("taxonomy", `Tree map of ${plural(tiles.length, "part")} by reports.`, option, (mark) => {
      const tile = mark.data?.tile;
      if (tile) (hasNarrower(tile) ? walkInto : openTile)(tile);
    });
    table("taxonomy", [place.facet === null ? "Facet" : "Term", "#Reports", "#Share of the reports", "Narrower"], tiles.map((tile) =>
      [link(tile.label, () => openTile(tile)), tile.reports, percent(tile.reports / (counts.reports.length || 1)),
        hasNarrower(tile) ? link("See what is in it", () => walkInto(tile)) : ""]));
  }

  function mostUsed() {
    const top = topTerms(counts, BARS);
    const folded = spellingsOf(counts, top);
    get("terms-note").textContent = top.length ? `The ${plural(top.length, "term")} with the most reports`
      + `${wanted.facet === null && facets.kind.includes("curated") ? " among the facets that are typed freely" : ""}. Click a bar to see its reports. `
      + "Blue: reports found by the most used spelling alone. Orange: added by folding the others into it."
      : "No report of this choice has such a term.";
    const rows = top.map((term) => {
      const all = counts.exact[term].length, alone = counts.spelledIn[folded.get(term)[0]];
      return { label: terms.label[term], reports: all, alone, says: `${plural(all, "report")}, ${plural(counts.uses[term], "use")}\n`
        + `${plural(folded.get(term).length, "spelling")}; ${number(alone)} by the most used one alone` };
    });
    draw("terms", "Bars of the most used terms by reports.", bars(theme(), rows), (mark) => openTerm(top[mark.dataIndex]));
    table("terms", ["Term", "Spellings as typed", "#Reports before", "#Reports after", "#Uses"], top.map((term) => {
      const typed = folded.get(term);
      const list = typed.slice(0, 6).map((one) => `${spellings.raw[one]} (${number(counts.spelledIn[one])})`).join(" · ");
      return [link(terms.label[term], () => openTerm(term)), typed.length > 6 ? `${list} · … and ${number(typed.length - 6)} more` : list,
        counts.spelledIn[typed[0]], counts.exact[term].length, counts.uses[term]];
    }));
  }

  function swatch(i) {
    const dash = { solid: "", dashed: "7 4", dotted: "3 3" }[DASHES[i]];
    const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="30" height="12" aria-hidden="true">
      <path d="M0 6H30" stroke="${OKABE_ITO[i]}" stroke-width="4" stroke-dasharray="${dash}"/></svg>`;
    return new DOMParser().parseFromString(drawn, "image/svg+xml").documentElement;
  }

  function trends() {
    const top = topTerms(counts, LINES);
    const years = [...byYear(data, counts.reports).keys()].sort((a, b) => a - b);
    const had = new Map(top.map((term) => [terms.facet[term], byYear(data, counts.withFacet[terms.facet[term]])]));
    const rows = top.map((term) => {
      const found = byYear(data, counts.exact[term]);
      const of = years.map((year) => had.get(terms.facet[term]).get(year) ?? 0);
      const inYear = years.map((year) => found.get(year) ?? 0);
      const share = inYear.map((some, i) => (of[i] ? some / of[i] : 0));
      return { label: terms.label[term], term, reports: inYear, shares: share.map((one, i) => (of[i] ? one : null)),
        says: inYear.map((some, i) => `${number(some)} of ${plural(of[i], "report")} (${percent(share[i])})`) };
    });
    const open = (mark) => openReports(`${rows[mark.seriesIndex].label}, ${years[mark.dataIndex]}`,
      counts.exact[rows[mark.seriesIndex].term].filter((report) => reports.year[report] === years[mark.dataIndex]),
      means((one) => one === rows[mark.seriesIndex].term));
    get("legend").replaceChildren(...rows.map((row, i) => element("li", [swatch(i), link(row.label, () => openTerm(row.term))])));
    draw("counts", "Lines of reports by year.", lines(theme(), years, rows, false), open);
    draw("shares", "Lines of shares of reports by year.", lines(theme(), years, rows, true), open);
    const cell = (some, share) => `${number(some)} (${share === null ? "–" : percent(share)})`;
    table("trends", ["Term", ...years.map((year) => `#${year}`)], rows.map((row) =>
      [link(row.label, () => openTerm(row.term)), ...row.reports.map((some, i) => cell(some, row.shares[i]))]));
  }

  function whereAbouts() {
    const rows = byCountry(counts).map(([country, list]) => ({ label: countries.label[country], iso3: countries.iso3[country],
      region: countries.region[country], reports: list.length, share: list.length / counts.base.length, list, country,
      says: `${plural(list.length, "report")}, ${percent(list.length / counts.base.length)}` }));
    const open = (row) => openReports(row.label, row.list, means((one) => row.iso3 && terms.id[one] === `iso-${row.iso3}`));
    const other = rows.filter((row) => !row.iso3 && row.reports).map((row) => `${row.label}: ${plural(row.reports, "report")}`).join(", ");
    get("world-note").textContent = `Reports by country; a deeper blue is more of them. ${other ? `Not on the map: ${other}. ` : ""}`
      + "Islands too small to see are in the table.";
    draw("world", `World map of reports in ${plural(rows.filter((row) => row.iso3).length, "country", "countries")}.`,
      world(theme(), rows), (mark) => mark.data?.row && open(mark.data.row));
    table("world", ["Country", "Region", "#Reports", "#Share of the reports"],
      rows.map((row) => [link(row.label, () => open(row)), row.region, row.reports, percent(row.share)]));
  }

  function together() {
    if (!facets.name.length) return;
    const { rows, columns, cells } = pairs(counts, crossed.rows, crossed.columns, PAIRS);
    const label = (term) => terms.label[term];
    const says = (cell) => `${percent(cell.share)} of the reports with ${label(cell.row)} also have ${label(cell.column)}`;
    const open = (cell) => openReports(`${label(cell.row)} with ${label(cell.column)}`, cell.reports, means((one) => one === cell.row));
    const placed = cells.map((cell) => ({ ...cell, x: columns.indexOf(cell.column), y: rows.indexOf(cell.row),
      says: `${label(cell.row)} with ${label(cell.column)}\n${plural(cell.reports.length, "report")}: ${says(cell)}\n`
        + `${cell.lift.toFixed(1)} times as many as by chance` }));
    draw("pairs", `Heat map of ${facets.label[crossed.rows]} and ${facets.label[crossed.columns]} in the same reports.`,
      heat(theme(), rows.map(label), columns.map(label), placed), (mark) => mark.data?.cell && open(mark.data.cell));
    table("pairs", [facets.label[crossed.rows], facets.label[crossed.columns], "#Reports with both", "#Share", "#Lift"],
      [...cells].sort((a, b) => b.reports.length - a.reports.length || b.lift - a.lift).map((cell) =>
        [link(label(cell.row), () => open(cell)), label(cell.column), cell.reports.length, percent(cell.share), cell.lift.toFixed(2)]));
  }

  function leftOver() {
    const list = undecided(counts);
    const [last, before] = data.runs;
    const brought = spellings.is_new.filter((isNew, one) => isNew && counts.spelled[one] && counts.shown(spellings.facet[one])).length;
    get("since").textContent = before
      ? `The run of ${last.day} read ${plural(last.read, "report")} that ${last.read === 1 ? "was" : "were"} new or had changed and found `
        + `${number(last.forgotten)} deleted; the run before it was on ${before.day}. It brought ${plural(brought, "new distinct tag")} of this choice.`
      : "The database has had one run, so there is no earlier one to compare with.";
    const are = (some) => (some.length === 1 ? "is" : "are");
    get("left").textContent = list.length ? `${plural(list.length, "distinct tag")} of this choice ${are(list)} left to decide.`
      : "No tag of this choice is left to decide.";
    get("left-table").hidden = !list.length;
    const openTag = (one) => openReports(spellings.raw[one], counts.reports.filter((report) =>
      firstLine(data, report, (tag) => tag === one)), (tag) => tag === one);
    const outcome = { review: "has a candidate", new: "new" };
    table("left", ["Tag as typed", "Facet", "Outcome", "#Uses", "#Reports"], list.map((one) =>
      [link(spellings.raw[one], () => openTag(one)), facets.label[spellings.facet[one]],
        outcome[spellings.outcome[one]] + (spellings.is_new[one] ? ", since the last run" : ""),
        counts.spelled[one], counts.spelledIn[one]]));
    const fresh = terms.label.map((_, term) => term)
      .filter((term) => terms.since[term] === "" && counts.within[term].length && counts.shown(terms.facet[term]));
    const released = terms.since.some((since) => since !== "");
    get("release").hidden = !released;
    get("release").textContent = fresh.length
      ? `${plural(fresh.length, "term")} in use ${are(fresh)} newer than the last release of the taxonomy.`
      : "Every term in use is in a release of the taxonomy.";
    get("release-table").hidden = !released || !fresh.length;
    table("release", ["Term", "Facet", "#Reports"], fresh.sort((a, b) => counts.within[b].length - counts.within[a].length)
      .map((term) => [link(terms.label[term], () => openWithin(term)), facets.label[terms.facet[term]], counts.within[term].length]));
  }

  // ---- filters

  function show() {
    counts = counted(data, wanted);
    const { facet, type, region, from, to } = wanted;
    const years = from === null && to === null ? null : from === to ? `${from}` : `${from ?? "the first year"} to ${to ?? "the last year"}`;
    const chosen = [facet === null ? null : facets.label[facet], type, region, years].filter((one) => one !== null);
    get("status").textContent = chosen.length ? `${number(counts.base.length)} of ${plural(reports.path.length, "report")}: ${chosen.join(", ")}.`
      + (years ? " Reports without a year are left out." : "") : `All ${plural(reports.path.length, "report")}.`;
    drawAll();
  }

  function drawAll() {
    for (const section of [figures, taxonomy, mostUsed, trends, whereAbouts, together, leftOver]) section();
  }

  function choices(select, all, options) {
    if (all) select.append(new Option(all, ""));
    select.append(...options.map(([label, value]) => new Option(label, JSON.stringify(value))));
  }

  function start() {
    const form = get("filters");
    const distinct = (list) => [...new Set(list)].sort().map((one) => [one, one]);
    const years = [...byYear(data, reports.path.keys()).keys()].sort((a, b) => a - b).map((year) => [year, year]);
    const named = facets.label.map((label, facet) => [label, facet]);
    choices(form.elements.facet, "All facets", named);
    choices(form.elements.type, "All types", distinct(reports.type));
    choices(form.elements.region, "All regions", distinct(countries.region));
    choices(form.elements.from, "First year", years);
    choices(form.elements.to, "Last year", years);
    form.addEventListener("change", ({ target }) => {
      wanted[target.name] = target.value === "" ? null : JSON.parse(target.value);
      if (target.name === "facet") turnTo(wanted.facet);
      show();
    });
    form.addEventListener("reset", () => {
      for (const name of Object.keys(wanted)) wanted[name] = null;
      turnTo(null);
      show();
    });
    for (const side of ["rows", "columns"]) {
      choices(get(side), null, named);
      get(side).addEventListener("change", ({ target }) => {
        crossed[side] = Number(target.value);
        together();
      });
    }
    cross(null);
    const last = data.runs[0];
    get("made").textContent = `${plural(reports.path.length, "report")}, read on ${last.day}; taxonomy `
      + `${last.taxonomy === "working" ? "as edited that day" : last.taxonomy}; Tagfold ${last.version}`;
    echarts.registerMap("world", readData("world-shapes"));
    paper.addEventListener("change", drawAll);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
    show();
  }

  function turnTo(facet) {
    place = { facet, term: null };
    cross(facet);
  }

  // What goes together: the chosen facet, else data sources, with methods; with data sources if it is methods.
  function cross(facet) {
    const at = (name, otherwise) => Math.max(facets.name.indexOf(name), Math.min(otherwise, facets.name.length - 1));
    const rows = facet ?? at("datasources", 0);
    const columns = at("methods", 1);
    Object.assign(crossed, { rows, columns: columns === rows ? at("datasources", rows === 0 ? 1 : 0) : columns });
    for (const side of ["rows", "columns"]) get(side).value = crossed[side];
  }

  start();
})();
