"""The rules in Danish, in a line each, for those who read the site. The whole rule is the code's own text, in English."""

RULES = {
    "R1": ("Kontakt", "En kontakt kendes på sit idnummer; findes det ikke, på sit løbenummer."),
    "R2": (
        "Ophold",
        "Indlæggelser af samme borger på samme sygehus, som følger umiddelbart på hinanden, er ét ophold. Det regnes på dagen for "
        "udskrivningen.",
    ),
    "R3": ("Besøg", "Hver dag med ambulant besøg i en kontakt er ét besøg."),
    "R4": (
        "Ydelser",
        "En ydelse hører til det ophold eller besøg, den ligger i. Kun ophold og besøg med mindst én takstbærende ydelse er genoptræning.",
    ),
    "R5": ("Genoptræningsplan", "Et besøg har en plan, når der er udstedt en på dagen eller før; den seneste vises."),
    "R6": ("Forløb", "En startmarkering åbner et forløb på sygehuset, en slutmarkering af samme art lukker det."),
    "R7": (
        "Ordning",
        "Ophold er genoptræning under indlæggelse. Et besøg følger arten af det forløb, der dækker dagen.",
    ),
    "R8": ("Frasortering", "Det, der ikke kan opkræves, sættes til side med én årsag: den første, der gælder."),
    "R9": ("Takst", "Hver hændelse udløser én takst, den dyreste, uanset hvor mange ydelser den rummer."),
    "R10": (
        "Kommunal udgift",
        "Den trykte kommunale udgift bruges, hvor der er en; ellers kommunens andel af taksten, afrundet til hele kroner.",
    ),
    "R11": (
        "Afregningskanal",
        "Indlagte og specialiserede opkræves her, undtagen hvor kommune og region har frameldt sig. Almen genoptræning er til orientering.",
    ),
    "R12": ("Betaler og kreditor", "Bopælskommunen betaler, sygehusets region har til gode."),
    "R13": (
        "Bogføring",
        "Intet slettes: er noget ændret, tilbageføres posteringen, og en ny skrives. Efter den endelige opgørelse bogføres intet mere.",
    ),
    "R14": ("Afstemning", "Alt, der leveres, gøres der rede for, og alle summer går op; ellers offentliggøres intet."),
}
"""Rule -> its name, and what it says in short."""
