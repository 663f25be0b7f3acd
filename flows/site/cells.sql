-- Activity as it was known after the site's month: events, citizens and kroner by month, place and scheme. A place is a
-- municipality of residence, the region that it lies in, or the country ('DK').
-- scheme 'hospital' holds what hospitals' own rehabilitation costs the municipality: inpatient and specialised outpatient.
WITH charged AS (
    SELECT activity_month, payer_municipality AS municipality, region, scheme, person_key, municipal_kr
    FROM as_known($month) JOIN places ON municipality = payer_municipality
    WHERE activity_month <= $month
), placed AS (
    SELECT *, 'municipality' AS area_kind, municipality AS area FROM charged
    UNION ALL BY NAME SELECT *, 'region' AS area_kind, region AS area FROM charged
    UNION ALL BY NAME SELECT *, 'country' AS area_kind, 'DK' AS area FROM charged
), schemed AS (
    SELECT * FROM placed
    UNION ALL BY NAME SELECT * REPLACE ('hospital' AS scheme) FROM placed WHERE scheme <> 'general_outpatient'
)
SELECT activity_month, area_kind, area, scheme, count(*) AS events, count(DISTINCT person_key) AS citizens,
    sum(municipal_kr)::DECIMAL(14,2) AS municipal_kr
FROM schemed GROUP BY ALL ORDER BY ALL
