"""What a fact, a policy or a reading that is not confirmed is about, in Danish: for statements and site."""

FACTS = {
    "tariffs": "Taksten for {0}: kilden modsiger sig selv eller er ikke bekræftet. Den trykte kommunale udgift er brugt",
    "tariff_codes": "Hvilken takstgruppe en ydelse udløser. Specialiseret genoptræning har ikke egne takster; tabel 2.2 antages at gælde",
    "shares": "Kommunens andel af taksten, hvor der ikke er trykt en kommunal udgift",
    "registration_codes": "De koder, som planer, startmarkeringer, slutmarkeringer og tillæg er registreret med",
    "municipalities": "Kommunen og dens region på dagen",
    "hospitals": "Hvilken region sygehuset hører til",
    "opt_outs": "Frameldinger af afregningen",
    "institutions": "Hvem der udfører genoptræning uden for sygehusene, og hvis institutionen {0} er",
    "headings": "Hvad kolonnerne i det kommunale register hedder i leverancen",
    "agreements": "Aftalen {0}: hvem der har aftalt hvad med hvem, og hvordan der afregnes",
    "agreement_prices": "Prisen i prislisten {0}, som aftaler henviser til",
    "packages": "Hvad ydelsespakkerne i prislisten {0} indeholder",
    "price_levels": "Indekset for pris- og lønniveauet {0}",
    "decisions": "Hvad der er besluttet om et besøg uden aftale",
}
"""What an unconfirmed row of a fact is about."""

POLICIES = {
    "stay_gap_days": "Hvornår to indlæggelser er ét forløb med én takst (højeste antal dage imellem)",
    "open_course": "Om et besøg i et forløb uden slutmarkering opkræves",
    "municipal_rounding": "Afrunding af den kommunale udgift, hvor den ikke er trykt",
    "plan_required": "Om der kræves en genoptræningsplan ({1})",
    "home_visit_code": "Kontrollister: hvilke koder der er hjemmebesøg",
    "open_course_days": "Kontrollister: hvor mange dage et forløb er åbent, før det står på listen",
    "year_turn_days": "Kontrollister: hvor mange dage efter årets begyndelse der ses efter gamle takster",
    "deviation_percent": "Kontrollister: hvor mange procent en kommunes måned afviger, før den står på listen",
    "deviation_least_kr": "Kontrollister: hvor mange kroner en kommunes måned mindst afviger, før den står på listen",
    "deviation_months": "Kontrollister: hvor mange måneder før en kommunes måned sammenlignes med",
    "deviation_least_months": "Kontrollister: hvor mange måneder der mindst skal være at sammenligne med",
    "break_percent": "Siden: hvor mange procent en måned afviger fra det sædvanlige, før den er et brud",
    "break_errors": "Siden: hvor langt ud over det tilfældige en måned afviger, før den er et brud",
    "break_months": "Siden: hvor mange måneder det sædvanlige er taget over",
    "break_least_months": "Siden: hvor mange måneder der mindst skal være, før noget er sædvanligt",
    "individual_data": "Om kommunen får sine borgeres CPR-numre ({1})",
    "suppression_threshold": "Hvor få borgere der er bag et tal, som ikke vises uden for huset",
    "population_year": "Hvilket års indbyggertal et tal pr. indbygger bruger",
    "older_from_age": "Indikatorer: fra hvilken alder borgere regnes som ældre",
    "elderly_from_age": "Ventetid: fra hvilken alder borgere regnes som ældre",
    "waiting_days_short": "Ventetid: hvor mange dage der er kort",
    "waiting_days_long": "Ventetid: hvor mange dage der er lang",
    "first_visit_days": "Ventetid: hvor længe der ses efter en plans første besøg",
}
"""What a policy that is not confirmed is about."""

READINGS = {
    "record_number_as_key": "Kontakten er kendt på sit løbenummer, fordi leverancen ikke har idnummer",
    "start_closes_open_course": "En ny startmarkering lukker et åbent forløb dagen før",
    "no_home_visit_tariff_in_specialised": "Hjemmebesøg udløser ingen takst i et specialiseret forløb (KL 2.3)",
    "dearest_tariff_of_a_stay": "Ved indlæggelse bestemmer den dyreste takst, som KL-notatet siger det om besøg",
}
"""What a reading that no fact carries is about."""

BILATERAL_READINGS = {
    "minutes_rounded_per_service": "Minutter rundes op til aftalens trin, og kroner til øre, for hver ydelse for sig",
    "course_price_at_its_end": "Prisen for et forløb står på den dag, forløbet sluttede (på sygehus: det sidste besøg)",
    "one_fee_is_the_dearest": "Af et besøgs ydelser betales det dyreste honorar",
}
"""The same of the bilateral settlement, whose amounts are never added to those of the others."""

SCHEMES = {
    "inpatient": "under indlæggelse",
    "specialised_outpatient": "specialiseret ambulant",
    "general_outpatient": "almen ambulant",
}


def name_doubt(fact: str, topic: str) -> str:
    """What an unconfirmed row (fact, and its key: the first words of `topic`) or reading is about."""
    parts = topic.split(" ")
    if fact in FACTS:
        return FACTS[fact].format(*parts)
    if fact == "policies":
        return POLICIES[parts[0]].format(parts[0], SCHEMES.get(parts[1], ""))
    return (READINGS | BILATERAL_READINGS)[topic]
