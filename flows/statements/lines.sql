-- The lines of all statements: by payer, creditor, section, hospital and tariff group, with the two comparisons beside them.
-- A tariff that changed within a month gives two lines; the comparison stands on the first of them.
WITH now AS (
    SELECT
        payer_municipality, creditor_region, section, hospital, tariff_group, unit_tariff_kr, unit_kr,
        sum(events)::BIGINT AS events,
        sum(tariff_kr)::DECIMAL(14,2) AS tariff_kr,
        sum(municipal_kr)::DECIMAL(14,2) AS municipal_kr,
        sum(payable_kr)::DECIMAL(14,2) AS payable_kr
    FROM booked
    WHERE period = 'now' AND section <> 'corrections'
    GROUP BY ALL
    HAVING sum(events) <> 0 OR sum(tariff_kr) <> 0 OR sum(municipal_kr) <> 0 OR sum(payable_kr) <> 0
),
placed AS (
    SELECT *, row_number() OVER (
        PARTITION BY payer_municipality, creditor_region, section, hospital, tariff_group ORDER BY unit_tariff_kr, unit_kr
    ) AS place
    FROM now
),
compared AS (
    SELECT
        payer_municipality, creditor_region, section, hospital, tariff_group, 1 AS place,
        coalesce(sum(events) FILTER (period = 'before'), 0)::BIGINT AS before_events,
        coalesce(sum(municipal_kr) FILTER (period = 'before'), 0)::DECIMAL(14,2) AS before_kr,
        coalesce(sum(events) FILTER (period = 'year_ago'), 0)::BIGINT AS year_ago_events,
        coalesce(sum(municipal_kr) FILTER (period = 'year_ago'), 0)::DECIMAL(14,2) AS year_ago_kr
    FROM booked
    WHERE period <> 'now' AND section <> 'corrections'
    GROUP BY ALL
    HAVING before_events <> 0 OR before_kr <> 0 OR year_ago_events <> 0 OR year_ago_kr <> 0
)
SELECT
    payer_municipality, creditor_region, section, hospital, tariff_group, unit_tariff_kr, unit_kr,
    coalesce(events, 0) AS events,
    coalesce(tariff_kr, 0)::DECIMAL(14,2) AS tariff_kr,
    coalesce(municipal_kr, 0)::DECIMAL(14,2) AS municipal_kr,
    coalesce(payable_kr, 0)::DECIMAL(14,2) AS payable_kr,
    coalesce(before_events, 0) AS before_events,
    coalesce(before_kr, 0)::DECIMAL(14,2) AS before_kr,
    coalesce(year_ago_events, 0) AS year_ago_events,
    coalesce(year_ago_kr, 0)::DECIMAL(14,2) AS year_ago_kr
FROM placed
FULL JOIN compared USING (payer_municipality, creditor_region, section, hospital, tariff_group, place)
ORDER BY payer_municipality, creditor_region, section, hospital, tariff_group, unit_tariff_kr, unit_kr;
