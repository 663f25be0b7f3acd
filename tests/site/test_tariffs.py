"""The tariffs are public: of a sum's visits and kroner no reader works out the schemes that are hidden in it."""

from functools import cache

import pytest

from tests.mixing import find_parts, prices_of
from tests.site.conftest import MONTHS
from tests.site.test_figures import THRESHOLD, read
from tests.solving import find_known

pytestmark = pytest.mark.xdist_group("site")

KINDS = {"inpatient": "specialised_outpatient", "specialised_outpatient": "inpatient"}
"""A scheme of hospitals' rehabilitation, and the other one."""


@pytest.fixture(scope="session")
def written(year):
    """Every figure with a key: what figure it is -> the number, empty where it is hidden."""
    keyed = {key: text for page in year.pages for key, text in page.keyed().items() if "mio." not in text}
    return {
        key: read(text) for key, text in keyed.items() if key.split(" ")[0] in ("events", "citizens", "municipal_kr")
    }


@pytest.fixture(scope="session")
def towns(year):
    return dict(year.query("SELECT municipality, region FROM municipalities"))


class Reader:
    """What one scheme of each municipality of a region may come to in a month, by its sums, its tariffs, and its region."""

    def __init__(self, written, month, scheme, region, inside):
        self.written, self.month, self.scheme = written, month, scheme
        self.left = self.part(region, scheme)
        self.hidden = {}
        for town in inside:
            told, of_all = self.part(town, scheme), self.part(town, "hospital")
            if told is None:
                self.hidden[town] = self.list_parts(of_all)
            elif self.left:
                self.left = tuple(whole - part for whole, part in zip(self.left, told, strict=True))
        self.narrow()

    def part(self, area, scheme):
        """Number and kroner of a cell; the kroner alone may be empty."""
        number, kroner = (
            self.written.get(f"{what} {self.month} {area} {scheme}") for what in ("events", "municipal_kr")
        )
        return None if number is None else (int(number), None if kroner is None else int(kroner))

    def list_parts(self, whole):
        """What of a sum may be of the scheme: by the tariffs where its kroner are told; any where it is not told at all."""
        if whole is None:
            return None
        number, kroner = whole
        if kroner is None:
            return {(n, None) for n in range(number + 1)}
        return find_parts(whole, prices_of(self.scheme), prices_of(KINDS[self.scheme]))

    def narrow(self):
        """No municipality holds more than the region leaves when the others hold least."""
        for _ in range(5 if self.left else 0):
            for place in (0, 1):
                least = {
                    town: min((part[place] or 0 for part in parts), default=0) if parts else 0
                    for town, parts in self.hidden.items()
                }
                for town, parts in self.hidden.items():
                    most = (
                        self.left[place] - sum(least.values()) + least[town] if self.left[place] is not None else None
                    )
                    if parts and most is not None:
                        self.hidden[town] = {part for part in parts if (part[place] or 0) <= most}

    def known(self):
        """The municipalities whose number or kroner are told by one solution only, or whose number is told to be few."""
        for town, parts in self.hidden.items():
            if parts is not None:
                numbers, kroner = {number for number, _ in parts}, {kr for _, kr in parts}
                if len(numbers) == 1 or max(numbers) < THRESHOLD or (len(kroner) == 1 and kroner != {None}):
                    yield town


def list_readers(written, towns):
    for month in MONTHS:
        for region in sorted(set(towns.values())):
            inside = sorted(town for town in towns if towns[town] == region)
            yield from (Reader(written, month, scheme, region, inside) for scheme in KINDS)


def test_no_hidden_scheme_is_worked_out_by_the_tariffs(written, towns):
    hidden = 0
    for reader in list_readers(written, towns):
        hidden += len(reader.hidden)
        assert list(reader.known()) == [], f"{reader.scheme} {reader.month}"
    assert hidden > 100


def test_the_reader_works_out_hidden_schemes_where_the_kroner_of_their_sums_are_told(written, towns, year):
    """So were the pages before: the sum of every municipality told with its kroner."""
    rows = year.query(
        f"""SELECT activity_month, payer_municipality, sum(municipal_kr) FROM as_known('{MONTHS[-1]}')
        WHERE scheme <> 'general_outpatient' GROUP BY ALL"""
    )
    told = written | {
        f"municipal_kr {month} {town} hospital": kr
        for month, town, kr in rows
        if written.get(f"events {month} {town} hospital") is not None
    }
    assert len([town for reader in list_readers(told, towns) for town in reader.known()]) >= 4


def test_no_sum_tells_that_few_citizens_are_in_both_of_its_schemes(written, towns):
    """How many are in both adds up over places: what is not told is an unknown of these sums."""
    regions = sorted(set(towns.values()))
    counted = 0
    for month in MONTHS:

        @cache
        def shared(area, month=month):
            numbers = [written.get(f"citizens {month} {area} {scheme}") for scheme in (*KINDS, "hospital")]
            return None if None in numbers else numbers[0] + numbers[1] - numbers[2]

        lines = [{"DK": -1} | dict.fromkeys(regions, 1)]
        lines += [{region: -1} | {t: 1 for t in towns if towns[t] == region} for region in regions]
        told = {area for line in lines for area in line if shared(area) is not None}
        counted += len(told)
        assert not [area for area in told if 0 < shared(area) < THRESHOLD]
        assert not find_known([{a: f for a, f in line.items() if a not in told} for line in lines])
    assert counted >= 12
