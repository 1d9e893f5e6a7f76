"""What students do, and when: drawn from a seed, so that a run can be made again."""

from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Final

#: Seconds, of which any length is as likely as another.
type Between = tuple[float, float]


class Going(Enum):
    """What somebody does after a round."""

    STAYS = "stays"
    LOGS_OUT = "logs out"
    STOPS = "stops the server and logs out"


@dataclass(frozen=True, slots=True)
class Habits:
    """How a group of students works.

    Attributes
    ----------
    arriving
        From the beginning until a student comes.
    thinking
        Between two rounds of work.
    away
        From leaving to coming back.
    lingering
        From the end of the lesson until a student leaves.
    leaves
        How likely it is to leave after a round, from 0 to 1; every other one stops the server.
    """

    arriving: Between
    thinking: Between
    away: Between
    lingering: Between
    leaves: float


#: The baseline has to see each step a few times within a minute.
ALONE: Final = Habits((0, 0), (1, 2), (2, 4), (0, 0), leaves=0.2)


def in_a_lesson(arriving: float) -> Habits:
    """Return how pupils work who all come within `arriving` seconds."""
    return Habits((0, arriving), (20, 40), (20, 60), (0, 30), leaves=0.1)


class Whims:
    """One student's own: what the habits allow, as the seed has it.

    Parameters
    ----------
    habits
        Of everybody.
    seed, user
        Together they decide.
    """

    def __init__(self, habits: Habits, seed: int, user: str) -> None:
        self._habits = habits
        self._random = Random(f"{seed} {user}")  # noqa: S311 - habits, not secrets

    def arriving(self) -> float:
        """Return seconds, see `Habits`."""
        return self._random.uniform(*self._habits.arriving)

    def thinking(self) -> float:
        """Return seconds, see `Habits`."""
        return self._random.uniform(*self._habits.thinking)

    def away(self) -> float:
        """Return seconds, see `Habits`."""
        return self._random.uniform(*self._habits.away)

    def lingering(self) -> float:
        """Return seconds, see `Habits`."""
        return self._random.uniform(*self._habits.lingering)

    def going(self) -> Going:
        """Return what comes after a round."""
        if self._random.random() >= self._habits.leaves:
            return Going.STAYS
        return self._random.choice((Going.LOGS_OUT, Going.STOPS))
