"""A report's file, to read: what a tag of it is about."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, abort, request

from tagfold.review.web.page_layout import PageLayout, number


@dataclass(frozen=True)
class ReportViews:
    """The route of a report. It is named by its id, so that no address becomes a path."""

    layout: PageLayout

    def add_to(self, app: Flask) -> None:
        app.add_url_rule("/report", "report_file", self.report)

    def report(self) -> str:
        """The lines of the file, the one that the address names marked."""
        found = self.layout.session.report(request.args.get("id", ""))
        if found is None:
            abort(404, "There is no file of this report any more.")
        title, path, lines = found
        return self.layout.page(
            "report_file.html", section="", title=title, path=path, lines=lines, line=number("line", 0)
        )
