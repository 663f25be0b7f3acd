-- What visits stand under, and what their agreements ask for, in øre of the level that is paid in (KL memo, section 3).
-- Out: missing_prices (must be empty); standing_visits; item_prices; priced_services.

-- Exact, half up, for numbers of at least 0.
CREATE MACRO half_up_quotient(dividend, divisor) AS (2 * dividend::HUGEINT + divisor) // (2 * divisor::HUGEINT);
CREATE MACRO in_hundredths(amount) AS (100 * amount)::HUGEINT;
CREATE MACRO in_kroner(oere) AS (oere::DECIMAL(18, 0) * 0.01::DECIMAL(3, 2))::DECIMAL(14, 2);

-- The terms that a visit may be under: those of its day, and those that its course began under.
-- list_no: a price list on a day, at the level that is paid in.
CREATE TABLE possible_terms AS
WITH stood AS (
    SELECT event_id, activity_date, activity_date AS judged_on, diagnosis_group, 'day' AS stood, agreed
    FROM visits_between JOIN terms_on USING (payer, supplier_kind, supplier, service_scope)
    WHERE day = activity_date
    UNION ALL
    SELECT event_id, activity_date, judged_on, diagnosis_group, 'begun', agreed
    FROM visits_between JOIN begun USING (event_id) JOIN terms_on USING (payer, supplier_kind, supplier, service_scope)
    WHERE day = judged_on
)
SELECT *, dense_rank() OVER (ORDER BY agreed.price_list, agreed.price_level, activity_date) AS list_no FROM stood;

-- The items that a price list prints on a day, at the level that is paid in. One that must be brought to another level
-- without both indices is printed, but has no price: nothing is guessed.
CREATE TABLE item_prices AS
SELECT
    list_no,
    item,
    CASE
        WHEN asked.price_level IS NULL OR asked.price_level = agreement_prices.price_level THEN in_hundredths(amount_kr)
        ELSE half_up_quotient(in_hundredths(amount_kr) * (10000 * paid.price_index)::HUGEINT, (10000 * printed.price_index)::HUGEINT)
    END AS price_oere
FROM (SELECT DISTINCT list_no, agreed.price_list, agreed.price_level, activity_date FROM possible_terms) AS asked
JOIN agreement_prices USING (price_list)
LEFT JOIN price_levels AS printed ON printed.price_level = agreement_prices.price_level
    AND activity_date BETWEEN printed.valid_from AND printed.valid_to
LEFT JOIN price_levels AS paid ON paid.price_level = asked.price_level
    AND activity_date BETWEEN paid.valid_from AND paid.valid_to
WHERE activity_date BETWEEN agreement_prices.valid_from AND agreement_prices.valid_to;

-- A package covers the diagnosis groups that its list prints a price for, no others (KL memo, section 5).
CREATE TABLE covering AS
SELECT event_id, stood, {'list_no': list_no, 'terms': agreed} AS agreed, agreed.model IN ('per_course', 'package') AS is_by_course
FROM possible_terms
WHERE agreed.model <> 'package' OR EXISTS (
    FROM agreement_prices
    WHERE price_list = agreed.price_list AND item = diagnosis_group AND judged_on BETWEEN valid_from AND valid_to
);

-- A course is priced as a whole or visit by visit: between the two kinds, what stood as it began holds [reading].
CREATE TABLE chosen AS
SELECT
    event_id,
    CASE WHEN begun.event_id IS NOT NULL AND begun.is_by_course <> coalesce(of_day.is_by_course, false)
         THEN begun.agreed ELSE of_day.agreed END AS agreed
FROM (FROM covering WHERE stood = 'day') AS of_day
FULL JOIN (FROM covering WHERE stood = 'begun') AS begun USING (event_id);

-- Visits, and the finished courses that an agreement has a price for.
CREATE TABLE standing_visits AS
WITH found AS (
    SELECT
        visits.*,
        agreed.list_no,
        unnest(agreed.terms),
        CASE agreed.terms.model WHEN 'per_course' THEN 'course' WHEN 'package' THEN diagnosis_group END AS course_item,
        CASE
            WHEN visits.supplier_kind = 'municipality' AND visits.supplier = visits.payer THEN 'own_production'
            WHEN agreed IS NULL THEN 'no_agreement'
            ELSE 'agreed'
        END AS standing
    FROM visits_between AS visits
    LEFT JOIN chosen USING (event_id)
)
SELECT found.*, price_oere AS course_oere
FROM found
LEFT JOIN item_prices ON item_prices.list_no = found.list_no AND item = course_item
WHERE visits = 1 OR (standing = 'agreed' AND course_item IS NOT NULL);

-- A service's own item. A group or pool under a fee schedule that prints no group fee that day costs 2/3 of a normal one.
CREATE TABLE priced_services AS
WITH asking AS (
    SELECT
        visit_services.*,
        list_no, cpr, activity_date, model, price_list, step_minutes,
        CASE
            WHEN model = 'per_hour' THEN 'hour'
            WHEN model = 'per_hour_by_form' THEN form
            WHEN form IN ('group', 'pool') THEN 'group'
            ELSE coalesce(consultation, 'normal')
        END AS asked_item
    FROM visit_services
    JOIN standing_visits USING (event_id)
    WHERE standing = 'agreed' AND model IN ('per_hour', 'per_hour_by_form', 'fee_schedule')
)
SELECT
    asking.*,
    CASE
        WHEN own.item IS NULL AND model = 'fee_schedule' AND asked_item = 'group' THEN half_up_quotient(2 * normal.price_oere, 3)
        ELSE own.price_oere
    END AS price_oere,
    travel.price_oere AS travel_oere,
    supplement.price_oere AS supplement_oere
FROM asking
LEFT JOIN item_prices AS own ON own.list_no = asking.list_no AND own.item = asked_item
LEFT JOIN item_prices AS normal ON normal.list_no = asking.list_no AND normal.item = 'normal'
LEFT JOIN item_prices AS travel ON travel.list_no = asking.list_no AND travel.item = 'travel_hour'
LEFT JOIN item_prices AS supplement ON supplement.list_no = asking.list_no AND supplement.item = 'supplement';

-- A missing price is never zero. Travel is paid where the list has a price of it at all.
CREATE TABLE missing_prices AS
SELECT price_list, course_item AS item, activity_date FROM standing_visits
WHERE standing = 'agreed' AND course_item IS NOT NULL AND is_finishing AND course_oere IS NULL
UNION
SELECT price_list, asked_item, activity_date FROM priced_services WHERE price_oere IS NULL
UNION
SELECT price_list, 'travel_hour', activity_date FROM priced_services
WHERE model <> 'fee_schedule' AND travel_minutes > 0 AND travel_oere IS NULL
  AND price_list IN (SELECT price_list FROM agreement_prices WHERE item = 'travel_hour')
UNION
SELECT price_list, 'supplement', activity_date FROM priced_services
WHERE model = 'fee_schedule' AND has_supplement AND supplement_oere IS NULL;
