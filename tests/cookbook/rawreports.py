"""Reads reports and taxonomy with regexes and pandas alone: nothing here is Tagfold's, so that it can contradict it.

Decisions that no person made are taken from the table `decisions`, and unlisted wordings of questions from `answers`.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

TAG = re.compile(r"\[\[([A-Za-z][A-Za-z_ -]*):((?:(?!\[\[).)*?)\]\]", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
PROSE = ("blog", "publication", "publications", "story")


def key(text: str) -> str:
    """Letters and digits, without case and accents."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", html.unescape(text)).casefold())
    return "".join(c for c in text.replace("&", "and") if c.isalnum())


def _has_control(path: Path) -> bool:
    return CONTROL.search(path.read_bytes().decode("utf-8-sig", "replace")) is not None


def read(path: Path) -> str:
    return CONTROL.sub("", path.read_bytes().decode("utf-8-sig", "replace"))


class RawTaxonomy:
    """What the CSV files say."""

    def __init__(self, folder: Path) -> None:
        def table(name: str) -> pd.DataFrame:
            files = sorted(folder.glob(f"*/{name}.csv"))
            tables = [pd.read_csv(f, dtype=str, keep_default_na=False).assign(facet=f.parent.name) for f in files]
            return pd.concat(tables, ignore_index=True)

        self.facets = pd.read_csv(folder / "facets.csv", dtype=str).set_index("facet").kind
        self.kept_as = pd.read_csv(folder / "answers.csv", dtype=str).set_index("term_id").kept_as
        self.terms = table("terms").set_index("term_id")
        self.label = self.terms.label
        self.accepted = table("mappings").query("judgement in ('accept', 'not_a_tag')")
        several = self.accepted[self.accepted.part.astype(int) > 1]
        self.several = set(zip(several.facet, several.variant, strict=True))
        self.meanings: dict[tuple[str, str], list[str]] = {
            (row.facet, key(row.label)): [self._now(str(term_id))] for term_id, row in self.terms.iterrows()
        }
        said: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.accepted.itertuples():
            said[row.facet, key(row.variant)] += [self._now(row.term_id)] if row.judgement == "accept" else []
        self.meanings |= said

    def _now(self, term_id: str) -> str:
        replaced = self.terms.replaced_by[term_id]
        return self._now(replaced) if replaced else term_id

    def above(self, term_id: str) -> list[str]:
        """The term and all above it."""
        broader = self.terms.broader_id[term_id]
        return [term_id, *self.above(broader)] if broader else [term_id]

    def named(self, name: str) -> set[str]:
        """The terms that somebody calls so."""
        labels = self.terms[(self.terms.label.str.lower() == name.lower()) & (self.terms.status == "active")]
        variants = [row for row in self.accepted.itertuples() if row.variant.lower() == name.lower()]
        single = [row.term_id for row in variants if row.term_id and (row.facet, row.variant) not in self.several]
        return {*map(str, labels.index), *single}

    def under(self, name: str) -> set[str]:
        """These, and all below them."""
        top = self.named(name)
        return {str(term_id) for term_id in self.terms.index if top & set(self.above(str(term_id)))}

    def names(self, name: str) -> set[str]:
        """All that a term is called."""
        terms = self.named(name)
        rows = self.accepted[self.accepted.term_id.isin(terms)].itertuples()
        return {*self.label[list(terms)], *(r.variant for r in rows if (r.facet, r.variant) not in self.several)}


class RawReports:
    """What the files say: one table of reports, one of tags, one of uses, one of questions."""

    def __init__(self, folder: Path, taxonomy: RawTaxonomy, auto: pd.DataFrame, wordings: dict[str, str]) -> None:
        """`auto` has the columns facet, raw, term_id; `wordings` has ids of questions, for those in no CSV."""
        self.taxonomy = taxonomy
        paths = sorted((path for path in folder.rglob("*") if path.name.endswith(".md")), key=lambda p: p.name.encode())
        self.texts = {path.relative_to(folder).as_posix(): read(path) for path in paths}
        self.with_control_characters = [n for n, p in zip(self.texts, paths, strict=True) if _has_control(p)]
        hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
        self.tags = pd.DataFrame(
            [(path, *tag) for path, text in self.texts.items() for tag in _tags(text)],
            columns=["path", "facet", "raw", "line"],
        )
        decided = {(f, raw): list(rows.term_id) for (f, raw), rows in auto.groupby(["facet", "raw"])}
        means = [self._meaning(facet, raw, decided) for facet, raw in zip(self.tags.facet, self.tags.raw, strict=True)]
        self.tags["terms"] = means
        self.by_people = {
            (facet, raw)
            for facet, raw in zip(self.tags.facet, self.tags.raw, strict=True)
            if (facet, key(raw)) in taxonomy.meanings
        }
        first = self.tags.assign(value=self.tags.raw.str.strip().str.lower())
        typed = first[first.facet == "type"].drop_duplicates("path").set_index("path")
        years = first[(first.facet == "year") & first.value.str.fullmatch(r"(19|20)\d\d")].drop_duplicates("path")
        self.reports = pd.DataFrame({"path": list(self.texts), "sha256": hashes})
        self.reports["type_raw"] = self.reports.path.map(typed.value)
        self.reports["type"] = self.reports.path.map(typed.terms.map(lambda t: taxonomy.label[t[0]] if t else None))
        self.reports["year"] = self.reports.path.map(years.set_index("path").value.astype(int)).astype("Int64")
        self.uses = self.tags.explode("terms").dropna(subset=["terms"]).rename(columns={"terms": "term_id"})
        self.uses["label"] = self.uses.term_id.map(taxonomy.label)
        self.uses = self.uses.merge(self.reports[["path", "type", "year"]], on="path")
        self.countries = self._countries()
        self.questions = self._questions(wordings)

    def of(self, facet: str, label: str | None = None) -> pd.DataFrame:
        """The uses of a facet, or of one of its terms."""
        found = self.uses[self.uses.facet == facet]
        return found if label is None else found[found.label == label]

    def _meaning(self, facet: str, raw: str, auto: dict[tuple[str, str], list[str]]) -> list[str] | None:
        """The terms of a tag; none is what a person said is not a tag, None what nobody decided."""
        if self.taxonomy.facets.get(facet) not in ("curated", "closed"):
            return None
        said = self.taxonomy.meanings.get((facet, key(raw)))
        return said if said is not None else auto.get((facet, raw))

    def _countries(self) -> pd.DataFrame:
        """One row per report and country."""
        of_report = self.of("country").drop_duplicates(["path", "term_id"])
        found = self.reports[["path"]].merge(of_report[["path", "term_id", "label"]], on="path", how="left")
        top = found.term_id.map(lambda t: self.taxonomy.label[self.taxonomy.above(t)[-1]], na_action="ignore")
        found["region"], found["country"] = top.fillna("not given"), found.label.fillna("not given")
        found["iso3"] = found.term_id.where(found.term_id.str.startswith("iso-", na=False))
        return found

    def _questions(self, wordings: dict[str, str]) -> pd.DataFrame:
        prose = set(self.reports.path[self.reports.type_raw.isin(PROSE)])
        rows = [(path, *row) for path, text in self.texts.items() if path not in prose for row in _asked(text)]
        asked = pd.DataFrame(rows, columns=["path", "question", "answer", "line", "grouped"])
        listed = {word: self.taxonomy.meanings.get(("questions", key(word))) for word in asked.question.unique()}
        asked["question_id"] = asked.question.map(lambda word: (listed[word] or [wordings.get(word, "x-quoted")])[0])
        quoted = self._quoted(asked)
        self.quoted_in = list(asked.path[quoted])
        asked.loc[quoted - 1, "answer"] = asked.question[quoted].to_numpy()
        asked = asked.drop(quoted)
        answers = asked.dropna(subset=["answer"]).groupby("question_id").answer
        printed = answers.agg(lambda a: a.nunique() == 1 and len(a) >= 20 and a.str.len().min() > 40)
        asked["answered"] = asked.answer.notna() & ~asked.question_id.map(printed).eq(True)
        for question, facet in self.taxonomy.kept_as.items():
            tagged = asked.path.isin(self.tags.path[self.tags.facet == facet])
            asked.loc[(asked.question_id == question) & tagged, "answered"] = True
        return asked

    def _quoted(self, asked: pd.DataFrame) -> pd.Index:
        """A wording that no form has, straight below an empty question, is its answer."""
        unlisted = asked.question_id.str.startswith("x-")
        rare = asked.groupby("question").path.transform("nunique") < 3
        above = asked.shift()
        empty = (above.path == asked.path) & above.answer.isna() & ~unlisted.shift(fill_value=True)
        return asked.index[unlisted & rare & empty & (asked.question != "")]


def _tags(text: str) -> Iterator[tuple[str, str, int]]:
    for tag in TAG.finditer(text):
        if re.search(r"[^\s\u200b]", tag[2]):
            yield re.sub(r"[\s-]+", "_", tag[1].strip()).lower(), tag[2], text.count("\n", 0, tag.start()) + 1


def _asked(text: str) -> Iterator[tuple[str, str | None, int, bool]]:
    """Each question of a form with its answer, line by line, and whether it is in a group."""
    words, parent, below, line, divs, grouped = None, "", list[str](), 0, list[bool](), False
    lines = text.split("\n")
    for number, shown in enumerate([*lines, "## end"], 1):
        bare = shown.strip()
        if words is not None and all(one.strip().startswith(">") for one in lines[line - 1 : number]):
            words = " ".join(f"{words} {html.unescape(bare[1:])}".split())
            continue
        if bare.startswith(">") or re.match(r"##(?!#)", bare):
            if words is not None:
                answer = html.unescape("\n".join(below)).strip()
                if answer or words or grouped:
                    yield words or parent, answer if answer.strip("-") else None, line, grouped
                parent = parent if grouped else words or parent
            words, below, parent = None, [], parent if bare.startswith(">") else ""
        if bare.startswith(">"):
            words, line, grouped = " ".join(html.unescape(bare[1:]).split()), number, any(divs)
        elif re.fullmatch(r"<div(\s[^<>]*)?>", bare):
            divs.append('class="group' in bare)
        elif bare == "</div>":
            divs = divs[:-1]
        elif words is not None and not re.match(r"##(?!#)", bare):
            below.append(shown)
