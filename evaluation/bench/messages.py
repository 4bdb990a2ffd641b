"""What a measurement says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measurement:
    """One measurement: what was measured, and its figures by name with the unit in the name."""

    title: str
    figures: dict[str, float]
