-- The entries of the month, one by one: what the restricted basis shows of each citizen.
SELECT
    entry_no, entry_type, event_id, reason, section, scheme, channel, activity_date, payer_municipality, creditor_region, hospital,
    department, person_key, age, sks_code, tariff_group, tariff_kr, municipal_kr, payable_kr, plan_issued_on, course_started_on, course_ended_on
FROM booked
WHERE period = 'now'
ORDER BY payer_municipality, activity_date, event_id, entry_no;
