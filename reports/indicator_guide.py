"""The guide to the indicators, reports/indicators.md, from their definitions: `python -m reports.indicator_guide`.

Danish, for those who read the figures. A test holds the file to what is written here.
"""

from pathlib import Path

from transforms.definitions import DEFINITIONS, SPREAD, in_words
from transforms.policies import MONITORING
from transforms.populations import INHABITANTS, POPULATIONS, Definition

GUIDE = Path(__file__).parent / "indicators.md"

HEAD = """# Indikatorer

Skrevet af `python -m reports.indicator_guide` ud fra `transforms/definitions.py`; ret ikke her.

Tabellen `indicators` i `genopt.duckdb` laves på ny ved hver kørsel, der offentliggøres, af det, der står nu: `charges`,
`set_aside` og `plans`. Hver række er én indikator for én periode (måned `2007-03`, kvartal `2007-Q1`, år `2007`) og ét område.
Perioden er aktivitetens, for planer den måned, planen blev udstedt i.

- **Kommune og region** er borgerens bopæl, **sygehus** og **speciale** kontaktens. `unknown` er bopæl uden for de kommuner, der
  betaler, eller et speciale, der ikke er oplyst. En kommunes region står i `region`.
- **Værdien** har fire decimaler. Tæller og nævner står ved siden af; `persons` er borgerne bag tælleren.
- **En række mangler**, hvor der intet er at tælle; en andel på 0 står der.
- **Indbyggertal** findes i `population.csv`. Kendes periodens år ikke, bruges det nærmeste kendte år, og det står i `note`: tallet
  hviler da på en antagelse (politik `population_year`).
- **Politikkerne** er dem, der gælder på afregningsmånedens sidste dag; én definition gælder hele rækken af måneder.
- **Åbne tal**: de seneste måneder vokser, når besøg og slutmarkeringer kommer til. Planer, der er udstedt før den første leverance, er
  ikke med.
"""

TAIL = """## Små tal

I `genopt.duckdb` skjules intet. Alt, der forlader huset, går gennem `transforms.suppression.suppress_small_cells`:

- En celle med færre end {suppression_threshold} borgere eller hændelser, men ikke nul, vises ikke (politik
  `suppression_threshold`), og det gør en rest heller ikke: den del af en nævner, som tælleren ikke er.
- Hvor et skjult tal kunne regnes ud af summer over områder (kommune, region, land; sygehuse; specialer), perioder eller arter,
  skjules flere, så mindst to forskellige sandheder passer med alt, der vises: hver art for sig og så få som muligt. Hvordan
  arterne hænger sammen, står i `transforms/disclosure.py`, hvad der ellers kunne være sket, i `transforms/presence.py`, og hvad
  der skjules, i `transforms/shielding.py`.
- Kroner skjules i hele året, hvor antallet bag dem eller en del af det er skjult: taksterne er kendte og få, så antal og kroner
  tilsammen ville sige, hvilke takster der er brugt, og dermed den skjulte del.
- Medianen af dage vises, hvor der er planer nok bag den, også hvor deres antal må skjules, når den også passer med den anden
  sandhed: dens midte ligger da mellem de samme grænser.
- Frasorterede uden en kommune, der betaler, er en region for sig (`unknown`) og en del af landets tal: er de få, skjules også et
  af en anden regions tal. Planer for borgere uden en kommune, der betaler, tælles slet ikke, så de skjuler intet.
- Hvor et områdes tal er skjult, ser ingen og få ens ud. Spredninger regnes kun af de kommuner, hvis tal vises.
"""


def write_guide() -> str:
    """The whole guide as Markdown."""
    counted = "\n".join(f"| `{name}` | {in_words(says)} |" for name, says in POPULATIONS.items())
    endings = "\n".join(f"| `_{ending}` | {words} |" for ending, (words, _) in SPREAD.items())
    policies = "\n".join(f"| `{policy}` | {value} |" for policy, value in MONITORING.items())
    parts = [
        HEAD,
        "## Hvad der tælles\n\n| navn | hvad |\n|---|---|\n" + counted + "\n",
        "## Indikatorerne\n",
        *map(describe, DEFINITIONS.values()),
        "## Spredning mellem kommuner\n\nFor hver region og for landet, af de kommuner, der har en værdi; hver tæller én gang. "
        "En kommune, hvor der intet var i perioden, er 0 pr. indbygger og tæller med som 0; andele og gennemsnit har den ingen af. Mellem "
        "to værdier regnes lineært.\n\n| endelse på navnet | hvad |\n|---|---|\n" + endings + "\n",
        "## Politikker, hvor ingen række gælder\n\n| politik | værdi |\n|---|---|\n" + policies + "\n",
        in_words(TAIL),
    ]
    return "\n".join(parts)


def describe(definition: Definition) -> str:
    """One indicator: title, name, unit, definition, what is divided by what, areas and source."""
    lines = [
        f"### {in_words(definition.title)}",
        "",
        f"`{definition.name}`. Enhed: {definition.unit}. Områder: {', '.join(definition.area_kinds)}."
        + (" Spredning vises." if definition.has_spread else ""),
        "",
        in_words(definition.says),
        "",
        f"Regnes som: {describe_division(definition)}. Kilde: {definition.source}.",
        "",
    ]
    return "\n".join(lines)


def describe_division(definition: Definition) -> str:
    """What is divided by what, in quantities."""
    if definition.measured:
        return f"`{definition.measured}`, median over `{definition.denominator}`"
    per = f"{definition.per} x " if definition.per != 1 else ""
    whole = "indbyggere" if definition.denominator == INHABITANTS else f"`{definition.denominator}`"
    return f"{per}`{definition.numerator}`" + (f" / {whole}" if definition.denominator else "")


if __name__ == "__main__":
    GUIDE.write_text(write_guide(), encoding="utf-8")
