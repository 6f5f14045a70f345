"""The answer to each question of the cookbook, worked out from the raw files."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
from pandas import DataFrame as Table

from tests.cookbook.rawreports import TAG, RawReports

HEADING = re.compile(r"^\s*#.*$", re.MULTILINE)
SAID_BY_FORM = re.compile(r"^\s*[>#].*$", re.MULTILINE)


def counted(table: Table, by: list[str], **more: tuple[str, Callable[..., Any] | str]) -> Table:
    """Reports by some columns."""
    return table.groupby(by, dropna=False).agg(reports=("path", "nunique"), **more).reset_index()


def most_used_methods(raw: RawReports) -> Table:
    return counted(raw.of("methods"), ["label"], uses=("path", "size"))


def one_term(raw: RawReports) -> Table:
    uses = raw.uses[raw.uses.label == "in-depth interviews"]
    private = raw.taxonomy.facets[raw.taxonomy.facets == "private"].index
    people = raw.tags[raw.tags.facet.isin(private) & raw.tags.path.isin(uses.path)].raw
    names = people.map(lambda name: " ".join(name.split()).casefold()).nunique()
    countries = raw.countries[raw.countries.path.isin(uses.path)].iso3.nunique()
    table = counted(uses, ["label"], uses=("path", "size"), spellings=("raw", "nunique"))
    return table.assign(people=names, countries=countries)


def trend(raw: RawReports) -> Table:
    named = raw.uses[raw.uses.term_id.isin(raw.taxonomy.under("in-depth interviews"))].dropna(subset=["year"])
    found = counted(named, ["facet", "year"]).merge(
        counted(raw.uses, ["facet", "year"]).rename(columns={"reports": "of_reports"}), on=["facet", "year"]
    )
    found["share"] = found.reports / found.of_reports
    return found.drop(columns="facet")


def under_a_broader_term(raw: RawReports) -> Table:
    top = {t for t in raw.taxonomy.named("interviews") if raw.taxonomy.terms.facet[t] == "datasources"}
    under = [term for term in raw.uses.term_id.unique() if top & set(raw.taxonomy.above(term))]
    return counted(raw.uses[raw.uses.term_id.isin(under)], ["label"])


def spellings(raw: RawReports) -> Table:
    uses = raw.uses[raw.uses.label == "in-depth interviews"]
    said = pd.MultiIndex.from_frame(uses[["facet", "raw"]]).isin(list(raw.by_people))
    uses = uses.assign(outcome=pd.Series(said, uses.index).map({True: "mapped", False: "auto"}))
    return counted(uses, ["raw", "outcome"], uses=("path", "size"))


def where_it_is_used(raw: RawReports) -> Table:
    return raw.uses.loc[raw.uses.term_id.isin(raw.taxonomy.under("in-depth interviews")), ["path", "line", "raw"]]


def pairs(raw: RawReports, facet: str, other: str) -> Table:
    """Both facets' reports, and of them those with each pair of terms."""
    both = set(raw.of(facet).path) & set(raw.of(other).path)
    terms = raw.uses[raw.uses.path.isin(both)].drop_duplicates(["path", "facet", "label"])
    one, two = (terms.loc[terms.facet == name, ["path", "label"]] for name in (facet, other))
    found = one.merge(two, on="path", suffixes=("", "_other"))
    found = found[(found.label != found.label_other) | (facet != other)]
    table = counted(found, ["label", "label_other"])
    of_one, of_other = table.label.map(one.label.value_counts()), table.label_other.map(two.label.value_counts())
    table["share"], table["other_share"] = table.reports / of_one, table.reports / of_other
    return table.assign(lift=table.share / (of_other / len(both)))


def sources_of_a_method(raw: RawReports) -> Table:
    table = pairs(raw, "methods", "datasources")
    return table[table.label == "prototyping"].drop(columns="label")


def goals_together(raw: RawReports) -> Table:
    table = pairs(raw, "sdgs", "sdgs")
    table = table[(table.label < table.label_other) & (table.reports >= 3)]
    return table[["label", "label_other", "reports", "lift"]]


def regions(raw: RawReports) -> Table:
    return counted(raw.countries, ["region"])


def goals_by_region(raw: RawReports) -> Table:
    table = counted(raw.of("sdgs").merge(raw.countries[["path", "region"]], on="path"), ["region", "label"])
    table = table.sort_values(["region", "reports", "label"], ascending=[True, False, True])
    return table.groupby("region").head(3)


def countries_of_a_method(raw: RawReports) -> Table:
    methods = raw.of("methods").merge(raw.countries[["path", "country", "region"]], on="path")
    table = counted(methods[methods.label == "prototyping"], ["country", "region"])
    table["of_reports"] = table.country.map(methods.groupby("country").path.nunique())
    return table.assign(share=table.reports / table.of_reports)


def without_a_place_by_type(raw: RawReports) -> Table:
    given = raw.tags[raw.tags.facet == "country"].groupby("path").terms.sum()
    table = raw.reports.assign(labels=raw.reports.path.map(given.map(lambda t: [raw.taxonomy.label[x] for x in t])))
    table["world"] = table.labels.map(lambda labels: isinstance(labels, list) and "global" in labels)
    return counted(table, ["type"], world=("world", "sum"), nowhere=("labels", lambda labels: labels.isna().sum()))


def types_of_a_term(raw: RawReports) -> Table:
    table = counted(raw.of("datasources"), ["type"])
    having = table.type.map(raw.of("datasources", "surveys").groupby("type").path.nunique()).fillna(0)
    return pd.DataFrame({"type": table.type, "reports": having, "of_reports": table.reports})


def years_of_methods(raw: RawReports) -> Table:
    def gap(years: pd.Series) -> int:
        used = set(years)
        away = "".join("x" if year in used else "." for year in range(min(used), max(used) + 1))
        return max(map(len, away.split("x")))

    dated = raw.of("methods").dropna(subset=["year"])
    return dated.groupby("label").year.agg(["min", "max", gap]).reset_index()


def out_of_use(raw: RawReports) -> Table:
    dated = raw.of("datasources").dropna(subset=["year"])
    table = dated.groupby("label").agg(last=("year", "max"), reports=("path", "nunique")).reset_index()
    return table[(table["last"] <= raw.reports.year.max() - 2) & (table.reports >= 2)]


def curated(raw: RawReports) -> Table:
    facets = raw.taxonomy.facets[raw.taxonomy.facets == "curated"].index
    return raw.tags[raw.tags.facet.isin(facets)]


def decided(raw: RawReports) -> Table:
    tags = curated(raw)
    count = tags.terms.map(len, na_action="ignore")
    tags = tags.assign(yes=count > 0, nobody=count.isna(), nothing=count == 0)
    uses, spellings = ("raw", "size"), ("raw", "nunique")
    by_facet = tags.groupby("facet")
    return by_facet.agg(u=uses, s=spellings, a=("yes", "sum"), b=("nobody", "sum"), c=("nothing", "sum")).reset_index()


def undecided(raw: RawReports) -> Table:
    closed = raw.taxonomy.facets[raw.taxonomy.facets.isin(["curated", "closed"])].index
    tags = raw.tags[raw.tags.facet.isin(closed) & raw.tags.terms.isna()]
    table = tags.groupby(["facet", "raw"]).agg(uses=("path", "size"), reports=("path", "nunique"))
    return table.reset_index()


def glued(raw: RawReports) -> Table:
    tags = raw.tags[raw.tags.facet.isin(["datasources", "thematic_areas"])].dropna(subset=["terms"])
    tags = tags[tags.terms.map(len) > 1]
    tags = tags.assign(labels=tags.terms.map(lambda t: " + ".join(sorted({raw.taxonomy.label[x] for x in t}))))
    return counted(tags, ["facet", "raw", "labels"]).drop(columns="facet")


def bodies(raw: RawReports) -> dict[str, str]:
    """The text of each report without tags and headings; of forms, without questions and what they say about people."""
    of_people = raw.questions.question_id.map(raw.taxonomy.kept_as).eq("person") & raw.questions.answer.notna()
    people = {path: list(rows.answer) for path, rows in raw.questions[of_people].groupby("path")}
    forms = set(raw.questions.path)
    found = {}
    for path, text in raw.texts.items():
        bare = html.unescape((SAID_BY_FORM if path in forms else HEADING).sub("", TAG.sub("", text)))
        for answer in people.get(path, ()):
            bare = bare.replace(answer, "")
        found[path] = bare
    return found


def mentioned_not_tagged(raw: RawReports) -> Table:
    names = [r"[\W_]+".join(re.findall(r"[^\W_]+", name)) for name in raw.taxonomy.names("pilots")]
    words = re.compile(rf"(?i)(?<![^\W_])(?:{'|'.join(names)})(?![^\W_])")
    tagged = set(raw.uses.path[raw.uses.term_id.isin(raw.taxonomy.under("pilots"))])
    return Table({"path": [path for path, text in bodies(raw).items() if path not in tagged and words.search(text)]})


def full_text(raw: RawReports) -> Table:
    return Table({"path": [path for path, text in bodies(raw).items() if "radio" in text.lower()]})


def answers(raw: RawReports) -> Table:
    (question,) = raw.taxonomy.named("What surprised you?")
    found = raw.questions[(raw.questions.question_id == question) & raw.questions.answer.notna()]
    about = raw.countries.groupby("path").country.agg(lambda names: ", ".join(sorted(names)))
    years = raw.reports.set_index("path").year
    columns = {"country": found.path.map(about), "year": found.path.map(years), "answer": found.answer.str[:70]}
    return Table({**columns, "path": found.path, "line": found.line})


def answered_shares(raw: RawReports) -> Table:
    asked = raw.questions[raw.questions.question_id.isin(raw.taxonomy.label.index)]
    inside = set(asked.loc[asked.grouped, ["path", "question_id"]].itertuples(index=False, name=None))
    heads = [(p, q) in inside and not g for p, q, g in zip(asked.path, asked.question_id, asked.grouped, strict=True)]
    asked = asked[~pd.Series(heads, index=asked.index)]
    table = asked.groupby("question_id").agg(asked=("path", "size"), answered=("answered", "sum")).reset_index()
    table = table[table.asked >= 3]
    table["question_id"] = table.question_id.map(raw.taxonomy.label)
    return table.assign(share=table.answered / table.asked)


def ticked(raw: RawReports) -> Table:
    rows = []
    tagged = {pair: list(found.label) for pair, found in raw.uses.groupby(["path", "facet"])}
    for found in raw.questions[raw.questions.question_id.isin(["qu-0121", "qu-0169"])].itertuples():
        boxes = list(tagged.get((found.path, raw.taxonomy.kept_as.get(found.question_id)), ()))
        if isinstance(found.answer, str):
            boxes += [line[2:].strip() for line in found.answer.split("\n") if line.startswith("- ")]
        rows += [(raw.taxonomy.label[found.question_id], box, found.path) for box in boxes]
    return counted(Table(rows, columns=["question", "choice", "path"]), ["question", "choice"])


def twice(raw: RawReports) -> Table:
    first = raw.reports.groupby("sha256").path.transform("first")
    return Table({"path": raw.reports.path, "first": first})[first != raw.reports.path]


def problems(raw: RawReports) -> Table:
    types = raw.tags[raw.tags.facet == "type"].groupby("path").raw.agg(lambda t: t.str.lower().nunique())
    rows = [("several-types", path) for path in types[types > 1].index]
    rows += [("tag-over-lines", path) for path in raw.tags.path[raw.tags.raw.str.contains("\n")]]
    rows += [("unknown-facet", path) for path in raw.tags.path[~raw.tags.facet.isin(raw.taxonomy.facets.index)]]
    rows += [("same-file", path) for path in twice(raw).path]
    rows += [("quoted-answer", path) for path in raw.quoted_in]
    rows += [("control-characters", path) for path in raw.with_control_characters]
    tags = raw.tags.path.value_counts()
    for path, text in raw.texts.items():
        title = re.search(r"^#[ \t\xa0]+(\S.*)", text, re.MULTILINE)
        rows += [("no-title", path)] * (not title)
        rows += [("menu-title", path)] * bool(title and title[1].strip() == "Skip to main content")
        openings = len(re.findall(r"\[\[(?!\\?\[?\d+:\d+\\?\])", text))  # but for the time in an interview
        empty = len(re.findall(r"\[\[[a-z_]+:\s*\]\]", text))
        rows += [("empty-tag", path)] * empty + [("unclosed-tag", path)] * (openings - empty - tags.get(path, 0))
    return Table(rows, columns=["code", "path"]).groupby("code").path.agg(["size", "nunique"]).reset_index()


EXPECTED: list[Callable[[RawReports], Table]] = [
    most_used_methods, one_term, trend, under_a_broader_term, spellings, where_it_is_used, sources_of_a_method,
    goals_together, regions, goals_by_region, countries_of_a_method, without_a_place_by_type, types_of_a_term,
    years_of_methods, out_of_use, decided, undecided, glued, mentioned_not_tagged, full_text, answers,
    answered_shares, ticked, twice, problems,
]  # fmt: skip


def all_texts(raw: RawReports) -> Table:
    """Each answer that is text."""
    return raw.questions.loc[raw.questions.answer.notna(), ["path", "line", "answer"]]


def all_choices(raw: RawReports) -> Table:
    """Each line of an answer that is a list and says nothing about people."""
    people = raw.questions.question_id.map(raw.taxonomy.kept_as).eq("person")
    found = raw.questions[raw.questions.answered & raw.questions.answer.notna() & ~people]
    lists = found[found.answer.str.split("\n").map(lambda lines: all(line.startswith("- ") for line in lines))]
    choices = lists.assign(choice=lists.answer.str.split("\n")).explode("choice")
    return choices[["path", "line"]].assign(choice=choices.choice.str[2:])


def all_terms(raw: RawReports) -> Table:
    """Each term that is used, with its figures."""
    private = raw.taxonomy.facets[raw.taxonomy.facets == "private"].index
    people = raw.tags[raw.tags.facet.isin(private)]
    people = people.assign(person=people.raw.str.split().str.join(" ").str.casefold())[["path", "person"]]
    of_report = raw.uses[["path", "term_id"]].drop_duplicates()
    table = counted(raw.uses, ["term_id"], uses=("path", "size"), spellings=("raw", "nunique"))
    for column, more in {"iso3": raw.countries[["path", "iso3"]], "person": people}.items():
        table[column] = table.term_id.map(of_report.merge(more, on="path").groupby("term_id")[column].nunique())
    return table.fillna(0)


def columns_of(table: str, *columns: str) -> Callable[[RawReports], Table]:
    return lambda raw: getattr(raw, table)[list(columns)]


OF_REPORTS = "JOIN reports USING (report_id)"
EVERY_ROW: dict[str, Callable[[RawReports], Table]] = {
    "SELECT path, facet, line, raw, term_id FROM uses": columns_of("uses", "path", "facet", "line", "raw", "term_id"),
    f"SELECT path, facet, line FROM tags {OF_REPORTS}": columns_of("tags", "path", "facet", "line"),
    "SELECT path, type, year FROM reports": columns_of("reports", "path", "type", "year"),
    f"SELECT path, country, region FROM report_countries {OF_REPORTS}": columns_of(
        "countries", "path", "country", "region"
    ),
    f"SELECT path, line, question_id, answered FROM answers {OF_REPORTS}": columns_of(
        "questions", "path", "line", "question_id", "answered"
    ),
    f"SELECT path, line, answer FROM answers {OF_REPORTS} WHERE answer IS NOT NULL": all_texts,
    f"SELECT path, c.line, choice FROM choices c {OF_REPORTS} "
    "JOIN answers a USING (report_id, position) WHERE a.answer IS NOT NULL": all_choices,
    "SELECT term_id, reports, uses, spellings, countries, people FROM term_uses WHERE reports > 0": all_terms,
    "SELECT label, other_label, reports, share, other_share, lift FROM term_pairs "
    "WHERE facet = 'thematic_areas' AND other_facet = 'datasources'": lambda raw: pairs(
        raw, "thematic_areas", "datasources"
    ),
}
"""Whole tables and views, and what they should hold."""
