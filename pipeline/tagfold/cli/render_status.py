"""What has changed, in words for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tagfold.finding import counted
from tagfold.review.second_opinion import Agreement
from tagfold.warehouse.status import DatabaseStatus, SinceRelease, SinceRun


def status_lines(status: DatabaseStatus) -> Iterator[str]:
    """What has changed since the run before and the last release, and which terms fall out of use."""
    if status.since_run:
        yield _run_line(status.since_run)
        for tag in status.new_tags:
            hint = f": {tag.label}?" if tag.label else ""
            yield f"  {tag.outcome:6}  {tag.facet}: {tag.raw}{hint}  ({counted(tag.uses, 'use')})"
        if (more := status.since_run.tags_undecided - len(status.new_tags)) > 0:
            yield f"  … and {more:,} more"
    if status.since_release:
        yield _release_line(status.since_release)
    if status.fading:
        terms = ", ".join(f"{term.label} ({term.last_year}, {term.reports:,} reports)" for term in status.fading)
        yield f"Not used in the last two years: {terms}."


def agreement_lines(agreement: Iterable[Agreement]) -> Iterator[str]:
    """How far curators agree, if any judged the decisions of another."""
    said = [f"{one.curator}, {one.facet}: {one.agreed:,} of {one.judged:,}" for one in agreement]
    if said:
        yield f"Decisions that another curator confirmed, of those judged: {'; '.join(said)}."


def _run_line(since: SinceRun) -> str:
    now, before = _decided(since.uses, since.undecided), _decided(since.uses_before, since.undecided_before)
    parts = [f"{counted(since.reports_read, 'report')} read"]
    if since.reports_forgotten:
        parts.append(f"{since.reports_forgotten:,} removed")
    if since.files_failed:
        parts.append(f"{counted(since.files_failed, 'file')} could not be read")
    parts.append(f"{counted(since.tags, 'new tag')}, {since.tags_undecided:,} of them to decide")
    parts.append(
        f"{now:.1%} of uses decided ({now - before:+.1%})" if since.uses_before else f"{now:.1%} of uses decided"
    )
    return f"Since run {since.run_id} ({since.day}): {'; '.join(parts)}."


def _release_line(since: SinceRelease) -> str:
    came = f"{counted(since.terms, 'new term')}; {counted(since.variants, 'variant')} mapped"
    uses = f"deciding {counted(since.uses, 'use')}"
    tags = "" if since.tags is None else f"; {counted(since.tags, 'new tag')} in the reports"
    return f"Since release {since.version} of the taxonomy ({since.day}): {came}, {uses}{tags}."


def _decided(uses: int, undecided: int) -> float:
    return 1 - undecided / uses if uses else 1.0
