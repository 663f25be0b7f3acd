-- Agreements (KL memo, sections 3 and 4): which one holds in a relation - payer, supplier and scope - on a day.
-- Out: agreed_pairs, terms_on: by relation and day, for the days of the visits and those on which their courses began.

-- A party is a municipality, or a region that stands for each of its municipalities as long as they are its.
CREATE TABLE parties AS
          SELECT municipality AS party, municipality, valid_from, valid_to FROM municipalities
UNION ALL SELECT region, municipality, valid_from, valid_to FROM municipalities;

-- A municipality is never its own supplier.
CREATE TABLE agreed_pairs AS
SELECT
    payers.municipality AS payer,
    supplier_kind,
    coalesce(suppliers.municipality, agreements.supplier) AS supplier,
    service_scope,
    greatest(agreements.valid_from, payers.valid_from, suppliers.valid_from) AS valid_from,
    least(agreements.valid_to, payers.valid_to, suppliers.valid_to) AS valid_to,
    agreement_id, model, price_list, less_percent, step_minutes, price_level
FROM agreements
JOIN parties AS payers ON payers.party = agreements.payer
LEFT JOIN parties AS suppliers ON supplier_kind = 'municipality' AND suppliers.party = agreements.supplier
WHERE supplier_kind <> 'municipality' OR suppliers.municipality <> payers.municipality;

-- Where parties have ever priced by course: the day on which a course began, or on which they first agreed anything.
CREATE TABLE begun AS
SELECT event_id, greatest(begun_on, agreed_from) AS judged_on
FROM visits_between
JOIN (
    SELECT payer, supplier_kind, supplier, service_scope, min(valid_from) AS agreed_from
    FROM agreed_pairs
    GROUP BY ALL
    HAVING bool_or(model IN ('per_course', 'package'))
) USING (payer, supplier_kind, supplier, service_scope)
WHERE greatest(begun_on, agreed_from) <= activity_date;

CREATE TABLE terms_on AS
WITH asked AS (
    SELECT payer, supplier_kind, supplier, service_scope, activity_date AS day FROM visits_between
    UNION
    SELECT payer, supplier_kind, supplier, service_scope, judged_on FROM visits_between JOIN begun USING (event_id)
)
SELECT payer, supplier_kind, supplier, service_scope, day,
       {'agreement_id': agreement_id, 'model': model, 'price_list': price_list, 'less_percent': less_percent,
        'step_minutes': step_minutes, 'price_level': price_level} AS agreed
FROM asked
JOIN agreed_pairs USING (payer, supplier_kind, supplier, service_scope)
WHERE day BETWEEN valid_from AND valid_to;
