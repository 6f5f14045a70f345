"""Notes as Obsidian and its like write them: what of a note is a tag, and what only looks like one.

Pure and linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tagfold.reports.report import Answer, Problem, Tag
from tagfold.reports.tags import facet_name, scan_tags
from tagfold.shapes import Notes

LONGEST_FRONT_MATTER = 50_000

LISTS = ("tag", "tags")
"""Keys whose value is a list, also if typed as one text with commas, `tags: wells, water`, as Obsidian has it."""

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)

_NOT_READ = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[^\n]*$|\Z)"  # code
    r"|(?P<ticks>`{1,8})[^`\n]+(?P=ticks)"
    r"|<!--.*?(?:-->|\Z)|%%.*?(?:%%|\Z)"  # comments
    r"|!\[\[[^\[\]\n]*\]\]"  # embeds
    r"|\[\[(?![^\W\d_][\w \-]{0,40}:(?!//))[^\[\]\n]*\]\]",  # links
    re.DOTALL | re.MULTILINE,
)
_HASHTAG = re.compile(r"(?<!\S)#(?=[\w/\-]*[^\W\d_])([\w/\-]+)")


@dataclass(frozen=True)
class Note:
    """What a note says besides its text: tags, the title and other values of its front matter, problems.

    `text` is the note without its front matter, whose lines are left empty.
    """

    text: str
    title: str | None
    tags: list[Tag]
    answers: list[Answer]
    problems: list[Problem]


def read_note(text: str, notes: Notes) -> Note:
    r"""Read the tags and the front matter of a note.

    >>> note = read_note("---\ntags: [bees]\n---\nOn #hives, `#code`.", Notes((("tags", "topics"),), "topics"))
    >>> [(tag.raw, tag.line) for tag in note.tags]
    [('bees', 2), ('hives', 4)]
    """
    found = _FRONT_MATTER.match(text)
    body = "\n" * text.count("\n", 0, found.end()) + text[found.end() :] if found else text
    tags: list[Tag] = []
    answers: list[Answer] = []
    problems: list[Problem] = []
    title = None
    facets = dict(notes.front_matter)
    for key, value, line in _front_matter(found[1] or "" if found else "", problems):
        if facet := facets.get(key):
            tags.append(Tag(0, facet, value, line))
        elif key == "title":
            title = value
        else:
            answers.append(Answer(len(answers) + 1, None, None, key, value, line))
    read = _NOT_READ.sub(_blank, body)
    written = [item for item in scan_tags(read) if not isinstance(item, Tag) or item.raw.partition("|")[0].strip()]
    problems += [item for item in written if isinstance(item, Problem)]
    tags += [replace(item, raw=item.raw.partition("|")[0]) for item in written if isinstance(item, Tag)]
    if notes.hashtags:
        tags += _hashtags(read, notes.hashtags)
    tags.sort(key=lambda tag: tag.line)
    return Note(body, title, [replace(tag, position=n) for n, tag in enumerate(tags, 1)], answers, problems)


def _front_matter(block: str, problems: list[Problem]) -> Iterator[tuple[str, str, int]]:
    """Key, value and line of each value of a front matter; a list gives one each."""
    if len(block) > LONGEST_FRONT_MATTER:
        says = f"the front matter has {len(block):,} characters and is not read"
        problems.append(Problem(1, "front-matter", says, f"keep it under {LONGEST_FRONT_MATTER:,}"))
        return
    import yaml  # most notes have none

    try:
        given = yaml.compose(block, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        says, mark = "the front matter is not YAML that can be read", getattr(error, "problem_mark", None)
        remedy = "put the value in quotes or fix the line, or delete the front matter with its lines ---"
        problems.append(Problem(mark.line + 2 if mark else 1, "front-matter", says, remedy))
        return
    if not isinstance(given, yaml.MappingNode):
        return
    for key, value in given.value:
        nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
        for node in nodes:
            if isinstance(node, yaml.ScalarNode) and node.value.strip() and node.tag != "tag:yaml.org,2002:null":
                values = _listed(node.value, typed=node is value) if key.value in LISTS else [node.value]
                yield from ((str(key.value), one, node.start_mark.line + 2) for one in values if one)


def _listed(value: str, *, typed: bool) -> list[str]:
    """The tags of a list's item, or of a list that is `typed` as a text, without the mark that hashtags have."""
    return [one.strip().removeprefix("#") for one in (value.split(",") if typed else [value])]


def _hashtags(text: str, facet: str) -> Iterator[Tag]:
    line, counted_to = 1, 0
    for found in _HASHTAG.finditer(text):
        line += text.count("\n", counted_to, found.start())
        counted_to = found.start()
        yield Tag(0, facet_name(facet), found[1], line)


def _blank(found: re.Match[str]) -> str:
    """As many lines, with nothing in them."""
    return re.sub(r"[^\n]", " ", found[0])
