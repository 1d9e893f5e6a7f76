from collections import Counter
from itertools import permutations

import pytest

from bench.storage.trial import in_turn


@pytest.mark.parametrize("ways", ["ab", "abc", "abcde"])
def test_nobody_has_a_better_place(ways: str) -> None:
    orders = ["".join(in_turn(ways, number)) for number in range(2 * len(ways))]
    assert Counter(order[0] for order in orders) == dict.fromkeys(ways, 2)
    for one, other in permutations(ways, 2):
        before = sum(order.index(one) < order.index(other) for order in orders)
        assert before == len(ways)
