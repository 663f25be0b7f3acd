-- General outpatient visits of hospitals, as the parties settle them: the region is the supplier (KL memo, section 4.1).
-- Out: visits_between: one row per visit; visit_services: hospitals deliver nothing that an agreement reads of a service.

-- A course is that of a citizen and a hospital from its start mark. The price of a finished one stands on its last visit,
-- of two on one day on the one whose name comes last.
CREATE TABLE visits_between AS
WITH general AS (
    SELECT event_no, contact_no, activity_date, own_price_no, creditor_region, course_started_on,
           coalesce(course_ended_on <= getvariable('window_to'), false) AS is_finished
    FROM screened
    WHERE reason IS NULL AND scheme = 'general_outpatient'
)
SELECT
    event_id('visit', contact_key, general.activity_date) AS event_id,
    'lpr2' AS register_name,
    general.activity_date,
    municipality AS payer,
    'region' AS supplier_kind,
    creditor_region AS supplier,
    hospital AS institution,
    'general' AS service_scope,
    NULL::VARCHAR AS diagnosis_group,
    cpr,
    1::BIGINT AS visits,
    NULL::BIGINT AS services,
    NULL::BIGINT AS treatment_services,
    NULL::BIGINT AS minutes,
    sks_code,
    tariff_group,
    tariff_kr AS advisory_kr,
    course_started_on AS begun_on,
    is_finished AND row_number() OVER (
        PARTITION BY is_finished, cpr, hospital, course_started_on
        ORDER BY general.activity_date DESC, event_id('visit', contact_key, general.activity_date) DESC
    ) = 1 AS is_finishing
FROM general
JOIN contacts USING (contact_no)
JOIN prices ON price_no = own_price_no;

CREATE TABLE visit_services AS
SELECT NULL::VARCHAR AS event_id, NULL::VARCHAR AS form, NULL::BIGINT AS minutes, NULL::BIGINT AS group_size,
       NULL::BIGINT AS travel_minutes, NULL::VARCHAR AS consultation, false AS has_supplement
WHERE false;
