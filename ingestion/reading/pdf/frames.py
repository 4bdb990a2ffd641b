"""Ruled lines that belong together: those that touch, and those that lie one below the other with the same ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingestion.reading.pdf.rules import Rule

NEAR = 0.004
LEAST_ACROSS = 3
LEAST_RULES = 3
MOST_RULES = 1500


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
    found: list[Frame] = []
    while down:
        frame = Frame(down=[down.pop()])
        grown = True
        while grown:
            touched = [rule for rule in across if any(touch(rule, other) for other in frame.down)]
            across = [rule for rule in across if rule not in touched]
            frame.across += touched
            reached = [rule for rule in down if any(touch(other, rule) for other in frame.across)]
            down = [rule for rule in down if rule not in reached]
            frame.down += reached
            grown = bool(touched or reached)
        found.append(frame)
    whole = [frame for frame in found if frame.across and len(frame.across) + len(frame.down) >= LEAST_RULES]
    return sorted(whole + stacks(across), key=lambda frame: -len(frame.heights))


def stacks(across: list[Rule]) -> list[Frame]:
    """Lines across without any down, that begin and end at the same places: the tables of good printing."""
    found: list[Frame] = []
    for rule in sorted(across, key=lambda rule: rule.at):
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


def touch(across: Rule, down: Rule) -> bool:
    """Whether two rules meet."""
    return across.start - NEAR <= down.at <= across.end + NEAR and down.start - NEAR <= across.at <= down.end + NEAR


def apart(places: list[float]) -> list[float]:
    """The places in order without those that are the same."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return found
