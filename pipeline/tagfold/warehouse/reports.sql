-- What is known of reports once the tags are decided, and once all of them are there.

UPDATE reports SET type = coalesce(kinds.label, type_raw)
FROM (
    SELECT r.report_id, first(terms.label ORDER BY t.position) AS label
    FROM reports r SEMI JOIN fresh USING (report_id)
    LEFT JOIN tags t ON t.report_id = r.report_id AND t.facet = 'type' AND lower(trim(t.raw)) = r.type_raw
    LEFT JOIN decisions d ON d.facet = t.facet AND d.raw = t.raw AND d.part = 1 AND d.outcome IN ('mapped', 'auto')
    LEFT JOIN terms ON terms.term_id = d.term_id
    GROUP BY r.report_id
) kinds
WHERE kinds.report_id = reports.report_id;

-- Files are compared with those that came or went; in a database that is amended, some have been compared before.
UPDATE reports SET same_as = NULL WHERE same_as IS NOT NULL AND sha256 IN (FROM touched);
DELETE FROM problems WHERE code = 'same-file' AND path IN (SELECT path FROM reports WHERE sha256 IN (FROM touched));

UPDATE reports SET same_as = twins.first_id
FROM (
    SELECT sha256, first(report_id ORDER BY path, report_id) AS first_id
    FROM reports WHERE sha256 IN (FROM touched) GROUP BY sha256 HAVING count(*) > 1
) twins
WHERE twins.sha256 = reports.sha256 AND twins.first_id <> reports.report_id;

INSERT INTO problems
SELECT r.path, NULL, 'same-file', 'the file is the same, byte for byte, as ' || first.path || ', and counts a second time',
    'delete one of the two'
FROM reports r JOIN reports first ON first.report_id = r.same_as WHERE r.sha256 IN (FROM touched);
