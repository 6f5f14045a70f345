"""For every rule a change to the small taxonomy that breaks this rule and no other."""

from __future__ import annotations

from tagfold.taxonomy.codec import MAPPING_COLUMNS
from tests.taxonomy.check.small import Slip

FACETS, TERMS, MAPPINGS = "facets.csv", "datasources/terms.csv", "datasources/mappings.csv"
METHODS, ANSWERS, LABELS = "methods/terms.csv", "answers.csv", "datasources/labels.csv"
HISTORY = "history.csv"

DEEP = b"deep interviews,1,ds-0002,accept,synonym,0.95,ada,2024-05-01,\n"
NO_TAG = b"n/a,1,,not_a_tag,other,1,ada,2024-05-01,\n"
POLLS = b"polls,1,ds-0003,reject,other,0.9,ada,2024-05-01,asks one question\n"
SPLIT = b'"talks, polls",2,ds-0003,accept,split,0.9,ada,2024-05-01,\n'
GROUPS = b"ds-0006,focus groups,ds-0001,active,,Talks with several people at once.,1.0.0\n"
OLD = b"ds-0005,depth talks,,deprecated,ds-0002,An old name.,1.0.0\n"
WORKSHOPS = b"me-0002,design workshops,me-0001,active,,Workshops for a design.,1.0.0\n"
LAST = b'""2024-05-01"",""""]]",,\n'
SURVEYS_TERM = b"ds-0003,surveys,,active"

FORM = (
    Slip("not-utf8", TERMS, b"Talks with people", b"Talks \xe0 deux", 2),
    Slip("byte-order-mark", TERMS, b"term_id,", b"\xef\xbb\xbfterm_id,", 1),
    Slip("line-ends", TERMS, b"An old name.,1.0.0\n", b"An old name.,1.0.0\r\n", 6),
    Slip("final-newline", TERMS, b"at once.,1.0.0\n", b"at once.,1.0.0", 7),
    Slip("merge-conflict", MAPPINGS, DEEP, b"<<<<<<< HEAD\n" + DEEP + b"=======\n>>>>>>> other\n", 3),
    Slip("wrong-header", METHODS, b"term_id,label,", b"id,label,", 1),
    Slip("no-csv", MAPPINGS, b"chats,1", b'"chats"s,1', 2),
    Slip("cell-count", TERMS, b"Surveys of homes.", b"Surveys of homes, farms.", 5),
    Slip("csv-form", MAPPINGS, b"chats,1", b'"chats",1', 2),
    Slip("csv-form", METHODS, WORKSHOPS, WORKSHOPS + b"\n", 4),
    Slip("unsorted", MAPPINGS, DEEP + NO_TAG, NO_TAG + DEEP, 4),
    Slip("duplicate-row", MAPPINGS, DEEP, DEEP + DEEP, 4),
    Slip("formula", MAPPINGS, b"asks one question", b"=1+1", 5),
    Slip("formula", MAPPINGS, b"asks one question", b"  @one", 5),
    Slip("formula", MAPPINGS, b"asks one question", b'"\rone"', 5),
    Slip("formula", MAPPINGS, b"asks one question", b"\tone", 5),
    Slip("control-character", MAPPINGS, b"asks one question", b"asks\x07 one question", 5),
    Slip("control-character", MAPPINGS, b"asks one question", b"asks\x00 one question", 5),
    Slip("invisible-character", MAPPINGS, b"asks one question", "asks\u200b one question".encode(), 5),
    Slip("wrong-encoding", TERMS, b"Surveys of homes.", "Surveys of cafÃ©s.".encode(), 5),
    Slip("stray-space", MAPPINGS, b"asks one question", b"asks one  question", 5),
    Slip("stray-space", TERMS, b"depth talks", b"depth talks ", 6),
    Slip("stray-space", TERMS, b"depth talks", "depth\u00a0talks".encode(), 6),
    Slip("stray-space", MAPPINGS, b"asks one question", b'"asks one\nquestion"', 5),
    Slip("space-in-code", TERMS, b"ds-0006", b" ds-0006", 7),
    Slip("space-in-code", MAPPINGS, b"ds-0001,unsure", b"ds-0001,unsure ", 2),
)

POLLS_LABEL = b"ds-0003,es,encuestas\n"
SERBIAN = b"ds-0003,sr-Latn,ankete\n"

TRANSLATED = (
    Slip("wrong-header", LABELS, b"language", b"tongue", 1),
    Slip("cell-count", LABELS, POLLS_LABEL, b"ds-0003,es\n", 4),
    Slip("unsorted", LABELS, POLLS_LABEL + SERBIAN, SERBIAN + POLLS_LABEL, 5),
    Slip("duplicate-row", LABELS, POLLS_LABEL, POLLS_LABEL * 2, 5),
    Slip("formula", LABELS, b"encuestas", b"=encuestas", 4),
    Slip("invisible-character", LABELS, b"encuestas", "encu\u200bestas".encode(), 4),
    Slip("space-in-code", LABELS, b"ds-0003,es", b"ds-0003,es ", 4),
    Slip("merge-conflict", LABELS, POLLS_LABEL, b"<<<<<<< a\n" + POLLS_LABEL + b"=======\n>>>>>>> b\n", 4),
    Slip("no-term-id", LABELS, b"ds-0001,es", b",es", 2),
    Slip("no-label", LABELS, POLLS_LABEL, b"ds-0003,es,\n", 4),
    Slip("language", LABELS, b"ds-0003,es", b"ds-0003,sp", 4),
    Slip("language", LABELS, b"ds-0003,es", b"ds-0003,ES", 4),
    Slip("language", LABELS, b"ds-0003,es", b"ds-0003,Spanish", 4),
    Slip("language", LABELS, b"ds-0003,es", b"ds-0003,", 4),
    Slip("language", LABELS, b"ds-0003,es,encuestas", b"ds-0003,en-GB,inquiries", 4),
    Slip("label-without-letters", LABELS, b"encuestas", b"!", 4),
    Slip("label-mixes-scripts", LABELS, b"encuestas", "encuest\u0430s".encode(), 4),
    Slip("label-long", LABELS, b"encuestas", b"encuestas " * 11 + b"largas", 4),
    Slip("label-of-unknown-term", LABELS, SERBIAN, SERBIAN.replace(b"0003", b"0099"), 5),
    Slip("language-twice", LABELS, POLLS_LABEL, POLLS_LABEL + b"ds-0003,es,sondeos\n", 5),
    Slip("label-of-other-term", LABELS, b"encuestas", b"Focus-groups", 4),
    Slip("label-of-other-term", LABELS, b"encuestas", b"deep interviews", 4),
    Slip("label-of-other-term", LABELS, b"encuestas", b"entrevistas", 4),
    Slip("label-of-other-term", LABELS, b"encuestas", b"Talks; polls", 4),
    Slip("label-overruled", LABELS, b"encuestas", b"N/A", 4),
    Slip("label-overruled", LABELS, b"encuestas", b"Polls", 4),
)

HEADER = ",".join(MAPPING_COLUMNS).encode()

SAVED = (
    Slip("delimiter", "country/mappings.csv", HEADER, HEADER.replace(b",", b";"), 1),
    Slip("day-form", MAPPINGS, b"0.95,ada,2024-05-01", b"0.95,ada,1.5.2024", 3),
    Slip("day-in-doubt", MAPPINGS, b"1,ada,2024-05-01", b"1,ada,01/05/2024", 4),
    Slip("number-form", MAPPINGS, b"0.95", b"0.950", 3),
)

CELLS = (
    Slip("facet-name", FACETS, b"methods,", b"../x,X,structural,Y.\nmethods,", 5),
    Slip("no-term-id", METHODS, b"me-0001,w", b",x,,active,,y,1.0.0\nme-0001,w", 2),
    Slip("id-form", METHODS, WORKSHOPS, WORKSHOPS + b"me0003,games,me-0001,active,,Play.,1.1.0\n", 4),
    Slip("no-label", TERMS, b"focus groups", b"", 7),
    Slip("unknown-word", FACETS, b"date,Date,structural", b"date,Date,structured", 4),
    Slip("unknown-word", MAPPINGS, b"accept,synonym", b"accept,sinonym", 3),
    Slip("unknown-word", MAPPINGS, b"ds-0003,reject", b"ds-0003,no", 5),
    Slip("no-variant", MAPPINGS, b"chats,1", b",1", 2),
    Slip("part-number", MAPPINGS, b"chats,1", b"chats,0", 2),
    Slip("judgement-without-term", MAPPINGS, b"polls,1,ds-0003", b"polls,1,", 5),
    Slip("not-a-tag-with-term", MAPPINGS, b"n/a,1,", b"n/a,1,ds-0001", 4),
    Slip("confidence", MAPPINGS, b"0.95", b"95", 3),
    Slip("confidence", MAPPINGS, b"0.95", b"sure", 3),
    Slip("confidence", MAPPINGS, b"0.95", b"nan", 3),
    Slip("decided-by", MAPPINGS, b"1,ada", b"1,", 4),
    Slip("decided-on", MAPPINGS, b"1,ada,2024-05-01", b"1,ada,32/05/2024", 4),
    Slip("decided-on", MAPPINGS, b"1,ada,2024-05-01", b"1,ada,2024-02-30", 4),
    Slip("decided-on", MAPPINGS, b"1,ada,2024-05-01", b"1,ada,", 4),
)

VOCABULARY = (
    Slip("id-twice", TERMS, GROUPS, GROUPS + b"ds-0006,diaries,ds-0001,active,,Notes.,1.0.0\n", 8),
    Slip("broader-unknown", TERMS, b"interviews,ds-0001,", b"interviews,ds-0099,", 3),
    Slip("broader-cycle", TERMS, SURVEYS_TERM, b"ds-0003,surveys,ds-0004,active", 4),
    Slip("broader-cycle", TERMS, SURVEYS_TERM, b"ds-0003,surveys,ds-0003,active", 4),
    Slip("broader-deprecated", TERMS, b"focus groups,ds-0001", b"focus groups,ds-0005", 7),
    Slip("orphan", TERMS, b"focus groups,ds-0001", b"focus groups,", 7),
    Slip("replaced-unknown", TERMS, b"deprecated,ds-0002", b"deprecated,ds-0099", 6),
    Slip(
        "replaced-by-replaced",
        TERMS,
        OLD + GROUPS,
        OLD.replace(b"ds-0002", b"ds-0007") + GROUPS + b"ds-0007,deep talks,,deprecated,ds-0002,An old name.,1.0.0\n",
        6,
    ),
    Slip("replaced-cycle", TERMS, b"deprecated,ds-0002", b"deprecated,ds-0005", 6),
    Slip("active-replaced", TERMS, GROUPS, GROUPS.replace(b"active,", b"active,ds-0002"), 7),
    Slip("deprecated-unreplaced", TERMS, b"deprecated,ds-0002", b"deprecated,", 6),
    Slip("label-twice", TERMS, b"focus groups", b"Inter-views", 7),
    Slip("labels-similar", TERMS, b"focus groups", b"Surveys of the Household", 7),
    Slip("label-without-letters", TERMS, b"focus groups", "—".encode(), 7),
    Slip("label-mixes-scripts", TERMS, b"focus groups", "focus gr\u043eups".encode(), 7),
    Slip("label-long", TERMS, b"focus groups", b"groups " * 20 + b"in focus", 7),
    Slip("definition-missing", TERMS, b"Talks with several people at once.", b"", 7),
    Slip("definition-is-label", TERMS, b"Talks with several people at once.", b"Focus groups.", 7),
    Slip("variant-without-letters", MAPPINGS, b"chats,1", b"!,1", 2),
    Slip("term-unknown", MAPPINGS, b"polls,1,ds-0003", b"polls,1,me-0001", 5),
    Slip("mapped-to-deprecated", MAPPINGS, b"interviews,1,ds-0002", b"interviews,1,ds-0005", 3),
    Slip("variant-of-two-terms", MAPPINGS, NO_TAG, DEEP.replace(b"ds-0002", b"ds-0003") + NO_TAG, 4),
    Slip("variant-twice", MAPPINGS, NO_TAG, DEEP.replace(b"deep ", b"deep-") + NO_TAG, 4),
    Slip("split-repeats-term", MAPPINGS, b"2,ds-0003", b"2,ds-0001", 7),
    Slip("parts-gap", MAPPINGS, b"2,ds-0003", b"3,ds-0003", 6),
    Slip("split-basis", MAPPINGS, b"accept,synonym", b"accept,split", 3),
    Slip("split-basis", MAPPINGS, SPLIT, SPLIT.replace(b"split", b"other"), 7),
    Slip("variant-is-other-label", MAPPINGS, b"deep interviews,1", b"Focus-Groups,1", 3),
    Slip("redundant-mapping", MAPPINGS, b"deep interviews,1", b"in depth interviews,1", 3),
    Slip("accept-and-reject", MAPPINGS, NO_TAG, DEEP.replace(b"accept", b"reject") + NO_TAG, 4),
    Slip("unsure-and-accepted", MAPPINGS, NO_TAG, DEEP.replace(b"accept", b"unsure") + NO_TAG, 4),
    Slip("not-a-tag-and-accepted", MAPPINGS, DEEP, NO_TAG.replace(b"n/a", b"deep interviews") + DEEP, 3),
    Slip("not-a-tag-is-label", MAPPINGS, NO_TAG, NO_TAG.replace(b"n/a", b"Fo-cus groups"), 4),
    Slip("reject-of-own-label", MAPPINGS, b"polls,1,ds", b"Surveys,1,ds", 5),
)

ACROSS = (
    Slip("facet-twice", FACETS, b"methods,", b"methods,Methods,curated,How.\nmethods,", 6),
    Slip("facet-undescribed", FACETS, b"date,Date,structural,When.", b"date,Date,structural,", 4),
    Slip("facet-without-folder", FACETS, b"methods,", b"tools,Tools,curated,What.\nmethods,", 5),
    Slip("id-in-two-facets", METHODS, b"me-0001,w", b"ds-0006,games,me-0001,active,,Play.,1.0.0\nme-0001,w", 2),
    Slip("answers-unknown", ANSWERS, b"ds-0001", b"ds-9999", 2),
    Slip("answers-unknown", ANSWERS, b"person", b"persons", 2),
    Slip("foreign-prefix", METHODS, b"me-0001,w", b"ds-0010,games,me-0001,active,,Play.,1.1.0\nme-0001,w", 2),
)

RELATED = "datasources/related.csv"

LINKED = (
    Slip("related-unknown", RELATED, b"ds-0003,me-0001", b"ds-0003,me-0099", 3),
    Slip("related-unknown", RELATED, b"ds-0003,me-0001", b"me-0001,me-0002", 3),
    Slip("related-order", RELATED, b"ds-0003,me-0001", b"ds-0003,ds-0001", 3),
    Slip("related-order", RELATED, b"ds-0003,me-0001", b"ds-0003,ds-0003", 3),
    Slip("related-to-heading", RELATED, b"ds-0003,me-0001", b"ds-0003,ds-0004", 3),
    Slip("duplicate-row", RELATED, b"ds-0003,me-0001\n", b"ds-0003,me-0001\n" * 2, 4),
    Slip("wrong-header", RELATED, b"related_id", b"related", 1),
)

NOTES = "datasources/scope_notes.csv"
OF_SURVEYS = b'ds-0003,"For questions that all get, in one order."\n'

NOTED = (
    Slip("note-of-unknown-term", NOTES, b"ds-0003,", b"me-0001,", 3),
    Slip("note-twice", NOTES, OF_SURVEYS, OF_SURVEYS + b"ds-0003,Another.\n", 4),
    Slip("no-scope-note", NOTES, OF_SURVEYS, b"ds-0003,\n", 3),
    Slip("no-term-id", NOTES, b"ds-0001,", b",", 2),
    Slip("formula", NOTES, b"ds-0001,Talks", b"ds-0001,=Talks", 2),
    Slip("wrong-header", NOTES, b"note", b"scope", 1),
)

RELEASED = (
    Slip(
        "id-vanished",
        METHODS,
        WORKSHOPS,
        b"me-0003,games,me-0001,active,,Play.,1.1.0\n",
        3,
        "releases/1.0.0/" + METHODS,
    ),
    Slip("id-reused", METHODS, b"design.,1.0.0", b"design.,1.1.0", 3),
    Slip("since-unknown", METHODS, WORKSHOPS, WORKSHOPS + b"me-0003,games,me-0001,active,,Play.,0.9.0\n", 4),
    Slip("since-unknown", METHODS, WORKSHOPS, WORKSHOPS + b"me-0003,games,me-0001,active,,Play.,soon\n", 4),
    Slip("release-unreadable", "releases/1.0.0/" + METHODS, b"active,,Workshops", b"lively,,Workshops", 1),
    Slip("release-unreadable", "releases/1.0.0/manifest.json", b'"active": 5', b'"active": 4', 1),
)

PAST = (
    Slip("history-unreadable", HISTORY, b"2024-05-01T10:00:00.000000+00:00", b"on a Friday", 2),
    Slip("history-unreadable", HISTORY, b"[null]", b"null]", 2),
    Slip("history-id-twice", HISTORY, LAST, LAST + b"20240501T100000000000-0a1b2c3d,2024-05-01,b,x,,,[],[],,\n", 3),
    Slip("history-undoes-nothing", HISTORY, LAST, LAST.replace(b",,\n", b",20230101-00000000,\n"), 2),
    Slip("wrong-header", HISTORY, b"entry,at,", b"id,at,", 1),
)

SLIPS = (*FORM, *TRANSLATED, *SAVED, *CELLS, *VOCABULARY, *ACROSS, *LINKED, *NOTED, *RELEASED, *PAST)
