-- The control total of a month and round: by the lines, and by the ledger.
SELECT 'lines' AS source, coalesce(sum(events), 0)::BIGINT AS events, coalesce(sum(tariff_kr), 0)::DECIMAL(14,2) AS tariff_kr,
    coalesce(sum(municipal_kr), 0)::DECIMAL(14,2) AS municipal_kr, coalesce(sum(payable_kr), 0)::DECIMAL(14,2) AS payable_kr
FROM settlement_lines WHERE settlement_month = $month AND round = $round
UNION ALL
SELECT 'ledger', coalesce(sum(CASE entry_type WHEN 'charge' THEN 1 ELSE -1 END), 0)::BIGINT, coalesce(sum(tariff_kr), 0)::DECIMAL(14,2),
    coalesce(sum(municipal_kr), 0)::DECIMAL(14,2), coalesce(sum(payable_kr), 0)::DECIMAL(14,2)
FROM ledger WHERE settlement_month = $month AND round = $round;
