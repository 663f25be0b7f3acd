-- The sums of each section in each period, by payer and creditor.
SELECT
    period, payer_municipality, creditor_region, section,
    sum(events)::BIGINT AS events,
    sum(tariff_kr)::DECIMAL(14,2) AS tariff_kr,
    sum(municipal_kr)::DECIMAL(14,2) AS municipal_kr,
    sum(payable_kr)::DECIMAL(14,2) AS payable_kr
FROM booked
GROUP BY ALL
ORDER BY ALL;
