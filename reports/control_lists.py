"""The control lists in words: what each one is called, what it means, and what municipality and region should do.

The one place where they are told to people, in Danish. `KL` is the memo of Kommunernes Landsforening (KL) of 2006, `RM` that
of Region Midtjylland of 2009. What a list names is settled in `transforms.control_lists`, `transforms.control_courses` and
`flows.deviations`; policies are rows of `data/facts/policies.csv`.
"""

from typing import NamedTuple


class ControlList(NamedTuple):
    """A control list in words. policies: the choices that decide what it names, by their names in the facts."""

    title: str
    means: str
    municipality: str
    region: str
    source: str
    policies: tuple[str, ...] = ()


CONTROL_LISTS = {
    "general_outpatient": ControlList(
        "Almen ambulant genoptræning på sygehus",
        "Besøg i almene forløb. De opkræves ikke her, men afregnes mellem kommune og region efter aftale. Aktiviteten skal kontrolleres, "
        "før den er grundlag for en betaling; besøg uden aftale står desuden på listen over aktivitet uden aftale.",
        "Kontrollér, at der er en aftale med regionen om den almene genoptræning, før oplysningerne lægges til grund for en betaling.",
        "Vær klar til at dokumentere aftalen; uden aftale er der intet at afregne efter.",
        "KL 4.1: »Der vil imidlertid være behov for at gennemføre en vis manuel kontrol af aktivitetsoplysningerne, før oplysningerne "
        "kan danne grundlag for afregningen.«",
    ),
    "no_agreement": ControlList(
        "Aktivitet uden aftale",
        "Besøg på sygehus, i en anden kommune eller hos en privat leverandør, som ingen aftale i kraft på dagen dækker, og som ingen har "
        "taget stilling til. Beløbet er den vejledende takst; intet er aftalt.",
        "Tag stilling til hvert besøg: godkend eller afvis det (genopt sign-off), eller indgå en aftale.",
        "Vær klar til at dokumentere aftalen; uden aftale er der intet at afregne efter.",
        "KL 4.1: »[...] systemet ikke automatisk kan frasortere de tilfælde, hvor der ikke foreligger en aftale med regionen om at "
        "varetage genoptræningen for kommunen, men hvor der alligevel er udført ambulante genoptræningsydelser«.",
    ),
    "inpatient_home_visit": ControlList(
        "Hjemmebesøg under indlæggelse",
        "Indlæggelser med et hjemmebesøg (AAF6), som udløser den dyreste takst for genoptræning under indlæggelse.",
        "Sammenhold med det, der er aftalt med sygehusene om brugen af koden, og spørg til besøg, der ligger uden for aftalen.",
        "Kontrollér, at hjemmebesøget er genoptræning efter aftalen og ikke en forberedelse af udskrivningen.",
        "KL 2.4: »Derfor bør der laves en aftale med sygehusene (fx i sundhedsaftaleregi) om, at denne kode kun kan anvendes i meget "
        "begrænset omfang (fx ved indlæggelser i eget hjem).«",
        ("home_visit_code",),
    ),
    "home_visit_in_specialised_course": ControlList(
        "Hjemmebesøg i specialiserede forløb",
        "Besøg i specialiserede forløb med et hjemmebesøg (AAF6) blandt ydelserne. Hjemmebesøget udløser ikke sin egen takst; er der "
        "andre takstbærende ydelser, er besøget takseret efter dem, ellers er det frasorteret.",
        "Spørg, om forløbet er specialiseret: specialiseret genoptræning finder sted på sygehuset.",
        "Kontrollér forløbets art og hjemmebesøgets kode; ret den, der er forkert, og indberet igen.",
        "KL 2.3: »Den specialiserede genoptræning bør dog ikke kunne udløse taksten for hjemmebesøg, da den specialiserede genoptræning "
        "jo netop er karakteriseret ved at skulle finde sted på sygehus.«",
        ("home_visit_code",),
    ),
    "plan_and_course_differ": ControlList(
        "Genoptræningsplanens og forløbets art er forskellige",
        "Besøg, hvor borgerens seneste genoptræningsplan er almen og forløbet specialiseret, eller omvendt. Forløbets art afgør, hvem "
        "der afregner hvordan; planen gør det ikke.",
        "Sammenhold med den genoptræningsplan, kommunen har modtaget. Et specialiseret forløb opkræves, et alment gør ikke.",
        "Kontrollér start- og slutmarkeringens art mod planen; ret den, der er forkert, og indberet igen.",
        "KL 2.3 og tabel 1: den specialiserede genoptræning skal registreres, og de to arter finansieres forskelligt. At de skal svare "
        "til hinanden, siger notatet ikke: det er denne listes læsning.",
    ),
    "ambiguous_course": ControlList(
        "Tvetydige forløb",
        "Besøg, som både et alment og et specialiseret forløb på sygehuset dækker. De er frasorteret, indtil markeringerne er rettet.",
        "Afvent regionens rettelse. Bliver besøget specialiseret, opkræves det i en senere måned.",
        "Afslut det forløb, besøget ikke hører til, eller fjern den forkerte startmarkering, og indberet igen.",
        "KL 2.3 og tabel 1: de to arter finansieres forskelligt. At dobbelt dækning frasorterer, er programmets læsning (R8).",
    ),
    "end_mark_without_start": ControlList(
        "Slutmarkeringer uden start",
        "Slutmarkeringer, hvor intet forløb af samme art er åbent på sygehuset. De gør intet; mangler startmarkeringen, frasorteres "
        "forløbets besøg.",
        "Intet at gøre, før regionen har rettet.",
        "Find den manglende startmarkering og indberet den, eller fjern slutmarkeringen, hvis den er sendt to gange.",
        "KL 2.3 og 4.1: »[...] en ny obligatorisk registrering af start- og sluttidspunkt for almen ambulant genoptræning.«",
    ),
    "long_open_course": ControlList(
        "Længe åbne forløb",
        "Forløb, der på periodens sidste dag har været åbne i flere dage end grænsen. Besøg i et åbent forløb venter på slutmarkeringen "
        "og opkræves først i den måned, den kommer; beløbet er de ventende besøgs takster.",
        "Regn med beløbet i en senere måned, og spørg, om borgeren stadig er i forløb på sygehuset.",
        "Indberet slutmarkeringen, hvis forløbet er afsluttet.",
        "KL 2.3 og 4.1: påbegyndelse og afslutning skal markeres. Hvor længe der er længe, siger notatet ikke.",
        ("open_course_days",),
    ),
    "old_tariff_at_year_turn": ControlList(
        "Gammel takst efter årsskiftet",
        "Hændelser i årets første dage, som er takseret efter en takst fra før årets begyndelse.",
        "Sammenhold med årets takster. Kommer der nye takster, reguleres beløbet i en senere måned.",
        "Kontrollér, at årets takster er lagt ind; er de uændrede, skal rækken for det nye år sige det.",
        "KL 2.1: »Genoptræningstakster 2007«; taksterne er et års. At en takst uden slutdato kan være glemt, er denne listes læsning.",
        ("year_turn_days",),
    ),
    "deviating_municipality": ControlList(
        "Kommuner, hvis måned afviger markant",
        "Kommuner, hvis udgift til en ordning i måneden ligger markant over eller under medianen af deres egne måneder før, hver måned "
        "som den så ud, da den første gang blev afregnet. Beløbet er forskellen, under 0 når måneden er mindre.",
        "Undersøg, om flere borgere er genoptrænet, eller om kodningen har ændret sig; hele landets ændring står ved siden af.",
        "Forklar ændringen: aktivitet, registreringspraksis eller manglende indberetning.",
        "RM: »Udgifterne til genoptræning under indlæggelse stiger markant fra oktober 2008.« Hvad der er markant, siger notatet ikke.",
        ("deviation_percent", "deviation_least_kr", "deviation_months", "deviation_least_months"),
    ),
}
"""Control list -> its words, in the order in which they are shown."""
