"""All tags as a list: searched, filtered and sorted."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields

from flask import Flask, request

from tagfold.review.tag_filter import KINDS, OUTCOMES, SCORES, SORTS, TagFilter
from tagfold.review.web.browse_views import Pages
from tagfold.review.web.page_layout import ROWS, PageLayout, number
from tagfold.review.web.together_views import TOGETHER


@dataclass(frozen=True)
class ListViews:
    """The routes of the list."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/tags", "tags", self.tags)

    def tags(self) -> str:
        """A page of the tags that the address asks for."""
        asked = {field.name: request.args.get(field.name, "").strip() for field in fields(TagFilter)}
        wanted = TagFilter(**{**asked, "facet": self.layout.facet() or "", "outcome": asked["outcome"] or "queue"})
        offset, tags = number("offset", 0), self.layout.session.tags
        total, lines = tags.find(wanted, offset, ROWS)
        countries, years = tags.countries_and_years
        kept = {name: value for name, value in asdict(wanted).items() if value}
        return self.layout.page(
            "tags.html",
            section="tags",
            facet=wanted.facet or None,
            facets=self.layout.tabs(lambda _: 1),
            wanted=wanted,
            kept=kept,
            choices={
                "outcome": [(name, words) for name, (words, _) in OUTCOMES.items()],
                "score": [("", "any"), *((name, words) for name, (words, *_) in SCORES.items())],
                "kind": [("", "any"), *KINDS.items()],
                "by": [("", "anybody"), *((name, name) for name in tags.people())],
                "country": [("", "any"), *((name, name) for name in countries)],
                "year": [("", "any"), *((name, name) for name in years)],
                "sort": list(SORTS.items()),
            },
            narrowed=bool(kept.keys() - {"facet", "text", "outcome", "sort"}),
            total=total,
            lines=lines,
            together=TOGETHER,
            every=request.args.get("tick") == "all",
            pages=Pages(offset, total > offset + ROWS),
        )
