-- The bilateral entries of a settlement month and round, of both registers, one by one, with the section of the statement.
SELECT
    CASE
        WHEN activity_month <> settlement_month THEN 'corrections'
        WHEN agreement_id IS NULL THEN 'unagreed'
        ELSE 'agreed'
    END AS section,
    entry_no, run_id, register_name, entry_type, event_id,
    CASE WHEN activity_month <> settlement_month THEN coalesce(reason, 'added') ELSE reason END AS reason,
    activity_date, activity_month, payer,
    supplier_kind, supplier, institution, service_scope, person_key, tariff_group, agreement_id, model, units, quantity,
    CASE entry_type WHEN 'charge' THEN visits ELSE -visits END::BIGINT AS visits,
    agreed_kr, advisory_kr, coalesce(decision, 'open') AS decision, decided_by, decided_on, decision_note
FROM bilateral_ledger
WHERE settlement_month = $month AND round = $round
ORDER BY payer, supplier_kind, supplier, activity_date, event_id, entry_no;
