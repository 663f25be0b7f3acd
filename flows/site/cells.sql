-- Activity as it was known after the site's month: events, citizens and kroner by month, place and scheme. A place is a
-- municipality of residence, the region that it lies in, or the country ('DK').
-- scheme 'hospital' holds what hospitals' own rehabilitation costs the municipality: inpatient and specialised outpatient.
-- Where some of it is opted out of the settlement, 'opted_out' holds that, 'settled' the rest of 'hospital', which is collected here,
-- and 'specialised_settled' the rest of specialised outpatient; elsewhere these are the whole and are not repeated.
WITH charged AS (
    SELECT activity_month, payer_municipality AS municipality, region, scheme, channel, person_key, municipal_kr
    FROM as_known($month) JOIN places ON municipality = payer_municipality
    WHERE activity_month <= $month
), placed AS (
    SELECT *, 'municipality' AS area_kind, municipality AS area FROM charged
    UNION ALL BY NAME SELECT *, 'region' AS area_kind, region AS area FROM charged
    UNION ALL BY NAME SELECT *, 'country' AS area_kind, 'DK' AS area FROM charged
), opted AS (
    SELECT DISTINCT activity_month, area FROM placed WHERE channel = 'opted_out'
), split AS (
    SELECT placed.* FROM placed SEMI JOIN opted USING (activity_month, area)
), schemed AS (
    SELECT * FROM placed
    UNION ALL BY NAME SELECT * REPLACE ('hospital' AS scheme) FROM placed WHERE scheme <> 'general_outpatient'
    UNION ALL BY NAME SELECT * REPLACE (channel AS scheme) FROM split WHERE channel <> 'information'
    UNION ALL BY NAME SELECT * REPLACE ('specialised_settled' AS scheme) FROM split
    WHERE channel = 'settled' AND scheme = 'specialised_outpatient'
)
SELECT activity_month, area_kind, area, scheme, count(*) AS events, count(DISTINCT person_key) AS citizens,
    sum(municipal_kr)::DECIMAL(14,2) AS municipal_kr
FROM schemed GROUP BY ALL ORDER BY ALL
