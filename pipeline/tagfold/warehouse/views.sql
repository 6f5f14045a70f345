-- The analysts' door. Every view and column has a COMMENT: docs/data-dictionary.md is made from them.

CREATE VIEW uses AS
SELECT t.report_id, t.facet, t.position, t.raw, d.part, d.term_id, terms.label, d.outcome, r.year, r.type, r.path, t.line
FROM tags t
JOIN decisions d ON d.facet = t.facet AND d.raw = t.raw AND d.outcome IN ('mapped', 'auto')
LEFT JOIN terms ON terms.term_id = d.term_id  -- each has one; a left join costs nothing where its columns are not asked
LEFT JOIN reports r ON r.report_id = t.report_id;
COMMENT ON VIEW uses IS 'One row per tag and term that it means: every figure starts here and ends at path and line. A report that says a term in two spellings has two uses, so count(DISTINCT report_id) counts reports.';
COMMENT ON COLUMN uses.report_id IS 'The report.';
COMMENT ON COLUMN uses.facet IS 'The facet.';
COMMENT ON COLUMN uses.position IS 'Order of the tag within the report.';
COMMENT ON COLUMN uses.raw IS 'The tag as typed.';
COMMENT ON COLUMN uses.part IS 'Number of the part where the tag is several terms.';
COMMENT ON COLUMN uses.term_id IS 'The term.';
COMMENT ON COLUMN uses.label IS 'Its label.';
COMMENT ON COLUMN uses.outcome IS 'mapped (a person said so) or auto (decided by safe evidence).';
COMMENT ON COLUMN uses.year IS 'Year of the report; NULL if it gives none.';
COMMENT ON COLUMN uses.type IS 'Type of the report.';
COMMENT ON COLUMN uses.path IS 'The file.';
COMMENT ON COLUMN uses.line IS 'The line in it.';

CREATE VIEW tag_terms AS
SELECT t.report_id, t.facet, t.position, t.raw, d.part, d.outcome,
    CASE WHEN d.outcome IN ('mapped', 'auto') THEN d.term_id END AS term_id,
    CASE WHEN d.outcome IN ('mapped', 'auto') THEN terms.label END AS label,
    CASE WHEN d.outcome = 'review' THEN d.term_id END AS candidate_id,
    CASE WHEN d.outcome = 'review' THEN terms.label END AS candidate, d.score, r.path, t.line
FROM tags t
JOIN decisions d ON d.facet = t.facet AND d.raw = t.raw
JOIN reports r ON r.report_id = t.report_id
LEFT JOIN terms ON terms.term_id = d.term_id;
COMMENT ON VIEW tag_terms IS 'Every tag of a curated or closed facet with its outcome, decided or not; uses has the decided ones alone.';
COMMENT ON COLUMN tag_terms.report_id IS 'The report.';
COMMENT ON COLUMN tag_terms.facet IS 'The facet.';
COMMENT ON COLUMN tag_terms.position IS 'Order of the tag within the report.';
COMMENT ON COLUMN tag_terms.raw IS 'The tag as typed.';
COMMENT ON COLUMN tag_terms.part IS 'Number of the part where the tag is several terms.';
COMMENT ON COLUMN tag_terms.outcome IS 'mapped, auto, review, new or not_a_tag.';
COMMENT ON COLUMN tag_terms.term_id IS 'The term; NULL while nothing is decided.';
COMMENT ON COLUMN tag_terms.label IS 'Its label.';
COMMENT ON COLUMN tag_terms.candidate_id IS 'For review, the term that the tag may mean.';
COMMENT ON COLUMN tag_terms.candidate IS 'Its label.';
COMMENT ON COLUMN tag_terms.score IS 'How sure, 0 to 1.';
COMMENT ON COLUMN tag_terms.path IS 'The file.';
COMMENT ON COLUMN tag_terms.line IS 'The line in it.';

CREATE VIEW term_paths AS
WITH RECURSIVE above AS (
    SELECT facet, term_id, term_id AS broader_id, 0 AS steps FROM terms
    UNION ALL
    SELECT above.facet, above.term_id, parent.broader_id, above.steps + 1
    FROM above
    JOIN terms parent ON parent.term_id = above.broader_id
    WHERE parent.broader_id IS NOT NULL AND above.steps < 20
)
SELECT above.facet, above.term_id, t.label, above.broader_id, b.label AS broader_label, above.steps
FROM above
JOIN terms t ON t.term_id = above.term_id
JOIN terms b ON b.term_id = above.broader_id;
COMMENT ON VIEW term_paths IS 'Each term with itself and every term above it, so that "interviews" can include in-depth interviews: join with uses on term_id and count by broader_label.';
COMMENT ON COLUMN term_paths.facet IS 'The facet.';
COMMENT ON COLUMN term_paths.term_id IS 'The term.';
COMMENT ON COLUMN term_paths.label IS 'Its label.';
COMMENT ON COLUMN term_paths.broader_id IS 'The term itself or one above it.';
COMMENT ON COLUMN term_paths.broader_label IS 'Its label.';
COMMENT ON COLUMN term_paths.steps IS 'How many steps above; 0 is the term itself.';

CREATE VIEW report_countries AS
WITH regions AS (
    SELECT term_id, arg_max(broader_label, steps) AS region,
        coalesce(any_value(broader_label) FILTER (steps = 1), any_value(label)) AS subregion
    FROM term_paths WHERE facet = 'country' GROUP BY term_id
)
SELECT r.report_id, CASE WHEN u.term_id LIKE 'iso-%' THEN substr(u.term_id, 5) END AS iso3,
    coalesce(u.label, 'not given') AS country, coalesce(regions.region, 'not given') AS region,
    coalesce(regions.subregion, 'not given') AS subregion
FROM reports r
LEFT JOIN (SELECT DISTINCT report_id, term_id, label FROM uses WHERE facet = 'country') u USING (report_id)
LEFT JOIN regions ON regions.term_id = u.term_id;
COMMENT ON VIEW report_countries IS 'One row per report and country that it is about, each once; a report about three countries has three rows, one about none has a row that says so.';
COMMENT ON COLUMN report_countries.report_id IS 'The report.';
COMMENT ON COLUMN report_countries.iso3 IS 'ISO 3166-1 alpha-3 code; NULL for global, for a region and for not given.';
COMMENT ON COLUMN report_countries.country IS 'Name of the country; global for work that belongs to none; not given where the report names none that is known.';
COMMENT ON COLUMN report_countries.region IS 'Region of the United Nations standard M49: Africa, Americas, Asia, Europe, Oceania; else global or not given.';
COMMENT ON COLUMN report_countries.subregion IS 'The smallest region of M49 that the country is in, such as Eastern Africa.';

CREATE VIEW term_uses AS
WITH had AS (SELECT DISTINCT term_id, report_id FROM uses),
used AS (
    SELECT term_id, count(*) AS reports, min(year) AS first_year, max(year) AS last_year
    FROM had JOIN reports USING (report_id) GROUP BY term_id
),
spelled AS (
    SELECT term_id, sum(tags)::BIGINT AS uses, count(DISTINCT raw) AS spellings
    FROM (SELECT facet, raw, count(*) AS tags FROM tags GROUP BY ALL) JOIN decisions USING (facet, raw)
    WHERE outcome IN ('mapped', 'auto') GROUP BY term_id
),
places AS (
    SELECT term_id, count(DISTINCT iso3) AS countries FROM had JOIN report_countries USING (report_id) GROUP BY term_id
),
authors AS (
    SELECT term_id, count(DISTINCT raw) AS people
    FROM had
    JOIN (SELECT DISTINCT report_id, raw FROM tags JOIN facets USING (facet) WHERE kind = 'private') USING (report_id)
    GROUP BY term_id
)
SELECT terms.facet, terms.term_id, terms.label, coalesce(reports, 0) AS reports, coalesce(uses, 0) AS uses,
    coalesce(spellings, 0) AS spellings, coalesce(countries, 0) AS countries, coalesce(people, 0) AS people,
    first_year, last_year
FROM terms
LEFT JOIN used USING (term_id)
LEFT JOIN spelled USING (term_id)
LEFT JOIN places USING (term_id)
LEFT JOIN authors USING (term_id);
COMMENT ON VIEW term_uses IS 'How often each term is used, terms without uses included.';
COMMENT ON COLUMN term_uses.facet IS 'The facet.';
COMMENT ON COLUMN term_uses.term_id IS 'The term.';
COMMENT ON COLUMN term_uses.label IS 'Its label.';
COMMENT ON COLUMN term_uses.reports IS 'Reports that have the term, each once.';
COMMENT ON COLUMN term_uses.uses IS 'Tags that mean the term (mapped or auto).';
COMMENT ON COLUMN term_uses.spellings IS 'Distinct spellings among them.';
COMMENT ON COLUMN term_uses.countries IS 'Countries that those reports are about.';
COMMENT ON COLUMN term_uses.people IS 'People who wrote those reports (pseudonyms of the private facets).';
COMMENT ON COLUMN term_uses.first_year IS 'Year of the first of those reports; NULL if none gives a year.';
COMMENT ON COLUMN term_uses.last_year IS 'Year of the latest: WHERE last_year < 2024 finds terms that fell out of use.';

CREATE VIEW term_by_year AS
WITH had AS (SELECT facet, year, count(DISTINCT report_id) AS of_reports FROM uses GROUP BY ALL)
SELECT u.facet, u.term_id, u.label, u.year, count(DISTINCT u.report_id) AS reports, count(*) AS uses,
    any_value(had.of_reports) AS of_reports, count(DISTINCT u.report_id) / any_value(had.of_reports) AS share
FROM uses u
JOIN had ON had.facet = u.facet AND had.year IS NOT DISTINCT FROM u.year
GROUP BY u.facet, u.term_id, u.label, u.year;
COMMENT ON VIEW term_by_year IS 'Reports with each term by year, and their share of the reports that could have it.';
COMMENT ON COLUMN term_by_year.facet IS 'The facet.';
COMMENT ON COLUMN term_by_year.term_id IS 'The term.';
COMMENT ON COLUMN term_by_year.label IS 'Its label.';
COMMENT ON COLUMN term_by_year.year IS 'Year of the report; NULL if it gives none.';
COMMENT ON COLUMN term_by_year.reports IS 'Reports that have the term, each once.';
COMMENT ON COLUMN term_by_year.uses IS 'Tags that mean the term.';
COMMENT ON COLUMN term_by_year.of_reports IS 'Reports of that year with any term of the facet.';
COMMENT ON COLUMN term_by_year.share IS 'reports of of_reports, 0 to 1.';

CREATE VIEW term_by_country AS
WITH placed AS (
    SELECT u.facet, u.term_id, c.iso3, c.country, c.region, c.subregion, u.report_id
    FROM uses u JOIN report_countries c USING (report_id) WHERE u.facet <> 'country'
),
had AS (SELECT facet, country, count(DISTINCT report_id) AS of_reports FROM placed GROUP BY ALL)
SELECT p.facet, p.term_id, any_value(terms.label) AS label, p.iso3, p.country, p.region, p.subregion,
    count(DISTINCT p.report_id) AS reports, any_value(had.of_reports) AS of_reports,
    count(DISTINCT p.report_id) / any_value(had.of_reports) AS share
FROM placed p
JOIN had USING (facet, country)
JOIN terms ON terms.term_id = p.term_id
GROUP BY p.facet, p.term_id, p.iso3, p.country, p.region, p.subregion;
COMMENT ON VIEW term_by_country IS 'Reports with each term by country. A report about three countries counts once for each; global work and reports without a country have rows of their own.';
COMMENT ON COLUMN term_by_country.facet IS 'The facet.';
COMMENT ON COLUMN term_by_country.term_id IS 'The term.';
COMMENT ON COLUMN term_by_country.label IS 'Its label.';
COMMENT ON COLUMN term_by_country.iso3 IS 'ISO 3166-1 alpha-3 code of the country; NULL for global and not given.';
COMMENT ON COLUMN term_by_country.country IS 'Its name, or global, or not given.';
COMMENT ON COLUMN term_by_country.region IS 'Its region of the standard M49; to count a region, count its reports in report_countries, for a report may be about two of its countries.';
COMMENT ON COLUMN term_by_country.subregion IS 'Its smallest region of the standard M49.';
COMMENT ON COLUMN term_by_country.reports IS 'Reports about the country that have the term.';
COMMENT ON COLUMN term_by_country.of_reports IS 'Reports about the country with any term of the facet.';
COMMENT ON COLUMN term_by_country.share IS 'reports of of_reports, 0 to 1.';

CREATE VIEW term_pairs AS
WITH used AS (SELECT DISTINCT report_id, facet, term_id, label FROM uses),
has AS (SELECT DISTINCT report_id, facet FROM used),
both_facets AS (
    SELECT a.facet, b.facet AS other_facet, count(*) AS of_reports
    FROM has a JOIN has b USING (report_id) GROUP BY ALL
),
alone AS (
    SELECT u.term_id, h.facet AS other_facet, count(*) AS reports
    FROM used u JOIN has h USING (report_id) GROUP BY ALL
),
pairs AS (
    SELECT a.facet, a.term_id, a.label, b.facet AS other_facet, b.term_id AS other_id, b.label AS other_label,
        count(*) AS reports
    FROM used a JOIN used b ON a.report_id = b.report_id AND a.term_id <> b.term_id
    GROUP BY ALL
)
SELECT p.facet, p.term_id, p.label, p.other_facet, p.other_id, p.other_label, p.reports,
    p.reports / one.reports AS share, p.reports / other.reports AS other_share,
    p.reports * f.of_reports / (one.reports * other.reports) AS lift
FROM pairs p
JOIN both_facets f ON f.facet = p.facet AND f.other_facet = p.other_facet
JOIN alone one ON one.term_id = p.term_id AND one.other_facet = p.other_facet
JOIN alone other ON other.term_id = p.other_id AND other.other_facet = p.facet;
COMMENT ON VIEW term_pairs IS 'Terms that are used together in a report, each pair in both directions: filter by label and other_facet.';
COMMENT ON COLUMN term_pairs.facet IS 'Facet of the one term.';
COMMENT ON COLUMN term_pairs.term_id IS 'The one term.';
COMMENT ON COLUMN term_pairs.label IS 'Its label.';
COMMENT ON COLUMN term_pairs.other_facet IS 'Facet of the other.';
COMMENT ON COLUMN term_pairs.other_id IS 'The other term.';
COMMENT ON COLUMN term_pairs.other_label IS 'Its label.';
COMMENT ON COLUMN term_pairs.reports IS 'Reports that have both.';
COMMENT ON COLUMN term_pairs.share IS 'Of the reports with the one term and any term of the other facet, the share that has the other term, 0 to 1.';
COMMENT ON COLUMN term_pairs.other_share IS 'The same the other way round: of the reports with the other term and any term of the facet of the one, the share that has the one.';
COMMENT ON COLUMN term_pairs.lift IS 'How many times as many reports have both as would by chance, among the reports that have both facets; 1 is chance.';

CREATE VIEW spellings AS
WITH counted AS (SELECT facet, raw, count(DISTINCT report_id) AS reports, count(*) AS uses FROM tags GROUP BY ALL),
means AS (
    SELECT d.facet, d.raw, any_value(d.outcome) AS outcome, string_agg(DISTINCT terms.label, ' + ' ORDER BY terms.label)
            FILTER (d.outcome IN ('mapped', 'auto')) AS label
    FROM decisions d LEFT JOIN terms USING (facet, term_id) GROUP BY ALL
)
SELECT m.facet, m.raw, m.outcome, f.run_id AS first_run, m.label, c.reports, c.uses
FROM means m
JOIN counted c USING (facet, raw)
JOIN first_seen f USING (facet, raw);
COMMENT ON VIEW spellings IS 'Before and after: each tag as typed, and the term that it counts for.';
COMMENT ON COLUMN spellings.facet IS 'The facet.';
COMMENT ON COLUMN spellings.raw IS 'The tag as typed.';
COMMENT ON COLUMN spellings.outcome IS 'mapped, auto, review, new or not_a_tag.';
COMMENT ON COLUMN spellings.first_run IS 'The run that first found it (runs.run_id).';
COMMENT ON COLUMN spellings.label IS 'The term, or the terms that the tag is split into; NULL where nothing is decided.';
COMMENT ON COLUMN spellings.reports IS 'Reports with this spelling.';
COMMENT ON COLUMN spellings.uses IS 'Tags with this spelling.';

CREATE VIEW questions AS
SELECT a.question_id, coalesce(any_value(terms.label), min(a.question)) AS question, count(DISTINCT a.question) AS wordings,
    count(DISTINCT a.report_id) AS reports, count(*) AS asked, count(*) FILTER (a.answered) AS answered,
    count(DISTINCT a.report_id) FILTER (a.answered) AS reports_answering
FROM answers a
LEFT JOIN (SELECT DISTINCT report_id, question_id FROM answers WHERE group_no IS NOT NULL) blocks
    ON blocks.report_id = a.report_id AND blocks.question_id = a.question_id
LEFT JOIN terms ON terms.facet = 'questions' AND terms.term_id = a.question_id
WHERE a.group_no IS NOT NULL OR blocks.report_id IS NULL  -- what heads its own block asks nothing by itself
GROUP BY a.question_id;
COMMENT ON VIEW questions IS 'Each question of the forms, whatever its wording: how often asked and answered.';
COMMENT ON COLUMN questions.question_id IS 'The question.';
COMMENT ON COLUMN questions.question IS 'Its label, or a wording where the taxonomy does not list it.';
COMMENT ON COLUMN questions.wordings IS 'Distinct wordings.';
COMMENT ON COLUMN questions.reports IS 'Reports that ask it.';
COMMENT ON COLUMN questions.asked IS 'How often it is asked: more often than reports where a block is repeated.';
COMMENT ON COLUMN questions.answered IS 'How often with an answer.';
COMMENT ON COLUMN questions.reports_answering IS 'Reports with at least one answer to it.';

-- As typed in any case, else by letters alone: rain water for rain-water, but not C++ for C if both are there. In macros, no
-- WITH, which DuckDB 1.4 loses where they are stored, and no window over all rows, in which it fails now and then.
CREATE MACRO terms_named(term) AS TABLE
SELECT DISTINCT terms.facet, terms.term_id, terms.label
FROM (
    SELECT unnest(CASE WHEN bool_or(exactly) THEN list(term_id) FILTER (exactly) ELSE list(term_id) END) AS term_id
    FROM (
        SELECT term_id, lower(spelling) = lower(term) AS exactly
        FROM (
            SELECT term_id, label AS spelling FROM terms UNION ALL SELECT term_id, term_id FROM terms UNION ALL
            SELECT term_id, label FROM term_labels UNION ALL
            SELECT any_value(term_id), variant FROM mappings WHERE judgement = 'accept'
            GROUP BY facet, variant HAVING max(part) = 1
        )
        WHERE lower(spelling) = lower(term) OR (term SIMILAR TO '.*[\p{L}\p{N}].*'
            AND regexp_replace(lower(strip_accents(spelling)), '[^\p{L}\p{N}]+', '', 'g')
                = regexp_replace(lower(strip_accents(term)), '[^\p{L}\p{N}]+', '', 'g'))
    )
) named
JOIN terms USING (term_id)
WHERE status = 'active';
COMMENT ON MACRO TABLE terms_named IS 'The terms of every facet that people call so: by label in any language, id or accepted spelling, in any case; if there is none, without regard to accents, spaces and marks.';

CREATE MACRO uses_of(term) AS TABLE
SELECT u.*, named.label AS counted_for
FROM terms_named(term) named
JOIN term_paths p ON p.facet = named.facet AND p.broader_id = named.term_id
JOIN uses u ON u.facet = p.facet AND u.term_id = p.term_id;
COMMENT ON MACRO TABLE uses_of IS 'The uses of a term and of every narrower one.';

CREATE MACRO count_of(term) AS TABLE
SELECT u.facet, u.counted_for AS label, count(DISTINCT u.report_id) AS reports, count(*) AS uses,
    count(DISTINCT u.term_id) AS terms, count(DISTINCT u.raw) AS spellings
FROM uses_of(term) u GROUP BY u.facet, u.counted_for ORDER BY reports DESC, u.facet;
COMMENT ON MACRO TABLE count_of IS 'In how many reports a term is, everything narrower included; a row for each facet that has it.';

CREATE MACRO trend(term) AS TABLE
SELECT u.facet, u.counted_for AS label, u.year, count(DISTINCT u.report_id) AS reports, any_value(had.of_reports) AS of_reports,
    count(DISTINCT u.report_id) / any_value(had.of_reports) AS share
FROM uses_of(term) u
JOIN (
    SELECT facet, year, count(DISTINCT report_id) AS of_reports FROM uses
    WHERE facet IN (SELECT facet FROM terms_named(term)) GROUP BY ALL
) had ON had.facet = u.facet AND had.year = u.year
GROUP BY u.facet, u.counted_for, u.year ORDER BY u.facet, u.year;
COMMENT ON MACRO TABLE trend IS 'Reports with a term, everything narrower included, by year: their number, and their share of the reports with any term of the facet.';

CREATE MACRO goes_with(term, in_facet) AS TABLE
SELECT p.label, p.facet, p.other_label, p.reports, p.share, p.other_share, p.lift
FROM term_pairs p JOIN terms_named(term) named USING (facet, term_id)
WHERE p.other_facet = in_facet ORDER BY p.reports DESC, p.lift DESC, p.other_label;
COMMENT ON MACRO TABLE goes_with IS 'The terms of a facet that are used in the same reports as a term, the most frequent first.';

CREATE MACRO trace(term) AS TABLE
SELECT u.path, u.line, u.raw, u.label, u.facet, u.outcome FROM uses_of(term) u ORDER BY u.path, u.line;
COMMENT ON MACRO TABLE trace IS 'Where a term, or a narrower one, is used: file and line.';

CREATE MACRO answers_to(asked, in_country := NULL) AS TABLE
SELECT c.country, r.year, a.answer, r.path, a.line
FROM answers a
JOIN reports r USING (report_id)
JOIN (
    SELECT report_id, string_agg(country, ', ' ORDER BY country) AS country FROM report_countries GROUP BY report_id
    HAVING in_country IS NULL OR bool_or(lower(country) = lower(in_country) OR coalesce(iso3 = upper(in_country), false))
) c USING (report_id)
WHERE a.answered AND a.answer IS NOT NULL AND (a.question_id = asked OR lower(a.question) = lower(asked)
    OR a.question_id IN (SELECT term_id FROM terms_named(asked) WHERE facet = 'questions'))
ORDER BY c.country, r.path, a.line;
COMMENT ON MACRO TABLE answers_to IS 'The answers to a question, one row each, in whatever wording it was asked; with a second argument those about one country (name or ISO code).';

CREATE MACRO mentions(words) AS TABLE
SELECT r.report_id, r.path, t.line, t.text
FROM (
    SELECT report_id, line, text FROM passages UNION ALL SELECT report_id, line, answer FROM answers
    UNION ALL SELECT report_id, 1, title FROM reports UNION ALL SELECT report_id, 1, summary FROM reports
) t
JOIN reports r USING (report_id)
WHERE contains(lower(t.text), lower(words))
ORDER BY r.path, t.line;
COMMENT ON MACRO TABLE mentions IS 'Where titles, summaries, answers and running text hold some words, in any case: file and line.';

-- Words with one space around each, so that "AI" is not found in "said".
CREATE MACRO mentioned_not_tagged(term) AS TABLE
SELECT r.path, min(t.line) AS line, count(DISTINCT t.line) AS places,
    string_agg(DISTINCT trim(n.words), ', ' ORDER BY trim(n.words)) AS words
FROM (
    SELECT report_id, line, regexp_replace(lower(' ' || text || ' '), '[^\pL\pM\pN]+', ' ', 'g') AS words
    FROM (SELECT report_id, line, text FROM passages UNION ALL SELECT report_id, line, answer FROM answers)
) t
JOIN (
    SELECT DISTINCT regexp_replace(lower(' ' || name || ' '), '[^\pL\pM\pN]+', ' ', 'g') AS words
    FROM (
        SELECT label AS name FROM terms_named(term)
        UNION ALL SELECT l.label FROM term_labels l JOIN terms_named(term) USING (facet, term_id)
        UNION ALL SELECT m.variant FROM mappings m JOIN terms_named(term) USING (facet, term_id)
        WHERE m.judgement = 'accept' AND (m.facet, m.variant) NOT IN (SELECT (facet, variant) FROM mappings WHERE part > 1)
    )
) n ON contains(t.words, n.words)
JOIN reports r USING (report_id)
WHERE t.report_id NOT IN (SELECT report_id FROM uses_of(term))
GROUP BY r.path ORDER BY places DESC, r.path;
COMMENT ON MACRO TABLE mentioned_not_tagged IS 'Reports whose running text or answers have a name of a term (label or accepted spelling, as whole words), but which are tagged neither with it nor with a narrower one.';

CREATE VIEW coverage AS
WITH counted AS (SELECT facet, raw, count(*) AS n FROM tags GROUP BY ALL)
SELECT c.facet, f.kind, sum(n)::BIGINT AS uses, count(*) AS spellings,
    coalesce(sum(n) FILTER (d.outcome = 'mapped'), 0)::BIGINT AS mapped,
    coalesce(sum(n) FILTER (d.outcome = 'auto'), 0)::BIGINT AS auto,
    coalesce(sum(n) FILTER (d.outcome = 'review'), 0)::BIGINT AS review,
    coalesce(sum(n) FILTER (d.outcome = 'new'), 0)::BIGINT AS new,
    coalesce(sum(n) FILTER (d.outcome = 'not_a_tag'), 0)::BIGINT AS not_a_tag
FROM counted c
LEFT JOIN facets f USING (facet)
LEFT JOIN (SELECT facet, raw, outcome FROM decisions WHERE part = 1) d USING (facet, raw)
GROUP BY ALL;
COMMENT ON VIEW coverage IS 'How much of each facet is decided. For curated and closed facets the outcomes add up to uses.';
COMMENT ON COLUMN coverage.facet IS 'The facet.';
COMMENT ON COLUMN coverage.kind IS 'curated, closed, structural or private; NULL for a facet that the taxonomy does not know.';
COMMENT ON COLUMN coverage.uses IS 'Tags of the facet.';
COMMENT ON COLUMN coverage.spellings IS 'Distinct spellings.';
COMMENT ON COLUMN coverage.mapped IS 'Uses that a person decided.';
COMMENT ON COLUMN coverage.auto IS 'Uses that safe evidence decided.';
COMMENT ON COLUMN coverage.review IS 'Uses with a candidate that a person should look at.';
COMMENT ON COLUMN coverage.new IS 'Uses without a candidate.';
COMMENT ON COLUMN coverage.not_a_tag IS 'Uses of tags that name nothing.';

CREATE VIEW review_queue AS
SELECT d.facet, d.raw, d.outcome, d.term_id, terms.label, d.score, d.reason, count(*) AS uses,
    count(DISTINCT t.report_id) AS reports
FROM decisions d
JOIN tags t ON t.facet = d.facet AND t.raw = d.raw
LEFT JOIN terms ON terms.term_id = d.term_id
WHERE d.outcome IN ('review', 'new') AND d.part = 1
GROUP BY ALL
ORDER BY uses DESC, d.facet, d.raw;
COMMENT ON VIEW review_queue IS 'What is left for a person to decide, one row per tag, the most used first.';
COMMENT ON COLUMN review_queue.facet IS 'The facet.';
COMMENT ON COLUMN review_queue.raw IS 'The tag as typed.';
COMMENT ON COLUMN review_queue.outcome IS 'review or new.';
COMMENT ON COLUMN review_queue.term_id IS 'The best candidate; of a tag that seems glued, the one of its first part (decisions has all).';
COMMENT ON COLUMN review_queue.label IS 'Its label.';
COMMENT ON COLUMN review_queue.score IS 'How sure, 0 to 1.';
COMMENT ON COLUMN review_queue.reason IS 'Why, in words; names all parts of a tag that seems glued.';
COMMENT ON COLUMN review_queue.uses IS 'Uses that the decision would count.';
COMMENT ON COLUMN review_queue.reports IS 'Reports that have them.';

CREATE VIEW dictionary AS
SELECT table_name, NULL AS column_name, NULL AS data_type, comment FROM duckdb_tables()
WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT view_name, NULL, NULL, comment FROM duckdb_views()
WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT table_name, column_name, data_type, comment FROM duckdb_columns()
WHERE database_name = current_database() AND NOT internal
UNION ALL
SELECT function_name, NULL, 'macro(' || array_to_string(parameters, ', ') || ')', comment FROM duckdb_functions()
WHERE database_name = current_database() AND NOT internal AND function_type = 'table_macro';
COMMENT ON VIEW dictionary IS 'What every table, view, column and macro means; column_name is NULL for the table itself.';
COMMENT ON COLUMN dictionary.table_name IS 'Table, view or macro.';
COMMENT ON COLUMN dictionary.column_name IS 'Column.';
COMMENT ON COLUMN dictionary.data_type IS 'Its type.';
COMMENT ON COLUMN dictionary.comment IS 'Its meaning.';
