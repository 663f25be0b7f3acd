-- Events: stays (R2), visits (R3), and the services that belong to them (R4), within the window (R13).
-- Out: stays, visits, placed_services (whole delivery); events, event_services (window only). An event is known by its
-- number, and by the contact that speaks for it.

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
    contact_no,
    d_inddto,
    d_uddto,
    k_number,
    k_recnum,
    last_value(opened_by IGNORE NULLS) OVER (
        PARTITION BY cpr, hospital ORDER BY d_inddto, contact_no ROWS UNBOUNDED PRECEDING) AS event_no
FROM openings;

-- R2: the contact discharged last names the stay (ties: admitted last, then highest k_recnum).
CREATE TABLE stays AS
SELECT event_no, contact_no, d_uddto AS activity_date
FROM stay_contacts
QUALIFY bool_and(d_uddto IS NOT NULL) OVER (PARTITION BY event_no)
    AND row_number() OVER (PARTITION BY event_no
                           ORDER BY d_uddto DESC, d_inddto DESC, k_number DESC NULLS LAST, k_recnum DESC) = 1;

-- R3: each distinct visit day of a contact with c_pattype 2. Numbered on from the contacts, whose numbers stays have.
CREATE TABLE visits AS
SELECT (SELECT max(contact_no) FROM contacts) + attendance_no AS event_no, contact_no, d_ambdto AS activity_date
FROM attendances
SEMI JOIN (FROM contacts WHERE c_pattype = '2') AS outpatient USING (contact_no);

-- R2, R3: how an event is named, by the contact that speaks for it.
CREATE MACRO event_id(setting, contact_key, activity_date) AS
    CASE setting WHEN 'stay' THEN 'S:' || contact_key ELSE 'V:' || contact_key || ':' || activity_date::VARCHAR END;

-- R4: a service belongs to the stay of its contact within that contact's own days, or to the visit on its day.
-- A stay that is not yet discharged has no date.
CREATE TABLE placed_services AS
SELECT event_no, 'stay' AS setting, activity_date, sks_code
FROM services JOIN stay_contacts USING (contact_no) LEFT JOIN stays USING (event_no)
WHERE NOT is_addition AND d_odto BETWEEN d_inddto AND d_uddto
UNION ALL
SELECT event_no, 'visit', activity_date, sks_code
FROM services JOIN visits ON services.contact_no = visits.contact_no AND d_odto = activity_date
WHERE NOT is_addition;

-- R13: the delivery's period, and nothing after the settlement month.
CREATE TABLE events AS
SELECT * FROM (SELECT 'stay' AS setting, * FROM stays UNION ALL SELECT 'visit', * FROM visits)
WHERE activity_date BETWEEN getvariable('window_from') AND getvariable('window_to');

CREATE VIEW event_services AS
FROM placed_services WHERE activity_date BETWEEN getvariable('window_from') AND getvariable('window_to');

INSERT INTO counts
WITH places AS (SELECT (SELECT count(*) FROM placed_services) AS attached, count(*) AS counting FROM services WHERE NOT is_addition)
          SELECT 'services', 'attached', NULL, attached FROM places
UNION ALL SELECT 'services', 'unattached', NULL, counting - attached FROM places;

DROP TABLE attendances;
DROP TABLE stay_contacts;
DROP TABLE stays;
DROP TABLE visits;
