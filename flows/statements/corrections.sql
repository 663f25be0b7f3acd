-- What the month booked of other activity months: by payer, creditor, activity month, scheme, channel, reason, hospital and tariff group.
SELECT
    payer_municipality, creditor_region, activity_month, scheme, channel, coalesce(reason, 'added') AS reason, hospital, tariff_group,
    count(*) FILTER (entry_type = 'reversal') AS reversals,
    count(*) FILTER (entry_type = 'charge') AS charges,
    sum(events)::BIGINT AS events,
    sum(tariff_kr)::DECIMAL(14,2) AS tariff_kr,
    sum(municipal_kr)::DECIMAL(14,2) AS municipal_kr,
    sum(payable_kr)::DECIMAL(14,2) AS payable_kr
FROM booked
WHERE period = 'now' AND section = 'corrections'
GROUP BY ALL
ORDER BY ALL;
