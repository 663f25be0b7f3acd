-- The edges that `reach.py` counts: a name, then a question to the second engine's tables that any row answers with yes.

-- R1 key is k_recnum though others have idnummer
FROM contacts WHERE contact_key = k_recnum AND EXISTS (FROM contacts WHERE contact_key <> k_recnum)

-- gate: a row with two faults
FROM rejected GROUP BY file, row_number HAVING count(*) > 1

-- gate: both reasons, orphan and duplicate_row
FROM attendance_faults GROUP BY row_number HAVING bool_or(reason = 'orphan') AND bool_or(reason = 'duplicate_row')

-- gate: duplicate by k_recnum under another idnummer
FROM contact_versions GROUP BY k_recnum HAVING count(DISTINCT contact_key) > 1

-- gate: duplicate by key under another k_recnum
FROM contact_versions GROUP BY contact_key HAVING count(DISTINCT k_recnum) > 1

-- gate: duplicates whose content alone decides
FROM contacts_read SEMI JOIN contact_versions USING (row_number)
GROUP BY contact_key, k_recnum, skemaopdat
HAVING count(DISTINCT (c_pattype, hospital, department, municipality, d_inddto, d_uddto, cpr)) > 1

-- gate: orphan of a superseded contact
FROM services_read
WHERE v_recnum IN (SELECT k_recnum FROM superseded_contacts) AND v_recnum NOT IN (SELECT k_recnum FROM contacts)

-- R2 stay of several contacts
FROM stay_contacts JOIN rehabilitation_events USING (event_no) GROUP BY event_no HAVING count(*) > 1

-- R2 next contact starts on the discharge day
FROM stay_contacts a JOIN stay_contacts b USING (event_no)
WHERE a.d_uddto = b.d_inddto AND a.contact_no <> b.contact_no

-- R2 joined over a gap
FROM (
    SELECT d_inddto > max(d_uddto) OVER (
        PARTITION BY event_no ORDER BY d_inddto, contact_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS is_gap
    FROM stay_contacts SEMI JOIN stays USING (event_no)
)
WHERE is_gap

-- R2 undischarged contact takes in later ones
FROM stay_contacts a JOIN stay_contacts b USING (event_no) WHERE a.d_uddto IS NULL AND b.d_uddto IS NOT NULL

-- R2 two contacts share the last discharge
FROM (FROM stay_contacts SEMI JOIN stays USING (contact_no)) a JOIN stay_contacts b USING (event_no) JOIN rehabilitation_events USING (event_no)
WHERE a.d_uddto = b.d_uddto AND a.contact_no <> b.contact_no

-- R2 tie on k_recnum, where text would choose otherwise
FROM (FROM stay_contacts SEMI JOIN stays USING (contact_no)) a JOIN stay_contacts b USING (event_no) JOIN rehabilitation_events USING (event_no)
WHERE a.d_uddto = b.d_uddto AND a.d_inddto = b.d_inddto AND a.k_recnum < b.k_recnum

-- R2 tie that the municipality shows
FROM (FROM stay_contacts SEMI JOIN stays USING (contact_no)) a JOIN stay_contacts b USING (event_no) JOIN rehabilitation_events USING (event_no)
WHERE a.d_uddto = b.d_uddto
    AND (SELECT municipality FROM contacts WHERE contact_no = a.contact_no)
        IS DISTINCT FROM (SELECT municipality FROM contacts WHERE contact_no = b.contact_no)

-- R4 service of a stay's contact outside its own days
FROM services JOIN stay_contacts USING (contact_no) WHERE NOT is_addition AND d_odto NOT BETWEEN d_inddto AND d_uddto

-- R4 addition that would have borne a tariff
FROM services JOIN visits ON services.contact_no = visits.contact_no AND d_odto = activity_date
JOIN prices USING (sks_code, activity_date)
WHERE is_addition

-- R4 event without a tariff-bearing service
FROM events ANTI JOIN rehabilitation_events USING (event_no)

-- R4 longest prefix wins over another in force
FROM event_services JOIN tariff_codes ON starts_with(sks_code, sks_prefix) AND activity_date BETWEEN valid_from AND valid_to
GROUP BY event_no, scheme, sks_code
HAVING count(*) > 1

-- R5 plan on the event's own date
FROM answers WHERE plan_issued_on = activity_date

-- R5 plan only later
FROM screened JOIN contacts USING (contact_no) JOIN plans USING (cpr)
WHERE setting = 'visit' AND plan_issued_on IS NULL AND issued_on > activity_date

-- R5 several plans before
FROM rehabilitation_events JOIN plans USING (cpr) WHERE issued_on <= activity_date GROUP BY event_no HAVING count(*) > 1

-- R5 plan from another hospital only
FROM answers JOIN registrations USING (cpr)
WHERE day = plan_issued_on AND starts_with(event_id, 'V:')
GROUP BY event_id
HAVING NOT bool_or(answers.hospital = registrations.hospital)

-- R6 start and end on one day, with one open
FROM mark_days WHERE has_start AND has_end AND was_open

-- R6 start and end on one day, nothing open
FROM mark_days WHERE has_start AND has_end AND NOT was_open

-- R6 start while open
FROM mark_days WHERE has_start AND NOT has_end AND was_open

-- R6 end with nothing open
FROM mark_days WHERE has_end AND NOT has_start AND NOT was_open

-- R6 open course
FROM courses WHERE ended_on IS NULL

-- R6 marks on another sort of contact
FROM services JOIN contacts USING (contact_no) WHERE c_pattype <> '2' AND starts_with(sks_code, 'START')

-- R7 visit on the day one course ends and the next begins
FROM rehabilitation_events JOIN courses USING (cpr, hospital)
WHERE setting = 'visit' AND activity_date BETWEEN started_on AND coalesce(ended_on, 'infinity')
GROUP BY event_no, kind
HAVING count(*) > 1

-- R7 charged on the day before a restart
FROM answers JOIN mark_days USING (cpr, hospital)
WHERE course_ended_on = activity_date AND day = activity_date + 1 AND was_open AND NOT has_end

-- R7 charged on the course's first day
FROM answers WHERE course_started_on = activity_date

-- R8 more than one reason would hold
FROM screened
WHERE (hospital_kind IS NULL)::INTEGER + (coalesce(hospital_kind, 'hospital') <> 'hospital')::INTEGER
    + (NOT has_payer)::INTEGER + (plan_required = 'yes' AND plan_issued_on IS NULL)::INTEGER
    + (setting = 'visit' AND kinds_covering <> 1)::INTEGER > 1

-- R8 municipality not yet in force
FROM screened JOIN contacts USING (contact_no) WHERE municipality = '0706' AND NOT has_payer

-- R8 hospital no longer in force
FROM screened JOIN contacts USING (contact_no) WHERE hospital = '8001' AND hospital_kind IS NULL

-- R8 open course charged
FROM answers WHERE outcome = 'charged' AND starts_with(event_id, 'V:') AND course_ended_on IS NULL

-- R8 visit charged without a plan
FROM answers WHERE outcome = 'charged' AND starts_with(event_id, 'V:') AND plan_issued_on IS NULL

-- R8 stay set aside for want of a plan
FROM answers WHERE setting = 'stay' AND reason = 'no_rehabilitation_plan'

-- R9 specialised visit with a home visit and another service
FROM screened JOIN event_services USING (event_no)
WHERE scheme = 'specialised_outpatient' AND reason IS NULL AND starts_with(sks_code, 'AAF6')

-- R9 dearest of several groups
FROM event_services JOIN prices USING (setting, activity_date, sks_code)
GROUP BY event_no, scheme
HAVING count(DISTINCT tariff_kr) > 1

-- R9 tie of kroner between codes of different groups
FROM event_services JOIN prices USING (setting, activity_date, sks_code)
GROUP BY event_no, scheme, tariff_kr
HAVING count(DISTINCT tariff_group) > 1

-- R10 half a kroner, computed
FROM answers JOIN shares USING (scheme)
WHERE activity_date BETWEEN valid_from AND valid_to
    AND tariff_kr * municipal_share % 1 = 0.5 AND municipal_kr > tariff_kr * municipal_share

-- R12 region of a hospital that moved
FROM answers WHERE outcome = 'charged' AND hospital = '2401' AND creditor_region = '1085'

-- R13 event beyond the window
FROM (SELECT activity_date FROM visits UNION ALL SELECT activity_date FROM stays)
WHERE activity_date NOT BETWEEN getvariable('window_from') AND getvariable('window_to')

-- R13 event on the last day of the window
FROM answers WHERE activity_date = getvariable('window_to')

-- age empty
FROM charges WHERE age IS NULL

-- age over 100
FROM charges WHERE age > 100

-- age under 10
FROM charges WHERE age < 10

-- five events or more charged
FROM answers WHERE outcome = 'charged' HAVING count(*) >= 5

-- no rehabilitation event at all
FROM (SELECT count(*) AS events FROM answers) WHERE events = 0
