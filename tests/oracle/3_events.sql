-- Events: stays (R2), visits (R3), and the services that belong to them (R4), within the window (R13).
-- Out: stays, visits, placed_services (whole delivery); events, event_services (window only).

-- R2: contacts of one CPR at one hospital where the next starts no later than stay_gap_days after the latest
-- discharge so far; an undischarged contact has none yet and takes in all later ones. The gap is that of the month's
-- last day. A stay is known by its first contact.
CREATE TABLE stay_contacts AS
WITH
    gap AS (SELECT coalesce(max(value::INTEGER), 0) AS gap_days FROM policies
            WHERE policy = 'stay_gap_days' AND getvariable('month_end') BETWEEN valid_from AND valid_to),
    admissions AS (
        SELECT *, max(coalesce(d_uddto, 'infinity')) OVER (
            in_turn ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS latest_discharge
        FROM contacts
        WHERE c_pattype = '0'
        WINDOW in_turn AS (PARTITION BY cpr, hospital ORDER BY d_inddto, contact_no)
    ),
    openings AS (
        SELECT *, CASE WHEN coalesce(d_inddto > latest_discharge + gap_days, true) THEN contact_no END AS opened_by
        FROM admissions, gap
    )
SELECT
    * EXCLUDE (latest_discharge, gap_days, opened_by),
    last_value(opened_by IGNORE NULLS) OVER (
        PARTITION BY cpr, hospital ORDER BY d_inddto, contact_no ROWS UNBOUNDED PRECEDING) AS event_no
FROM openings;

-- R2: the contact discharged last names the stay (ties: admitted last, then highest k_recnum).
CREATE TABLE stays AS
SELECT *, 'S:' || contact_key AS event_id, d_uddto AS activity_date
FROM stay_contacts
QUALIFY bool_and(d_uddto IS NOT NULL) OVER (PARTITION BY event_no)
    AND row_number() OVER (PARTITION BY event_no
                           ORDER BY d_uddto DESC, d_inddto DESC, k_number DESC NULLS LAST, k_recnum DESC) = 1;

-- R3: each distinct visit day of a contact with c_pattype 2. Numbered on from the contacts, whose numbers stays have.
CREATE TABLE visits AS
SELECT
    contacts.*,
    (SELECT max(contact_no) FROM contacts) + attendance_no AS event_no,
    'V:' || contact_key || ':' || d_ambdto::VARCHAR AS event_id,
    d_ambdto AS activity_date
FROM attendances JOIN contacts USING (contact_no)
WHERE c_pattype = '2';

-- R4: a service belongs to the stay of its contact within that contact's own days, or to the visit on its day.
CREATE TABLE placed_services AS
SELECT event_no, sks_code
FROM services JOIN stay_contacts USING (contact_no)
WHERE NOT is_addition AND d_odto BETWEEN d_inddto AND d_uddto
UNION ALL
SELECT event_no, sks_code
FROM services JOIN visits ON services.contact_no = visits.contact_no AND d_odto = activity_date
WHERE NOT is_addition;

-- R13: the delivery's period, and nothing after the settlement month.
CREATE TABLE events AS
SELECT 'stay' AS setting, event_no, event_id, activity_date, cpr, hospital, department, specialty, municipality FROM stays
WHERE activity_date BETWEEN getvariable('window_from') AND getvariable('window_to')
UNION ALL
SELECT 'visit', event_no, event_id, activity_date, cpr, hospital, department, specialty, municipality FROM visits
WHERE activity_date BETWEEN getvariable('window_from') AND getvariable('window_to');

CREATE TABLE event_services AS
SELECT event_no, setting, activity_date, sks_code
FROM placed_services JOIN events USING (event_no);
