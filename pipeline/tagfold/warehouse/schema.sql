-- The tables. Every table and column has a COMMENT: docs/data-dictionary.md is made from them.

CREATE TABLE reports (
    report_id VARCHAR PRIMARY KEY, path VARCHAR NOT NULL, title VARCHAR, type VARCHAR, type_raw VARCHAR, year SMALLINT,
    published_on DATE, source_url VARCHAR, consent_url VARCHAR, audio_url VARCHAR, summary VARCHAR,
    bytes BIGINT NOT NULL, sha256 VARCHAR NOT NULL, same_as VARCHAR
);
COMMENT ON TABLE reports IS 'One row per report file.';
COMMENT ON COLUMN reports.report_id IS 'Stable id: the first 12 hex digits of the SHA-256 of the path.';
COMMENT ON COLUMN reports.path IS 'File name, relative to the folder that was ingested; an address in it is masked.';
COMMENT ON COLUMN reports.title IS 'The first heading of level one; NULL if there is none.';
COMMENT ON COLUMN reports.type IS 'The kind of report: learning plan, experiment, solution, blog, …; the term of the facet type, or what was typed where that is not known.';
COMMENT ON COLUMN reports.type_raw IS 'The first [[type:]] as typed, in lower case.';
COMMENT ON COLUMN reports.year IS 'The first [[year:]] that is a year, or a day as 2024-05-31.';
COMMENT ON COLUMN reports.published_on IS 'The first [[date:]] that could be read, in any language.';
COMMENT ON COLUMN reports.source_url IS 'The first [[source:]]: address of the original page.';
COMMENT ON COLUMN reports.consent_url IS 'The first [[consent:]]: address of the consent form or of the solution.';
COMMENT ON COLUMN reports.audio_url IS 'The first [[audio:]]: address of the recording.';
COMMENT ON COLUMN reports.summary IS 'The first [[ai_summary:]].';
COMMENT ON COLUMN reports.bytes IS 'Size of the file.';
COMMENT ON COLUMN reports.sha256 IS 'SHA-256 of the file, hex. A file is read again when it changes.';
COMMENT ON COLUMN reports.same_as IS 'The first report, by path, whose file is the same byte for byte; NULL for that one and for all that are one of a kind. To count such files once: WHERE same_as IS NULL.';

CREATE TABLE tags (
    report_id VARCHAR NOT NULL, facet VARCHAR NOT NULL, position INTEGER NOT NULL, raw VARCHAR NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (report_id, position)
);
COMMENT ON TABLE tags IS 'One row per tag [[facet:value]], as typed, of every facet, known or not.';
COMMENT ON COLUMN tags.report_id IS 'The report that has the tag.';
COMMENT ON COLUMN tags.facet IS 'The facet as typed, in lower case with underscores.';
COMMENT ON COLUMN tags.position IS 'Order within the report, from 1.';
COMMENT ON COLUMN tags.raw IS 'The value exactly as typed; for private facets a pseudonym.';
COMMENT ON COLUMN tags.line IS 'Line of the file, from 1.';

CREATE TABLE answers (
    report_id VARCHAR NOT NULL, position INTEGER NOT NULL, section VARCHAR, section_id VARCHAR, group_no INTEGER,
    question VARCHAR NOT NULL, question_id VARCHAR NOT NULL, answer VARCHAR, answered BOOLEAN NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (report_id, position)
);
COMMENT ON TABLE answers IS 'One row a question of a form and its answer.';
COMMENT ON COLUMN answers.report_id IS 'The report that has the answer.';
COMMENT ON COLUMN answers.position IS 'Order within the report, from 1.';
COMMENT ON COLUMN answers.section IS 'The heading (##) above the question; NULL if there is none.';
COMMENT ON COLUMN answers.section_id IS 'The section behind the headings in all languages: a term of the facet sections, or x-… for a heading that is not listed there; NULL if there is none.';
COMMENT ON COLUMN answers.group_no IS 'Number of the repeat in a repeated block (partner 1, 2, …), or of a question that a report asks several times; NULL for one asked once.';
COMMENT ON COLUMN answers.question IS 'The question as worded in this report, entities decoded; empty where the form has an answer but no question.';
COMMENT ON COLUMN answers.question_id IS 'The question behind the wordings of all years: a term of the facet questions, or x-… for a wording that is not listed there.';
COMMENT ON COLUMN answers.answer IS 'What was answered, in Markdown, entities decoded, personal data masked, or a pseudonym where the question asks for a person (answers.csv); NULL where the field was left empty.';
COMMENT ON COLUMN answers.answered IS 'Whether the author answered: not where the field was left empty or holds words that the form itself put there, but also where the box that was ticked is a tag (answers.csv).';
COMMENT ON COLUMN answers.line IS 'Line of the question, from 1.';

CREATE TABLE choices (
    report_id VARCHAR NOT NULL, position INTEGER NOT NULL, question_id VARCHAR NOT NULL, group_no INTEGER,
    choice_no INTEGER NOT NULL, choice VARCHAR NOT NULL, line INTEGER NOT NULL,
    PRIMARY KEY (report_id, position, choice_no)
);
COMMENT ON TABLE choices IS 'One row per box that was ticked: the lines of an answer that is a list, and tags that are answers (answers.csv).';
COMMENT ON COLUMN choices.report_id IS 'The report.';
COMMENT ON COLUMN choices.position IS 'The answer, as in answers.';
COMMENT ON COLUMN choices.question_id IS 'The question.';
COMMENT ON COLUMN choices.group_no IS 'Number of the repeat, as in answers.';
COMMENT ON COLUMN choices.choice_no IS 'Order within the answer, from 1.';
COMMENT ON COLUMN choices.choice IS 'What was ticked; for a tag the label of its term, if it is decided.';
COMMENT ON COLUMN choices.line IS 'Line of the question or the tag, from 1.';

CREATE TABLE passages (
    report_id VARCHAR NOT NULL, position INTEGER NOT NULL, heading VARCHAR, text VARCHAR NOT NULL, line INTEGER NOT NULL,
    PRIMARY KEY (report_id, position)
);
COMMENT ON TABLE passages IS 'The running text, one row per paragraph: all that is neither title nor tag, question or answer.';
COMMENT ON COLUMN passages.report_id IS 'The report.';
COMMENT ON COLUMN passages.position IS 'Order within the report, from 1.';
COMMENT ON COLUMN passages.heading IS 'The heading above it, without time stamps; in an interview the question.';
COMMENT ON COLUMN passages.text IS 'The paragraph in Markdown, entities decoded, personal data masked, without the bytes of images.';
COMMENT ON COLUMN passages.line IS 'Its first line, from 1.';

CREATE TABLE places (
    report_id VARCHAR NOT NULL, position INTEGER NOT NULL, country VARCHAR, country_raw VARCHAR, iso3 VARCHAR,
    latitude DOUBLE, longitude DOUBLE, line INTEGER NOT NULL,
    PRIMARY KEY (report_id, position)
);
COMMENT ON TABLE places IS 'One row a [[country:]] with its [[latlng:]], in the order of the report.';
COMMENT ON COLUMN places.report_id IS 'The report that has the place.';
COMMENT ON COLUMN places.position IS 'Order within the report, from 1.';
COMMENT ON COLUMN places.country IS 'The name of the country, whatever was typed; global for work that belongs to none; NULL where the name is not recognized.';
COMMENT ON COLUMN places.country_raw IS 'The country as typed.';
COMMENT ON COLUMN places.iso3 IS 'ISO 3166-1 alpha-3 code; NULL for global and for names that are not recognized.';
COMMENT ON COLUMN places.latitude IS 'Degrees north.';
COMMENT ON COLUMN places.longitude IS 'Degrees east.';
COMMENT ON COLUMN places.line IS 'Line of the country (of the coordinates if there is no country), from 1.';

CREATE TABLE problems (
    path VARCHAR NOT NULL,
    line INTEGER,
    code VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    remedy VARCHAR NOT NULL
);
COMMENT ON TABLE problems IS 'What a person should look at in the files; nothing is dropped without a row here.';
COMMENT ON COLUMN problems.path IS 'File name, relative to the folder that was ingested.';
COMMENT ON COLUMN problems.line IS 'Line of the file, from 1; NULL where the whole file is meant.';
COMMENT ON COLUMN problems.code IS 'Kind of problem, stable: unclosed-tag, empty-tag, no-title, unknown-facet, …';
COMMENT ON COLUMN problems.message IS 'What is wrong.';
COMMENT ON COLUMN problems.remedy IS 'What to do about it.';

CREATE TABLE facets (facet VARCHAR PRIMARY KEY, label VARCHAR NOT NULL, kind VARCHAR NOT NULL, description VARCHAR NOT NULL);
COMMENT ON TABLE facets IS 'The facets that the taxonomy knows (facets.csv).';
COMMENT ON COLUMN facets.facet IS 'Name, as in tags.';
COMMENT ON COLUMN facets.label IS 'Name for people.';
COMMENT ON COLUMN facets.kind IS 'curated (free text, folded into terms), closed (follows an outside list), structural (a column of reports or places), private (pseudonyms).';
COMMENT ON COLUMN facets.description IS 'What its values say.';

CREATE TABLE terms (
    facet VARCHAR NOT NULL, term_id VARCHAR PRIMARY KEY, label VARCHAR NOT NULL, broader_id VARCHAR,
    status VARCHAR NOT NULL, replaced_by VARCHAR, definition VARCHAR, since VARCHAR
);
COMMENT ON TABLE terms IS 'The terms of the taxonomy (terms.csv of each facet).';
COMMENT ON COLUMN terms.facet IS 'The facet the term belongs to.';
COMMENT ON COLUMN terms.term_id IS 'Opaque id, never reused.';
COMMENT ON COLUMN terms.label IS 'The name to show.';
COMMENT ON COLUMN terms.broader_id IS 'The term above this one; NULL at the top.';
COMMENT ON COLUMN terms.status IS 'active or deprecated.';
COMMENT ON COLUMN terms.replaced_by IS 'For a deprecated term, the one to use instead.';
COMMENT ON COLUMN terms.definition IS 'What the term means, in one line.';
COMMENT ON COLUMN terms.since IS 'The release that brought the term.';

CREATE TABLE term_labels (
    facet VARCHAR NOT NULL, term_id VARCHAR NOT NULL, language VARCHAR NOT NULL, label VARCHAR NOT NULL,
    PRIMARY KEY (term_id, language)
);
COMMENT ON TABLE term_labels IS 'The names of terms in other languages than that of terms.label (labels.csv of each facet); empty if the taxonomy has none.';
COMMENT ON COLUMN term_labels.facet IS 'The facet the term belongs to.';
COMMENT ON COLUMN term_labels.term_id IS 'The term; join with terms.';
COMMENT ON COLUMN term_labels.language IS 'The language, as a BCP 47 tag: es, pt-BR.';
COMMENT ON COLUMN term_labels.label IS 'The name to show to readers of this language; tags that read so count for the term.';

CREATE TABLE term_related (term_id VARCHAR NOT NULL, related_id VARCHAR NOT NULL, PRIMARY KEY (term_id, related_id));
COMMENT ON TABLE term_related IS 'Terms that have to do with each other without one being above the other (related.csv of each facet); each pair both ways.';
COMMENT ON COLUMN term_related.term_id IS 'A term; join with terms.';
COMMENT ON COLUMN term_related.related_id IS 'A related term, of the same facet or another.';

CREATE TABLE term_scope_notes (facet VARCHAR NOT NULL, term_id VARCHAR NOT NULL PRIMARY KEY, note VARCHAR NOT NULL);
COMMENT ON TABLE term_scope_notes IS 'How to use terms (scope_notes.csv of each facet); empty if the taxonomy says nothing of it.';
COMMENT ON COLUMN term_scope_notes.facet IS 'The facet the term belongs to.';
COMMENT ON COLUMN term_scope_notes.term_id IS 'The term; join with terms.';
COMMENT ON COLUMN term_scope_notes.note IS 'What the term is for and what not, in one line.';

CREATE TABLE mappings (
    facet VARCHAR NOT NULL, variant VARCHAR NOT NULL, form VARCHAR NOT NULL, part INTEGER NOT NULL, term_id VARCHAR,
    judgement VARCHAR NOT NULL, basis VARCHAR NOT NULL, confidence DOUBLE, decided_by VARCHAR, decided_on DATE,
    note VARCHAR
);
COMMENT ON TABLE mappings IS 'What people decided about variants (mappings.csv of each facet).';
COMMENT ON COLUMN mappings.facet IS 'The facet.';
COMMENT ON COLUMN mappings.variant IS 'A readable spelling of the variant.';
COMMENT ON COLUMN mappings.form IS 'Its normal form, as in decisions.';
COMMENT ON COLUMN mappings.part IS '1, or the number of the part where the variant is several terms.';
COMMENT ON COLUMN mappings.term_id IS 'The term that the judgement is about; NULL for not_a_tag.';
COMMENT ON COLUMN mappings.judgement IS 'accept, reject, unsure or not_a_tag.';
COMMENT ON COLUMN mappings.basis IS 'Why: label, spelling, inflection, word_order, abbreviation, synonym, translation, split or other.';
COMMENT ON COLUMN mappings.confidence IS 'How sure the person was, 0 to 1.';
COMMENT ON COLUMN mappings.decided_by IS 'Who decided.';
COMMENT ON COLUMN mappings.decided_on IS 'When; NULL where the file says no day.';
COMMENT ON COLUMN mappings.note IS 'Why, if a reader would wonder.';

CREATE TABLE decisions (
    facet VARCHAR NOT NULL, raw VARCHAR NOT NULL, form VARCHAR NOT NULL, part INTEGER NOT NULL,
    outcome VARCHAR NOT NULL, term_id VARCHAR, score DOUBLE, runner_up_id VARCHAR, guard VARCHAR,
    spelling VARCHAR, reason VARCHAR NOT NULL,
    PRIMARY KEY (facet, raw, part)
);
COMMENT ON TABLE decisions IS 'One row per distinct tag of a curated or closed facet (and per part, if it is split): what became of it, and why.';
COMMENT ON COLUMN decisions.facet IS 'The facet.';
COMMENT ON COLUMN decisions.raw IS 'The tag as typed; join with tags on facet and raw.';
COMMENT ON COLUMN decisions.form IS 'Its normal form.';
COMMENT ON COLUMN decisions.part IS '1, or the number of the part if the tag is several terms; with outcome review, if it seems to be.';
COMMENT ON COLUMN decisions.outcome IS 'mapped (a person said so), auto (decided by safe evidence), review (has a candidate), new (has none), not_a_tag.';
COMMENT ON COLUMN decisions.term_id IS 'The term; for review the best candidate.';
COMMENT ON COLUMN decisions.score IS 'How sure, 0 to 1; NULL if there is no candidate.';
COMMENT ON COLUMN decisions.runner_up_id IS 'The second best candidate; for a part of a proposed split, the best one for the whole tag.';
COMMENT ON COLUMN decisions.guard IS 'Why a person must look, however similar the tag is to the candidate; NULL if nothing does.';
COMMENT ON COLUMN decisions.spelling IS 'The known spelling that the decision rests on, or for new the most similar one; NULL if there is none.';
COMMENT ON COLUMN decisions.reason IS 'Why, in words.';

CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY, started_at TIMESTAMPTZ NOT NULL, seconds DOUBLE NOT NULL, tagfold_version VARCHAR NOT NULL,
    sources VARCHAR[] NOT NULL, taxonomy_version VARCHAR NOT NULL, taxonomy_sha256 VARCHAR NOT NULL,
    input_sha256 VARCHAR NOT NULL, parser_sha256 VARCHAR NOT NULL, model_sha256 VARCHAR NOT NULL, encoders VARCHAR,
    content_sha256 VARCHAR NOT NULL,
    reports_read INTEGER NOT NULL, reports_unchanged INTEGER NOT NULL, reports_forgotten INTEGER NOT NULL,
    files_failed INTEGER NOT NULL, uses BIGINT NOT NULL, undecided BIGINT NOT NULL, private_questions INTEGER NOT NULL,
    runs_sha256 VARCHAR NOT NULL
);
COMMENT ON TABLE runs IS 'One row a run that changed this file, the latest last; not part of the content hash.';
COMMENT ON COLUMN runs.run_id IS 'Number of the run, from 1.';
COMMENT ON COLUMN runs.started_at IS 'When it began.';
COMMENT ON COLUMN runs.seconds IS 'How long it took.';
COMMENT ON COLUMN runs.tagfold_version IS 'The version of Tagfold.';
COMMENT ON COLUMN runs.sources IS 'The folders that were read, relative to the folder of this file.';
COMMENT ON COLUMN runs.taxonomy_version IS 'The release of the taxonomy, or working.';
COMMENT ON COLUMN runs.taxonomy_sha256 IS 'SHA-256 over the taxonomy''s CSV files.';
COMMENT ON COLUMN runs.input_sha256 IS 'SHA-256 over all that went in; equal means there is nothing to do.';
COMMENT ON COLUMN runs.parser_sha256 IS 'SHA-256 over the code that reads reports; a new one reads every file again.';
COMMENT ON COLUMN runs.model_sha256 IS 'SHA-256 of the matching model that weighed the evidence.';
COMMENT ON COLUMN runs.encoders IS 'The sentence encoders with their versions and hashes; NULL if none was used.';
COMMENT ON COLUMN runs.content_sha256 IS 'SHA-256 over the rows of all other tables, whatever their order.';
COMMENT ON COLUMN runs.reports_read IS 'Reports that were new or had changed.';
COMMENT ON COLUMN runs.reports_unchanged IS 'Reports taken over from the run before.';
COMMENT ON COLUMN runs.reports_forgotten IS 'Reports of the previous run whose files were deleted.';
COMMENT ON COLUMN runs.files_failed IS 'Files that could not be read; see problems.';
COMMENT ON COLUMN runs.uses IS 'Tags of curated and closed facets after this run.';
COMMENT ON COLUMN runs.undecided IS 'Those of them that nothing has decided (review or new).';
COMMENT ON COLUMN runs.private_questions IS 'Rows of answers.csv: questions whose answers are not kept as typed.';
COMMENT ON COLUMN runs.runs_sha256 IS 'SHA-256 over the rest of this table, first_seen and the names of the views. A file that does not give it and its content_sha256 was changed or damaged, and is made again from the reports.';

CREATE TABLE first_seen (facet VARCHAR NOT NULL, raw VARCHAR NOT NULL, run_id INTEGER NOT NULL, PRIMARY KEY (facet, raw));
COMMENT ON TABLE first_seen IS 'When each distinct tag of a curated or closed facet first came; not part of the content hash.';
COMMENT ON COLUMN first_seen.facet IS 'The facet.';
COMMENT ON COLUMN first_seen.raw IS 'The tag as typed.';
COMMENT ON COLUMN first_seen.run_id IS 'The run that first found it.';
