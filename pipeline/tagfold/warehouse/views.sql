-- The analysts' door. Every view and column has a COMMENT: docs/data-dictionary.md is made from them.

CREATE VIEW tag_terms AS
SELECT t.report_id, t.facet, t.position, t.raw, d.part, d.term_id, terms.label, d.outcome, d.score, r.path, t.line
FROM tags t
JOIN decisions d ON d.facet = t.facet AND d.raw = t.raw
JOIN reports r ON r.report_id = t.report_id
LEFT JOIN terms ON terms.term_id = d.term_id;
COMMENT ON VIEW tag_terms IS 'One row a use of a tag and term: every figure starts here and ends at path and line. Count outcomes mapped and auto; for review the term is only a candidate.';
COMMENT ON COLUMN tag_terms.report_id IS 'The report.';
COMMENT ON COLUMN tag_terms.facet IS 'The facet.';
COMMENT ON COLUMN tag_terms.position IS 'Order of the tag within the report.';
COMMENT ON COLUMN tag_terms.raw IS 'The tag as typed.';
COMMENT ON COLUMN tag_terms.part IS 'Number of the part where the tag is several terms.';
COMMENT ON COLUMN tag_terms.term_id IS 'The term; for review the best candidate; NULL for new and not_a_tag.';
COMMENT ON COLUMN tag_terms.label IS 'Its label.';
COMMENT ON COLUMN tag_terms.outcome IS 'mapped, auto, review, new or not_a_tag.';
COMMENT ON COLUMN tag_terms.score IS 'How sure, 0 to 1.';
COMMENT ON COLUMN tag_terms.path IS 'The file.';
COMMENT ON COLUMN tag_terms.line IS 'The line in it.';

CREATE VIEW term_uses AS
SELECT terms.facet, terms.term_id, terms.label, count(u.report_id) AS uses, count(DISTINCT u.report_id) AS reports,
    count(DISTINCT u.raw) AS spellings
FROM terms
LEFT JOIN tag_terms u ON u.term_id = terms.term_id AND u.outcome IN ('mapped', 'auto')
GROUP BY ALL;
COMMENT ON VIEW term_uses IS 'How often each term is used, terms without uses included.';
COMMENT ON COLUMN term_uses.facet IS 'The facet.';
COMMENT ON COLUMN term_uses.term_id IS 'The term.';
COMMENT ON COLUMN term_uses.label IS 'Its label.';
COMMENT ON COLUMN term_uses.uses IS 'Tags that mean the term (mapped or auto).';
COMMENT ON COLUMN term_uses.reports IS 'Reports with at least one of them.';
COMMENT ON COLUMN term_uses.spellings IS 'Distinct spellings among them.';

CREATE VIEW term_by_year AS
SELECT u.facet, u.term_id, u.label, r.year, count(*) AS uses, count(DISTINCT u.report_id) AS reports
FROM tag_terms u
JOIN reports r USING (report_id)
WHERE u.outcome IN ('mapped', 'auto')
GROUP BY ALL;
COMMENT ON VIEW term_by_year IS 'Uses of each term by year of the report.';
COMMENT ON COLUMN term_by_year.facet IS 'The facet.';
COMMENT ON COLUMN term_by_year.term_id IS 'The term.';
COMMENT ON COLUMN term_by_year.label IS 'Its label.';
COMMENT ON COLUMN term_by_year.year IS 'Year of the report; NULL if it gives none.';
COMMENT ON COLUMN term_by_year.uses IS 'Tags that mean the term.';
COMMENT ON COLUMN term_by_year.reports IS 'Reports with at least one of them.';

CREATE VIEW term_by_country AS
SELECT u.facet, u.term_id, u.label, p.iso3, c.label AS country, count(DISTINCT u.report_id) AS reports
FROM tag_terms u
JOIN (SELECT DISTINCT report_id, iso3 FROM places WHERE iso3 IS NOT NULL) p USING (report_id)
LEFT JOIN terms c ON c.facet = 'country' AND c.term_id = 'iso-' || p.iso3
WHERE u.outcome IN ('mapped', 'auto') AND u.facet <> 'country'
GROUP BY ALL;
COMMENT ON VIEW term_by_country IS 'Reports with each term by country. A report about three countries counts once for each.';
COMMENT ON COLUMN term_by_country.facet IS 'The facet.';
COMMENT ON COLUMN term_by_country.term_id IS 'The term.';
COMMENT ON COLUMN term_by_country.label IS 'Its label.';
COMMENT ON COLUMN term_by_country.iso3 IS 'ISO 3166-1 alpha-3 code of the country.';
COMMENT ON COLUMN term_by_country.country IS 'Its name.';
COMMENT ON COLUMN term_by_country.reports IS 'Reports about the country with the term.';

CREATE VIEW term_pairs AS
WITH used AS (SELECT DISTINCT report_id, facet, term_id, label FROM tag_terms WHERE outcome IN ('mapped', 'auto'))
SELECT a.facet, a.term_id, a.label, b.facet AS other_facet, b.term_id AS other_id, b.label AS other_label,
    count(*) AS reports
FROM used a
JOIN used b ON a.report_id = b.report_id AND a.term_id < b.term_id
GROUP BY ALL;
COMMENT ON VIEW term_pairs IS 'Terms that are used together in a report; each pair once.';
COMMENT ON COLUMN term_pairs.facet IS 'Facet of the one term.';
COMMENT ON COLUMN term_pairs.term_id IS 'The one term.';
COMMENT ON COLUMN term_pairs.label IS 'Its label.';
COMMENT ON COLUMN term_pairs.other_facet IS 'Facet of the other.';
COMMENT ON COLUMN term_pairs.other_id IS 'The other term; its id is the greater one.';
COMMENT ON COLUMN term_pairs.other_label IS 'Its label.';
COMMENT ON COLUMN term_pairs.reports IS 'Reports that have both.';

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
COMMENT ON VIEW term_paths IS 'Each term with itself and every term above it, so that "interviews" can include in-depth interviews: join term_paths.term_id with tag_terms.term_id and count by broader_label.';
COMMENT ON COLUMN term_paths.facet IS 'The facet.';
COMMENT ON COLUMN term_paths.term_id IS 'The term.';
COMMENT ON COLUMN term_paths.label IS 'Its label.';
COMMENT ON COLUMN term_paths.broader_id IS 'The term itself or one above it.';
COMMENT ON COLUMN term_paths.broader_label IS 'Its label.';
COMMENT ON COLUMN term_paths.steps IS 'How many steps above; 0 is the term itself.';

CREATE VIEW coverage AS
SELECT t.facet, f.kind, count(DISTINCT (t.report_id, t.position)) AS uses, count(DISTINCT t.raw) AS spellings,
    count(DISTINCT (t.report_id, t.position)) FILTER (d.outcome = 'mapped') AS mapped,
    count(DISTINCT (t.report_id, t.position)) FILTER (d.outcome = 'auto') AS auto,
    count(DISTINCT (t.report_id, t.position)) FILTER (d.outcome = 'review') AS review,
    count(DISTINCT (t.report_id, t.position)) FILTER (d.outcome = 'new') AS new,
    count(DISTINCT (t.report_id, t.position)) FILTER (d.outcome = 'not_a_tag') AS not_a_tag
FROM tags t
LEFT JOIN facets f USING (facet)
LEFT JOIN (SELECT DISTINCT facet, raw, outcome FROM decisions WHERE part = 1) d USING (facet, raw)
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
WHERE database_name = current_database() AND NOT internal;
COMMENT ON VIEW dictionary IS 'What every table, view and column means; column_name is NULL for the table itself.';
COMMENT ON COLUMN dictionary.table_name IS 'Table or view.';
COMMENT ON COLUMN dictionary.column_name IS 'Column.';
COMMENT ON COLUMN dictionary.data_type IS 'Its type.';
COMMENT ON COLUMN dictionary.comment IS 'Its meaning.';
