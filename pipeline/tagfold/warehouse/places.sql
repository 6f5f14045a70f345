-- The countries of places once the tags are decided. They are worked out first, because an update whose rows come out of
-- order from a join takes thirty times as long.

CREATE TEMP TABLE countries AS
SELECT d.raw, t.label, CASE WHEN t.term_id LIKE 'iso-%' THEN substr(t.term_id, 5) END AS iso3
FROM decisions d JOIN terms t USING (term_id)
WHERE d.facet = 'country' AND d.outcome IN ('mapped', 'auto') AND d.part = 1;

UPDATE places SET country = countries.label, iso3 = countries.iso3
FROM countries
WHERE countries.raw = places.country_raw AND places.report_id IN (FROM fresh);
