-- What the month booked: new charges of the month itself, and what it corrected of earlier months.
SELECT activity_month < $month AS is_earlier, count(*) AS entries, sum(payable_kr)::DECIMAL(14,2) AS payable_kr
FROM ledger WHERE settlement_month = $month AND round = $round
GROUP BY ALL ORDER BY ALL
