-- Events: stays (R2), visits (R3), and the services that belong to them (R4), within the window (R13).
-- Out: stays, visits, placed_services (whole delivery); events, event_services (window only).

-- R2: contacts of one CPR at one hospital where the next starts no later than stay_gap_days after the latest
-- discharge so far; an undischarged contact takes in all later ones. The gap is that of the month's last day.
CREATE TABLE stay_contacts AS
WITH
    gap AS (SELECT coalesce(max(value::INTEGER), 0) AS gap_days FROM policies
            WHERE policy = 'stay_gap_days' AND getvariable('month_end') BETWEEN valid_from AND valid_to),
    admissions AS (
        SELECT
            *,
            max(d_uddto) OVER earlier AS latest_discharge,
            coalesce(bool_or(d_uddto IS NULL) OVER earlier, false) AS is_still_in
        FROM contacts
        WHERE c_pattype = '0'
        WINDOW earlier AS (PARTITION BY cpr, hospital ORDER BY d_inddto, contact_no
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ),
    openings AS (
        SELECT *, NOT (is_still_in OR coalesce(d_inddto <= latest_discharge + gap_days, false)) AS opens_a_stay
        FROM admissions, gap
    )
SELECT
    * EXCLUDE (latest_discharge, is_still_in, gap_days, opens_a_stay),
    count(*) FILTER (opens_a_stay) OVER (ORDER BY cpr, hospital, d_inddto, contact_no ROWS UNBOUNDED PRECEDING) AS event_no
FROM openings;

-- R2: the contact discharged last names the stay (ties: admitted last, then highest k_recnum).
CREATE TABLE stays AS
SELECT *, 'S:' || contact_key AS event_id, d_uddto AS activity_date
FROM stay_contacts
QUALIFY bool_and(d_uddto IS NOT NULL) OVER (PARTITION BY event_no)
    AND row_number() OVER (PARTITION BY event_no
                           ORDER BY d_uddto DESC, d_inddto DESC, k_number DESC NULLS LAST, k_recnum DESC) = 1;

-- R3: each distinct visit day of a contact with c_pattype 2. Numbered on from the stays.
CREATE TABLE visits AS
SELECT
    contacts.*,
    (SELECT coalesce(max(event_no), 0) FROM stay_contacts) + attendance_no AS event_no,
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
