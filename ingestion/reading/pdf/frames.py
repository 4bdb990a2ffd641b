"""Ruled lines that belong together: those that touch, and those that lie one below the other with the same ends."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from ingestion.reading.pdf.rules import Rule

NEAR = 0.004
LEAST_ACROSS = 3
LEAST_RULES = 3
MOST_RULES = 1500
HEIGHT = attrgetter("at")


@dataclass
class Frame:
    """Rules that touch one another, or lie one below the other with the same ends."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)

    @property
    def heights(self) -> list[float]:
        """Where rows part, from top to bottom."""
        ends = [end for rule in self.down for end in (rule.start, rule.end)]
        return apart([*(rule.at for rule in self.across), *([min(ends), max(ends)] if ends else [])])

    @property
    def places(self) -> list[float]:
        """Where columns part, from left to right."""
        ends = [end for rule in self.across for end in (rule.start, rule.end)]
        return apart([*(rule.at for rule in self.down), *([min(ends), max(ends)] if ends else [])])


def frames(rules: Sequence[Rule]) -> list[Frame]:
    """The rules in groups that touch, the largest first."""
    if len(rules) > MOST_RULES:
        return []
    across = joined(rule for rule in rules if rule.across)
    down = joined(rule for rule in rules if not rule.across)
    found = list(touching(across, down))
    taken = {rule for frame in found for rule in frame.across}
    loose = [rule for rule in across if rule not in taken]
    whole = [frame for frame in found if frame.across and len(frame.across) + len(frame.down) >= LEAST_RULES]
    return sorted(whole + stacks(loose), key=lambda frame: -len(frame.heights))


def stacks(across: list[Rule]) -> list[Frame]:
    """Lines across without any down, that begin and end at the same places: the tables of good printing."""
    found: list[Frame] = []
    for rule in sorted(across, key=HEIGHT):
        same = (
            frame
            for frame in found
            if abs(frame.across[0].start - rule.start) < NEAR and abs(frame.across[0].end - rule.end) < NEAR
        )
        frame = next(same, None)
        if frame:
            frame.across.append(rule)
        else:
            found.append(Frame(across=[rule]))
    return [frame for frame in found if len(frame.across) >= LEAST_ACROSS]


def joined(rules: Iterable[Rule]) -> list[Rule]:
    """Lines that lie on one another or go on, as one."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.at / NEAR), rule.start)):
        last = found[-1] if found else None
        if last and abs(last.at - rule.at) < NEAR and rule.start <= last.end + NEAR:
            found[-1] = last._replace(end=max(last.end, rule.end))
        else:
            found.append(rule)
    return found


def touching(across: list[Rule], down: list[Rule]) -> Iterator[Frame]:
    """Lines down, in groups with the lines across that join them."""
    by_height = sorted(across, key=HEIGHT)
    met = {rule: crossed(rule, by_height) for rule in down}
    meets: dict[Rule, list[Rule]] = {}
    for rule, others in met.items():
        for other in others:
            meets.setdefault(other, []).append(rule)
    waiting = dict.fromkeys(down)
    while waiting:
        frame = Frame(down=[waiting.popitem()[0]])
        for rule in frame.down:
            for other in met[rule]:
                if joined_by := meets.pop(other, None):
                    frame.across.append(other)
                    fresh = [each for each in joined_by if each in waiting]
                    frame.down += fresh
                    for each in fresh:
                        del waiting[each]
        yield frame


def crossed(rule: Rule, by_height: list[Rule]) -> list[Rule]:
    """The lines across that one down touches."""
    first = bisect_left(by_height, rule.start - NEAR, key=HEIGHT)
    last = bisect_right(by_height, rule.end + NEAR, key=HEIGHT)
    return [other for other in by_height[first:last] if other.start - NEAR <= rule.at <= other.end + NEAR]


def apart(places: list[float]) -> list[float]:
    """The places in order without those that are the same."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return found
