"""What holds for any text at the doors where other people's text comes in, for Hypothesis and for a fuzzer.

`python -m tests.fuzz.laws 20000` tries that many examples of each. For atheris, import this module with
`atheris.instrument_imports(include=["tagfold"])` and give `atheris.Setup` one of the `LAWS`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagfold.characters import guarded, is_formula, mixed_word, unguarded, visible
from tagfold.errors import TagfoldError
from tagfold.matching.form import LONGEST_FORM, normal_form
from tagfold.matching.gazetteer import Gazetteer
from tagfold.matching.splitting import split_proposal
from tagfold.matching.tag import tag
from tagfold.records import join_records, split_records
from tagfold.reports.decoding import decode_report
from tagfold.reports.grammar import parse_report
from tagfold.reports.personal import mask

KNOWN = Gazetteer([("qualitative data", 1), ("quantitative data", 2), ("interviews", 3), ("surveys", 4)])


def decoding(content: bytes) -> None:
    """Bytes are text or a problem; text can be written as UTF-8 again and says where its report is odd."""
    text, problems = decode_report(content)
    assert text is not None or problems
    assert (text or "").encode().count(b"\0") == 0
    assert all(problem.line >= 1 and problem.message and problem.remedy for problem in problems)


def grammar(content: bytes) -> None:
    """Any text is a report whose tags are in it, in order, on their lines."""
    text = content.decode("utf-8", "replace")
    report = parse_report(text)
    lines = text.count("\n") + text.count("\r") + 1
    assert [one.position for one in report.tags] == list(range(1, len(report.tags) + 1))
    assert all(one.raw in text.replace("\r", "\n") or one.raw in text for one in report.tags)
    places = [*(one.line for one in report.tags), *(one.line for one in report.answers)]
    assert all(1 <= line <= lines for line in places)


def form(content: bytes) -> None:
    """A form is short, single-spaced and has no key without words."""
    found = normal_form(content.decode("utf-8", "replace"))
    assert len(found.text) <= LONGEST_FORM
    assert found.text == " ".join(found.text.split())
    assert bool(found.key) == bool(found.text)


def splitter(content: bytes) -> None:
    """Parts are several and can be read; a tag taken apart keeps its words."""
    raw = content.decode("utf-8", "replace")
    found = split_proposal(raw, KNOWN)
    assert found is None or (len(found.parts) > 1 and all(normal_form(part).key for part in found.parts))
    assert tag(raw).raw == raw


def records(content: bytes) -> None:
    """Rows joined are the file, byte for byte, or an error says on which line they are not."""
    line: int | None = 1
    try:
        assert join_records(split_records(content)) == content
    except TagfoldError as error:
        line = error.line
    assert line


def masking(content: bytes) -> None:
    """What is masked once stays so, but for a sum behind a number: a plus after digits is not a telephone's."""
    once = mask(content.decode("utf-8", "replace"))
    assert mask(once) == once or "[phone]+" in once


def cells(content: bytes) -> None:
    """No cell runs, each comes back, and nothing that is shown moves a terminal."""
    cell = content.decode("utf-8", "replace")
    assert unguarded(guarded(cell)) == cell
    assert not is_formula(guarded(cell)) or guarded(cell).replace(".", "").replace(",", "")[1:].isdecimal()
    assert visible(visible(cell)) == visible(cell)
    assert "\x1b" not in visible(cell)
    mixed_word(cell)


LAWS: dict[str, Callable[[bytes], None]] = {
    law.__name__: law for law in (decoding, grammar, form, splitter, records, masking, cells)
}

PIECES = [
    *"aZ0é中 \n\r\t\0\x1b\x85\u00a0\u200b\u202e\u0456\ufdfa\"',;|&/+-=@#.:()[]{}<>*\\%_~",
    "[[", "]]", "[[a:", "# ", "## ", "> ", "\n> ", "[[datasources:", "[[latlng:1,2]]", "[[country:", "[[year:2024]]",
    "[[type:story]]",
    "[[date:2024-05-31]]", '<div class="group">', "</div>", "&amp;", "&#64;", "&nbsp;", "%40", " and ", " & ", " y ",
    "interviews",
    "qualitative", "quantitative data", "ada@example.org", "+260 97 123 4567", "tel ", "(555) 123-4567", "00 ",
    "data:a/b;base64,",
    "•", "1. ", "\ufeff", "\xff\xfe", "Ã©",
]  # fmt: skip

ODD = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40).map(
    lambda pieces: "".join(pieces).encode("utf-8", "replace")
) | st.binary(max_size=60)


if __name__ == "__main__":
    times = settings(
        max_examples=int(sys.argv[1]), deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    for name, law in LAWS.items():
        times(given(ODD)(law))()
        sys.stdout.write(f"{name}: {sys.argv[1]} examples\n")
