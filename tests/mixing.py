"""What a reader makes of a number of events and its kroner who knows the tariffs: they are public, few and whole."""

from collections.abc import Iterator
from functools import cache

from flows.facts import SHIPPED, read_facts

Part = tuple[int, int]
"""A number of events and their kroner."""


@cache
def prices_of(scheme: str) -> tuple[int, ...]:
    """What an event of a scheme may cost the municipality, by the shipped facts."""
    facts = read_facts(SHIPPED)
    groups = facts.tariff_codes.filter(scheme=scheme).select("tariff_group").unique()
    return tuple(sorted({int(kr) for kr in facts.tariffs.join(groups, on="tariff_group")["municipal_kr"]}))


@cache
def list_sums(prices: tuple[int, ...], number: int, kroner: int) -> tuple[frozenset[int], ...]:
    """What 0, 1, ... and so many events may cost together, no more than some kroner."""
    sums = [frozenset({0})]
    for _ in range(number):
        sums.append(frozenset(cost + price for cost in sums[-1] for price in prices if cost + price <= kroner))
    return tuple(sums)


def find_parts(whole: Part, prices: tuple[int, ...], others: tuple[int, ...]) -> set[Part]:
    """What of a sum may be of the one kind, where the rest is of the other: every whole number of tariffs that fits."""
    number, kroner = whole
    ones, rests = list_sums(prices, number, kroner), list_sums(others, number, kroner)
    return {(n, kr) for n, sums in enumerate(ones) for kr in sums if kroner - kr in rests[number - n]}


def list_mixes(number: int, kroner: int, prices: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """How many there may be at each price, the dearest first."""
    if not prices:
        yield from [()] if number == kroner == 0 else []
        return
    dearest, *others = prices
    for many in range(min(number, kroner // dearest), -1, -1):
        if (kroner - many * dearest) <= (number - many) * (others[0] if others else 0):
            yield from ((many, *rest) for rest in list_mixes(number - many, kroner - many * dearest, tuple(others)))


def find_certain(number: int, kroner: int, prices: tuple[int, ...]) -> dict[int, int]:
    """The prices of which all mixes have the same number, and that number."""
    certain: dict[int, int] | None = None
    for mix in list_mixes(number, kroner, tuple(sorted(prices, reverse=True))):
        told = dict(zip(sorted(prices, reverse=True), mix, strict=True))
        certain = told if certain is None else {p: many for p, many in certain.items() if told[p] == many}
        if not certain:
            break
    return certain or {}
