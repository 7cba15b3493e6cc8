"""What keeps two articles apart: days, the years they name, claims that contradict each other."""

from __future__ import annotations

from paddock.evidence.relations.profile import Profile
from paddock.evidence.types import Status


def time_apart(one: Profile, two: Profile) -> tuple[float, float]:
    """Return whether two articles are surely of the same days (1, of the same month .5) and how far apart, 0 to 1.

    Where a date is unknown or only a year, neither is told: 0 and 0.
    """
    if one.days is None or two.days is None:
        return 0.0, 0.0
    gap = max(0, one.days[0] - two.days[1], two.days[0] - one.days[1])
    width = max(one.days[1] - one.days[0], two.days[1] - two.days[0])
    near = 0.0 if gap > 3 or width > 31 else 1.0 if width <= 1 else 0.5
    if gap and width > 31:
        gap = abs(sum(one.days) - sum(two.days)) // 2
    return near, min(1.0, max(0.0, (gap - 3) / 30))


def claims_apart(one: Profile, two: Profile) -> dict[str, float]:
    """Return how the main claims of two articles agree: `claim` and `contrary`, 0 where one has none.

    claim: share of subject, action, target and status that are the same.  contrary: of one subject and one target, and
    denied in one alone, or stopped in one alone.
    """
    if not one.claims or not two.claims:
        return {"claim": 0.0, "contrary": 0.0}
    first, second = one.claims[0], two.claims[0]
    things = [(first.subject, second.subject), (first.target, second.target)]
    agree = [bool(left) and left == right for left, right in things]
    sides = [_side(claim.status) for claim in (first, second)]
    contrary = all(agree) and sides[0] != sides[1]
    agree += [first.action == second.action, first.status == second.status]
    return {"claim": sum(agree) / 4, "contrary": float(contrary)}


def _side(status: Status) -> str:
    if status is Status.DENIED:
        return "denied"
    return "stopped" if status in {Status.ENDED, Status.PAUSED} else "going"


def years_apart(one: Profile, two: Profile) -> float:
    """Return how many years lie between the latest years two articles name, at most 3; half where one has none."""
    first, second = _latest(one), _latest(two)
    return min(3.0, abs(first - second)) if first and second else 0.5


def _latest(profile: Profile) -> int:
    years = [int(key[2:]) for key in profile.keys if len(key) == 6 and key[:4] in {"d:19", "d:20"}]
    return max(years, default=0)
