-- Agreements (KL memo, sections 3 and 4): which one covers a relation - payer, supplier and scope - on a day.
-- Out: relations: the relations and days of the visits; terms: what is agreed for those that an agreement is in force for.

CREATE TABLE relations AS
SELECT row_number() OVER ()::INTEGER AS relation_no, *
FROM (SELECT DISTINCT payer, supplier_kind, supplier, service_scope, activity_date FROM visits_between);

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

CREATE TABLE terms AS
SELECT relation_no, activity_date, agreement_id, model, price_list, less_percent, step_minutes, price_level
FROM relations
JOIN agreed_pairs USING (payer, supplier_kind, supplier, service_scope)
WHERE activity_date BETWEEN valid_from AND valid_to;
