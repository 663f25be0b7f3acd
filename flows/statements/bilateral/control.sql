-- The bilateral control total of a month and round: by the lines, and by the ledger. What nothing is agreed for counts as nothing.
SELECT 'lines' AS source, coalesce(sum(visits), 0)::BIGINT AS visits, coalesce(sum(agreed_kr), 0)::DECIMAL(14,2) AS agreed_kr,
    coalesce(sum(advisory_kr), 0)::DECIMAL(14,2) AS advisory_kr
FROM bilateral_lines WHERE settlement_month = $month AND round = $round
UNION ALL
SELECT 'ledger', coalesce(sum(CASE entry_type WHEN 'charge' THEN visits ELSE -visits END), 0)::BIGINT, coalesce(sum(agreed_kr), 0)::DECIMAL(14,2),
    coalesce(sum(advisory_kr), 0)::DECIMAL(14,2)
FROM bilateral_ledger WHERE settlement_month = $month AND round = $round;
