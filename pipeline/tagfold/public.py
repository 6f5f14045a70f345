"""Tagfold from Python: the verbs of the command line on columns of tags and on databases; pandas tables come out.

A column is a pandas Series, a list, or anything that gives its values one by one, such as a column of Arrow or polars.
Each distinct value is matched once. What is missing (None, NaN, NA) stays missing.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tagfold.commands import TAXONOMY
from tagfold.errors import WrongUsage
from tagfold.matching.clusters import clusters
from tagfold.matching.decision import Decision
from tagfold.matching.form import form_key
from tagfold.matching.matcher import Matcher
from tagfold.matching.scorer import Scorer
from tagfold.semantic.selection import choose
from tagfold.settings import EncoderChoice, Settings
from tagfold.store_url import source_of
from tagfold.tables.match_and_cluster import candidates_of, clusters_with_known
from tagfold.taxonomy.model import Basis, Facet, Judgement, Kind, Term, Vocabulary
from tagfold.taxonomy.model import Mapping as Known

if TYPE_CHECKING:
    import pandas as pd

    from tagfold.ingestion.ingest import Result
    from tagfold.training.known_pairs import KnownFigures
    from tagfold.warehouse.database import Database

    Learner = Callable[[Vocabulary, Scorer], list[KnownFigures]]

WORTH_SAYING = 0.05
"""The score of another candidate that an explanation names."""


def match(
    tags: Any,
    terms: Any,
    known: Any = None,
    *,
    learn: bool = False,
    ignore_numbers: bool | None = None,
    semantic: bool | None = False,
) -> pd.DataFrame:
    """Find each tag's term: a row for each tag, with the columns `outcome`, `label`, `score`, `reason`, `candidates`.

    `outcome` is mapped (known), auto (sure), review (`label` is the best candidate, for a person), new (none) or
    not_a_tag; `score` is 0 to 1; `candidates` are up to five (label, score), best first. The index is that of `tags`.
    `terms` are labels, a table with a column `label`, or a Vocabulary; `known` says what some spellings mean, as a
    mapping or a table with the columns `variant` and `label`; with `learn` it also says from which score others are
    taken and whether tags that differ in a number alone are one, as `tagfold match --learn`, unless `ignore_numbers`
    says so. With `semantic` the installed encoders are asked.

    Raises WrongUsage if a known label is none of the terms.

    >>> match(["in depth interviews", None], ["in-depth interviews", "surveys"])[["outcome", "label"]].values.tolist()
    [['mapped', 'in-depth interviews'], [nan, nan]]
    """
    import pandas as pd

    vocabulary = _vocabulary(terms, known)
    scorer = replace(choose(EncoderChoice(semantic)).scorer, ignore_numbers=bool(ignore_numbers))
    if learn:
        from tagfold.training.known_pairs import match_learnt

        scorer = _learnt(vocabulary, scorer, ignore_numbers, match_learnt)
    matcher = Matcher(vocabulary, scorer)

    def made(distinct: list[str]) -> pd.DataFrame:
        matcher.prepare(distinct)
        decided = matcher.decide_each(distinct, compare_mapped=True)
        rows = [_row(raw, one[0], matcher, vocabulary) for raw, one in zip(distinct, decided, strict=True)]
        return pd.DataFrame(rows, columns=["outcome", "label", "score", "reason", "candidates"])

    return _for_each(tags, made)


def cluster(
    tags: Any,
    known: Any = None,
    *,
    learn: bool = False,
    ignore_numbers: bool | None = None,
    semantic: bool | None = False,
) -> pd.DataFrame:
    """Put tags of one meaning together: a row for each tag, with the columns `label` and `score`.

    `label` is one of the tags, the same for all of a cluster; `score` (0 to 1) is how likely the tag means it. With
    `ignore_numbers`, tags that differ in a number alone (years, versions) are one. `known` says what some spellings
    mean, as in `match`: tags that mean a known term come under its label. With `learn` it also says from which scores
    others do, and about numbers, as `tagfold cluster --learn`.

    >>> cluster(["surveys", "Survey", "maps"])["label"].tolist()
    ['Survey', 'Survey', 'maps']
    >>> cluster(["polls", "Poll", "maps"], known={"polls": "surveys"})["label"].tolist()
    ['surveys', 'surveys', 'maps']
    """
    import pandas as pd

    values = _series(tags)
    given = [str(value) for value in values[values.notna()]]
    vocabulary = _vocabulary([label for _, label in _pairs(known)], known)
    scorer = replace(choose(EncoderChoice(semantic)).scorer, ignore_numbers=bool(ignore_numbers))
    if learn:
        from tagfold.training.known_pairs import both_learnt

        scorer = _learnt(vocabulary, scorer, ignore_numbers, both_learnt)
    members = clusters(given, scorer) if known is None else clusters_with_known(given, vocabulary, scorer)
    label_of = {member.raw: (member.label, member.score) for member in members}
    return _for_each(values, lambda raws: pd.DataFrame([label_of[raw] for raw in raws], columns=["label", "score"]))


def fold(table: pd.DataFrame, column: str, terms: Any, *, into: str = "label", known: Any = None) -> pd.DataFrame:
    """The table with one column more: the term of each tag that is decided (mapped or auto); the others stay missing.

    >>> import pandas as pd
    >>> fold(pd.DataFrame({"tag": ["Survey", "bees"]}), "tag", ["surveys"], into="term")["term"].tolist()
    ['surveys', nan]
    """
    if column not in table.columns:
        raise WrongUsage(f"there is no column '{column}'", remedy=f"name one of: {', '.join(map(str, table.columns))}")
    found = match(table[column], terms, known)
    return table.assign(**{into: found["label"].where(found["outcome"].isin(["mapped", "auto"]))})


@dataclass(frozen=True)
class TagExplained:
    """Why a tag means what it means; print it, or show it in a notebook."""

    tag: str
    outcome: str
    label: str | None
    score: float | None
    reason: str
    candidates: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        sure = "" if self.score is None else f", score {self.score:.2f}"
        lines = [f"{self.tag}: {self.outcome}{sure}", f"  because  {self.reason}"]
        lines += [f"  term     {self.label}"] if self.label else []
        others = [(label, score) for label, score in self.candidates if label != self.label and score >= WORTH_SAYING]
        return "\n".join(lines + [f"  or {score:.2f}  {label}" for label, score in others])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(label)}</td><td>{score:.2f}</td></tr>" for label, score in self.candidates
        )
        said = f"<b>{html.escape(self.tag)}</b>: {self.outcome}, {html.escape(self.label or 'no term')}"
        return f"<p>{said}<br>{html.escape(self.reason)}</p><table>{rows}</table>"


def explain(tag: str, terms: Any, known: Any = None) -> TagExplained:
    """Why `tag` means what it means among `terms`.

    >>> print(explain("Survey", ["surveys", "maps"]))
    Survey: auto, score 0.98
      because  differs from 'surveys' only in singular or plural
      term     surveys
    """
    vocabulary = _vocabulary(terms, known)
    matcher = Matcher(vocabulary, choose(EncoderChoice(False)).scorer)
    outcome, label, score, reason, candidates = _row(tag, matcher.decide(tag)[0], matcher, vocabulary)
    return TagExplained(tag, outcome, label, score, reason, tuple(candidates))


def open(path: str | Path) -> Database:  # noqa: A001 - as users know it from files
    """A published database, read-only. Raises WarehouseError if there is none."""
    from tagfold.warehouse.database import Database  # brings duckdb, which tags alone do not need

    return Database(path)


def ingest(
    sources: str | Path | Iterable[str | Path],
    *,
    db: str | Path,
    taxonomy: str | Path | None = None,
    full: bool = False,
    keep_personal: bool = False,
    semantic: bool | None = False,
) -> Result:
    """Read folders of reports, or addresses of object storage, into a DuckDB file, as `tagfold ingest` does.

    `taxonomy` is a folder or a release.

    Raises a TagfoldError if that cannot be done; the last database is untouched then.
    """
    from tagfold.ingestion.ingest import ingest as run
    from tagfold.taxonomy.resolve import folder_of

    folder, version = folder_of(str(taxonomy) if taxonomy is not None else None, TAXONOMY)
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    return run(
        Settings(
            sources=tuple(map(source_of, named)),
            taxonomy=folder,
            database=Path(db),
            taxonomy_version=version,
            full=full,
            keep_personal=keep_personal,
            encoders=EncoderChoice(semantic),
        )
    )


def _learnt(vocabulary: Vocabulary, scorer: Scorer, ignore_numbers: bool | None, learn: Learner) -> Scorer:
    """The scorer after what the vocabulary says of numbers, unless that was said, and of the scores to act from."""
    if ignore_numbers is None:
        scorer = Matcher(vocabulary).known_numbers.acting(scorer)
    return learn(vocabulary, scorer)[-1].scorer


def _row(
    raw: str, decision: Decision, matcher: Matcher, vocabulary: Vocabulary
) -> tuple[str, str | None, float | None, str, list[tuple[str, float]]]:
    label = vocabulary.by_id[decision.term_id].label if decision.term_id else None
    candidates = candidates_of(raw, decision, matcher, vocabulary)
    return str(decision.outcome), label, decision.score, decision.reason, candidates


def _for_each(tags: Any, made: Any) -> pd.DataFrame:
    """A row for each tag, made once for each distinct one; missing ones have missing cells."""
    import pandas as pd

    values = _series(tags)
    codes, distinct = pd.factorize(values.map(str, na_action="ignore").astype(object))
    return made(list(distinct)).reindex(codes).set_axis(values.index)


def _series(tags: Any) -> pd.Series:
    import pandas as pd

    if isinstance(tags, pd.DataFrame):
        raise WrongUsage("this is a whole table", remedy="give one of its columns")
    if isinstance(tags, pd.Series):
        return tags.astype(object)
    values = tags.to_pylist() if hasattr(tags, "to_pylist") else tags  # a column of Arrow
    if isinstance(values, str):
        raise WrongUsage("this is one text", remedy="give a list of tags")
    return pd.Series(list(values), dtype=object)


def _vocabulary(terms: Any, known: Any) -> Vocabulary:
    """The terms, and what is known of some spellings, as a vocabulary."""
    if isinstance(terms, Vocabulary):
        listed, mappings = terms.terms, list(terms.mappings)
    else:
        columns = getattr(terms, "columns", None)
        if columns is not None and "label" not in columns:
            raise WrongUsage("the table of terms has no column 'label'", remedy="rename the column with the terms")
        labels = _series(terms["label"] if columns is not None else terms)
        distinct = dict.fromkeys(str(label) for label in labels[labels.notna()])
        listed, mappings = tuple(Term(label, label) for label in distinct), []
    by_key = {form_key(term.label): term for term in reversed(listed)}
    for variant, label in _pairs(known):
        term = by_key.get(form_key(label))
        if term is None:
            raise WrongUsage(
                f"'{label}' is none of the terms", remedy=f"add it, or correct what '{variant}' is known as"
            )
        mappings.append(Known(variant, 1, term.term_id, Judgement.ACCEPT, Basis.OTHER, None, "you", "what is known"))
    return Vocabulary(Facet("input", "input", Kind.CURATED, ""), tuple(listed), tuple(mappings))


def _pairs(known: Any) -> Iterable[tuple[str, str]]:
    if known is None:
        return []
    if isinstance(known, Mapping):
        return [(str(variant), str(label)) for variant, label in known.items()]
    columns = getattr(known, "columns", ())
    if "variant" not in columns or "label" not in columns:
        raise WrongUsage("what is known has no columns 'variant' and 'label'", remedy="give these, or a dict")
    return list(zip(map(str, known["variant"]), map(str, known["label"]), strict=True))
