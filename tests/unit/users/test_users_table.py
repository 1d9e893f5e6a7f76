import pytest

from hub_ext.users.person import Person
from hub_ext.users.users_table import best_match
from tests.unit.users.people import person

LOWER, UPPER = person(row_id=1, user_id="kim"), person(row_id=2, user_id="KIM")
COMPOSED = person(row_id=3, user_id="한별")
IN_PIECES = "\u1112\u1161\u11ab\u1107\u1167\u11af"


@pytest.mark.parametrize(
    ("rows", "typed", "row_id"),
    [
        pytest.param([], "kim", None, id="nobody"),
        pytest.param([LOWER], "kim", 1, id="exact"),
        pytest.param([LOWER], "KIM", 1, id="what the collation takes for equal"),
        pytest.param([UPPER, LOWER], "kim", 1, id="the exact one of two"),
        pytest.param([LOWER, UPPER], "KIM", 2, id="the exact one of two, the other way round"),
        pytest.param([LOWER, UPPER], "Kim", None, id="none of two is exact"),
        pytest.param([COMPOSED], IN_PIECES, 3, id="Korean in pieces"),
        pytest.param(
            [COMPOSED, person(row_id=4, user_id=IN_PIECES)], IN_PIECES, 4, id="both spellings exist"
        ),
    ],
)
def test_which_row_a_typed_name_means(rows: list[Person], typed: str, row_id: int | None) -> None:
    found = best_match(rows, typed)

    assert (found.row_id if found else None) == row_id
