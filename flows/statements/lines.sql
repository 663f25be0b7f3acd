-- The lines of all statements: by payer, creditor, section, hospital and tariff group, with the two comparisons beside them; corrections
-- by activity month, kind and reason too (elsewhere all of a section are alike in these).
-- A tariff that changed within a month gives two lines; the comparison stands on the first of them.
WITH told AS (
    SELECT *, CASE section WHEN 'corrections' THEN coalesce(reason, 'added') ELSE '' END AS why FROM booked
),
now AS (
    SELECT
        payer_municipality, creditor_region, section, set_beside, kind, why, hospital, tariff_group, unit_tariff_kr, unit_kr,
        count(*) FILTER (entry_type = 'reversal') AS reversals,
        count(*) FILTER (entry_type = 'charge') AS charges,
        sum(events)::BIGINT AS events,
        sum(tariff_kr)::DECIMAL(14,2) AS tariff_kr,
        sum(municipal_kr)::DECIMAL(14,2) AS municipal_kr,
        sum(payable_kr)::DECIMAL(14,2) AS payable_kr
    FROM told
    WHERE period = 'now'
    GROUP BY ALL
    HAVING section = 'corrections' OR sum(events) <> 0 OR sum(tariff_kr) <> 0 OR sum(municipal_kr) <> 0 OR sum(payable_kr) <> 0
),
placed AS (
    SELECT *, row_number() OVER (
        PARTITION BY payer_municipality, creditor_region, section, set_beside, kind, why, hospital, tariff_group
        ORDER BY unit_tariff_kr, unit_kr
    ) AS place
    FROM now
),
compared AS (
    SELECT
        payer_municipality, creditor_region, section, set_beside, kind, why, hospital, tariff_group, 1 AS place,
        coalesce(sum(events) FILTER (period = 'before'), 0)::BIGINT AS before_events,
        coalesce(sum(municipal_kr) FILTER (period = 'before'), 0)::DECIMAL(14,2) AS before_kr,
        coalesce(sum(events) FILTER (period = 'year_ago'), 0)::BIGINT AS year_ago_events,
        coalesce(sum(municipal_kr) FILTER (period = 'year_ago'), 0)::DECIMAL(14,2) AS year_ago_kr
    FROM told
    WHERE period <> 'now'
    GROUP BY ALL
    HAVING before_events <> 0 OR before_kr <> 0 OR year_ago_events <> 0 OR year_ago_kr <> 0
)
SELECT
    payer_municipality, creditor_region, section, set_beside AS activity_month, kind, why AS reason, hospital, tariff_group,
    unit_tariff_kr, unit_kr,
    coalesce(reversals, 0) AS reversals,
    coalesce(charges, 0) AS charges,
    coalesce(events, 0) AS events,
    coalesce(tariff_kr, 0)::DECIMAL(14,2) AS tariff_kr,
    coalesce(municipal_kr, 0)::DECIMAL(14,2) AS municipal_kr,
    coalesce(payable_kr, 0)::DECIMAL(14,2) AS payable_kr,
    coalesce(before_events, 0) AS before_events,
    coalesce(before_kr, 0)::DECIMAL(14,2) AS before_kr,
    coalesce(year_ago_events, 0) AS year_ago_events,
    coalesce(year_ago_kr, 0)::DECIMAL(14,2) AS year_ago_kr
FROM placed
FULL JOIN compared USING (payer_municipality, creditor_region, section, set_beside, kind, why, hospital, tariff_group, place)
ORDER BY payer_municipality, creditor_region, section, set_beside, kind, why, hospital, tariff_group, unit_tariff_kr, unit_kr;
