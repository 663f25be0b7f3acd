-- What each settlement month booked of each activity month, by region of residence, scheme and tariff group.
SELECT region AS area, scheme, tariff_group, activity_month, settlement_month,
    sum(CASE entry_type WHEN 'charge' THEN 1 ELSE -1 END)::BIGINT AS events, sum(municipal_kr)::DECIMAL(14,2) AS kr
FROM ledger JOIN places ON municipality = payer_municipality
WHERE settlement_month <= $month AND activity_month <= $month
GROUP BY ALL ORDER BY ALL
