"""A small taxonomy without fault, and slips that each break one rule of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tagfold.finding import Finding
from tagfold.matching.form import normal_form
from tagfold.taxonomy.check.folder import check_folder
from tagfold.taxonomy.releases import FIRST, freeze

FILES = {
    "facets.csv": """\
facet,label,kind,description
country,Country,closed,Where.
datasources,Data sources,curated,Where data come from.
date,Date,structural,When.
methods,Methods,curated,How a team works.
""",
    "country/terms.csv": """\
term_id,label,broader_id,status,replaced_by,definition,since
iso-FJI,Fiji,,active,,,1.0.0
iso-ZMB,Zambia,,active,,,1.0.0
""",
    "datasources/terms.csv": """\
term_id,label,broader_id,status,replaced_by,definition,since
ds-0001,interviews,,active,,Talks with people.,1.0.0
ds-0002,in-depth interviews,ds-0001,active,,Long talks with one person.,1.0.0
ds-0003,surveys,,active,,The same questions to many people.,1.0.0
ds-0004,household surveys,ds-0003,active,,Surveys of homes.,1.0.0
ds-0005,depth talks,,deprecated,ds-0002,An old name.,1.0.0
ds-0006,focus groups,ds-0001,active,,Talks with several people at once.,1.0.0
""",
    "datasources/mappings.csv": """\
variant,part,term_id,judgement,basis,confidence,decided_by,decided_on,note
chats,1,ds-0001,unsure,other,,ada,2024-05-01,
deep interviews,1,ds-0002,accept,synonym,0.95,ada,2024-05-01,
n/a,1,,not_a_tag,other,1,ada,2024-05-01,
polls,1,ds-0003,reject,other,0.9,ada,2024-05-01,asks one question
"talks, polls",1,ds-0001,accept,split,0.9,ada,2024-05-01,
"talks, polls",2,ds-0003,accept,split,0.9,ada,2024-05-01,
""",
    "datasources/labels.csv": """\
term_id,language,label
ds-0001,es,entrevistas
ds-0001,pt,entrevistas
ds-0003,es,encuestas
ds-0003,sr-Latn,ankete
""",
    "datasources/related.csv": """\
term_id,related_id
ds-0001,ds-0003
ds-0003,me-0001
""",
    "datasources/scope_notes.csv": """\
term_id,note
ds-0001,Talks of two; those of several people are focus groups.
ds-0003,"For questions that all get, in one order."
""",
    "methods/terms.csv": """\
term_id,label,broader_id,status,replaced_by,definition,since
me-0001,workshops,,active,,Meetings at which something is made.,1.0.0
me-0002,design workshops,me-0001,active,,Workshops for a design.,1.0.0
""",
    "answers.csv": """\
term_id,kept_as,asks_for
ds-0001,person,a name
""",
    "history.csv": '''\
entry,at,by,action,facet,subject,before,after,undoes,note
20240501T100000000000-0a1b2c3d,2024-05-01T10:00:00.000000+00:00,ada,accept,datasources,deep interviews,[null],\
"[[""deep interviews"",""1"",""ds-0002"",""accept"",""synonym"",""0.95"",""ada"",""2024-05-01"",""""]]",,
''',
}


FILES["country/mappings.csv"] = FILES["methods/mappings.csv"] = (
    FILES["datasources/mappings.csv"].partition("\n")[0] + "\n"
)


def key(text: str) -> str:
    return normal_form(text).key


def write_small_taxonomy(folder: Path) -> Path:
    """The taxonomy, with a release 1.0.0 that says the same."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    freeze(folder, FIRST, "2024-05-02")
    return folder


def places(findings: list[Finding]) -> list[tuple[str, str, int]]:
    return [(finding.code, finding.path, finding.line) for finding in findings]


def check(folder: Path) -> list[tuple[str, str, int]]:
    return places(check_folder(folder, key).findings)


@dataclass(frozen=True)
class Slip:
    """One change to one file, and the one finding it must give: `code` at `line`, of `path` or of the changed file."""

    code: str
    name: str
    old: bytes
    new: bytes
    line: int
    path: str = ""

    def make(self, folder: Path) -> None:
        file = folder / self.name
        content = file.read_bytes()
        assert content.count(self.old) == 1, f"{self.old!r} must stand in {self.name} once"
        file.write_bytes(content.replace(self.old, self.new))

    @property
    def place(self) -> tuple[str, str, int]:
        return self.code, self.path or self.name, self.line
