-- From the questions as `fresh` reports `asked` them, and the terms of their `wordings`, to `answers` and `choices`.
-- What all reports together say of a question counts the answers too that are there already.

CREATE TEMP MACRO is_rare(report_id) AS count(DISTINCT report_id) < 3;
-- a sentence that every report has below a question is part of the form
CREATE TEMP MACRO is_printed(answer) AS count(DISTINCT answer) = 1 AND count(answer) >= 20 AND min(len(answer)) > 40;

CREATE TEMP TABLE identified AS
SELECT asked.*, q.term_id AS question_id, s.term_id AS section_id
FROM asked
JOIN wordings q ON q.facet = 'questions' AND q.wording = asked.question
LEFT JOIN wordings s ON s.facet = 'sections' AND s.wording = asked.section;

-- What an author typed with `>` before it, straight below an empty question, is its answer and no question.
CREATE TEMP TABLE quoted AS
WITH rare AS (
    SELECT question_id
    FROM (SELECT question_id, report_id FROM identified UNION ALL SELECT question_id, report_id FROM answers)
    GROUP BY ALL HAVING is_rare(report_id)
),
followed AS (
    SELECT report_id, position, line, question, question_id, answer,
        lag(position) OVER following AS before, lag(answer) OVER following AS answer_before,
        lag(question_id) OVER following AS id_before
    FROM identified WINDOW following AS (PARTITION BY report_id ORDER BY position)
)
SELECT f.report_id, f.position, f.before, f.line, concat_ws(chr(10), f.question, f.answer) AS answer
FROM followed f
WHERE f.question_id LIKE 'x-%' AND f.question <> '' AND f.question_id IN (FROM rare) AND f.before IS NOT NULL
    AND f.answer_before IS NULL AND f.id_before NOT LIKE 'x-%';

INSERT INTO problems
SELECT r.path, q.line, 'quoted-answer', 'this line starts with > like a question, and is read as the answer to the one above',
    'delete the > if that is right'
FROM quoted q JOIN reports r USING (report_id);

INSERT INTO answers BY NAME
WITH read AS (
    SELECT i.* EXCLUDE (answer), coalesce(i.answer, q.answer) AS answer
    FROM identified i
    LEFT JOIN quoted q ON q.report_id = i.report_id AND q.before = i.position
    WHERE (i.report_id, i.position) NOT IN (SELECT (report_id, position) FROM quoted)
),
printed AS (
    SELECT question_id
    FROM (SELECT question_id, answer FROM read UNION ALL SELECT question_id, answer FROM answers)
    GROUP BY ALL HAVING is_printed(answer)
),
ticked AS (
    SELECT DISTINCT t.report_id, k.question_id
    FROM kept_as k JOIN (FROM tags SEMI JOIN fresh USING (report_id)) t USING (facet)
)
SELECT a.report_id, a.position, a.section, a.section_id, coalesce(a.group_no, CASE WHEN count(*) OVER same > 1
        THEN row_number() OVER (PARTITION BY a.report_id, a.question_id, a.group_no ORDER BY a.position) END) AS group_no,
    a.question, a.question_id, a.answer, a.line,
    (a.answer IS NOT NULL AND a.question_id NOT IN (FROM printed)) OR (a.report_id, a.question_id) IN (FROM ticked) AS answered
FROM read a
WINDOW same AS (PARTITION BY a.report_id, a.question_id, a.group_no)
ORDER BY a.report_id, a.position;

INSERT INTO choices BY NAME
SELECT report_id, position, question_id, group_no, choice_no, substr(lines[choice_no], 3).replace(chr(160), ' ').trim() AS choice, line
FROM (
    SELECT *, string_split(answer, chr(10)) AS lines, unnest(range(1, len(string_split(answer, chr(10))) + 1)) AS choice_no
    FROM answers SEMI JOIN fresh USING (report_id)
    WHERE answered AND answer LIKE '- %' AND regexp_full_match(answer, '(- [^\n]*(\n|$))+')
)
UNION ALL BY NAME
SELECT a.report_id, a.position, a.question_id, a.group_no,
    row_number() OVER (PARTITION BY a.report_id, a.position ORDER BY t.position) AS choice_no,
    coalesce(terms.label, trim(t.raw)) AS choice, t.line
FROM (FROM answers SEMI JOIN fresh USING (report_id)) a
JOIN kept_as k USING (question_id)
JOIN tags t ON t.report_id = a.report_id AND t.facet = k.facet
LEFT JOIN decisions d ON d.facet = t.facet AND d.raw = t.raw AND d.part = 1 AND d.outcome IN ('mapped', 'auto')
LEFT JOIN terms ON terms.term_id = d.term_id
ORDER BY report_id, position, choice_no;
