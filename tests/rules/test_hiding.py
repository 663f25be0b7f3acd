"""Which cells of published tables are held back. Policy suppression_threshold."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.solving import find_known
from transforms.hiding import Line, hide_few, hide_kroner

THRESHOLD = 5


def test_a_cell_of_few_is_hidden_and_the_smallest_beside_it():
    citizens = {"a": 3, "b": 8, "c": 20, "all": 31}
    assert hide_few(citizens, [Line("all", ["a", "b", "c"])], THRESHOLD) == {"a", "b"}


def test_where_none_are_few_nothing_is_hidden():
    citizens = {"a": 5, "b": 8, "all": 13}
    assert hide_few(citizens, [Line("all", ["a", "b"])], THRESHOLD) == frozenset()


def test_two_of_few_that_are_still_few_together_need_a_third():
    citizens = {"a": 1, "b": 2, "c": 20, "d": 30, "all": 53}
    assert hide_few(citizens, [Line("all", ["a", "b", "c", "d"])], THRESHOLD) == {"a", "b", "c"}


def test_a_cell_that_is_alone_in_its_sum_takes_the_sum_with_it():
    citizens = {"a": 3, "all": 3, "b": 40, "country": 43}
    lines = [Line("all", ["a", "nobody"]), Line("country", ["all", "b"])]
    assert hide_few(citizens, lines, THRESHOLD) == {"a", "all", "b"}


def test_a_hidden_sum_hides_one_of_the_parts_that_would_give_it():
    citizens = {"a": 2, "b": 2, "whole": 4, "rest": 50, "all": 54}
    lines = [Line("whole", ["a", "b"]), Line("all", ["whole", "rest"])]
    hidden = hide_few(citizens, lines, THRESHOLD)
    assert {"a", "b", "whole", "rest"} == hidden


def test_of_equal_cells_the_first_by_name_is_hidden():
    citizens = {"a": 3, "z": 9, "m": 9, "all": 21}
    lines = [Line("all", ["a", "z", "m"])]
    assert hide_few(citizens, lines, THRESHOLD) == {"a", "m"}


def test_a_cell_that_only_all_lines_together_give_away_is_covered_too():
    """Two squares of hidden cells, joined by a third pair: each line has two of them, and yet the joint follows from all."""
    citizens = {"a": 3, "b": 3, "c": 3, "d": 3, "joint": 4, "e": 3, "f": 3, "g": 3, "h": 3}
    rows = [["a", "b"], ["c", "d", "joint", "x"], ["e", "f", "y"], ["g", "h"]]
    columns = [["a", "c"], ["b", "d"], ["e", "g", "joint"], ["f", "h"], ["x", "y"]]
    citizens |= {"x": 60, "y": 70}
    lines = [Line(f"sum {'+'.join(parts)}", parts) for parts in (*rows, *columns)]
    citizens |= {line.total: sum(citizens[part] for part in line.parts) for line in lines}
    few = {name for name, many in citizens.items() if many < THRESHOLD}
    assert find_known(equations(lines, few)) == {"joint"}
    hidden = hide_few(citizens, lines, THRESHOLD)
    assert few < hidden
    assert find_known(equations(lines, hidden)) == set()


def test_parts_that_may_share_citizens_are_held_back_until_one_of_them_is_enough():
    citizens = {"all": 60, "a": 3, "b": 3, "c": 57}
    assert hide_few(citizens, [Line("all", ["a", "b", "c"])], THRESHOLD) == {"a", "b"}
    assert hide_few(citizens, [Line("all", ["a", "b", "c"], is_apart=False)], THRESHOLD) == {"a", "b", "c"}


def test_the_kroner_of_a_sum_of_kinds_are_hidden_with_any_part_of_it_and_of_its_sums():
    kinds = [Line("all", ["collected", "opted out"]), Line("collected", ["stays", "visits"]), Line("other", ["x", "y"])]
    assert hide_kroner({"visits"}, kinds) == {"visits", "collected", "all"}
    assert hide_kroner({"all"}, kinds) == {"all"}


def table(numbers):
    """A table's cells with the sums of its rows and columns, and the lines that a reader can make."""
    rows, columns = sorted({row for row, _ in numbers}), sorted({column for _, column in numbers})
    citizens = {f"{row} {column}": many for (row, column), many in numbers.items()}
    lines = [Line(row, [f"{row} {column}" for column in columns]) for row in rows]
    lines += [Line(column, [f"{row} {column}" for row in rows]) for column in columns]
    lines += [Line("all", rows), Line("all", columns)]
    for line in lines:
        citizens[line.total] = sum(citizens.get(part, 0) for part in line.parts)
    return citizens, lines


def assert_safe(citizens, lines):
    """Nothing of few is shown; each line that is shown holds back enough; and another truth fits all that is shown."""
    hidden = hide_few(citizens, lines, THRESHOLD)
    assert all(name in hidden for name, many in citizens.items() if 0 < many < THRESHOLD)
    assert all(citizens[name] for name in hidden)
    for line in lines:
        parts = [part for part in line.parts if part in hidden]
        if parts and line.total not in hidden:
            assert sum(citizens[part] for part in parts) >= THRESHOLD
    assert find_known(equations(lines, hidden)) == set()


def equations(lines, hidden):
    """The lines as equations of what is hidden in them."""
    sums = [[(line.total, -1), *((part, 1) for part in line.parts)] for line in lines]
    return [{name: sign for name, sign in line if name in hidden} for line in sums]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([0, 0, 1, 3, 6, 9, 40]), min_size=6, max_size=6))
def test_in_any_small_table_no_hidden_cell_can_be_known(numbers):
    places = [(f"r{row}", f"c{column}") for row in range(2) for column in range(3)]
    cells = {place: many for place, many in zip(places, numbers, strict=True) if many}
    if cells:
        assert_safe(*table(cells))
