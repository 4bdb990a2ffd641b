"""`manage.py drift`: how the house's questions went, week by week, and what its documents don't answer."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from evaluation.drift import topics, weeks
from evaluation.drift.topics import Topic
from evaluation.drift.weeks import Week

NOBODY = f"Nobody has asked a question in the last {weeks.WEEKS} weeks."


class Command(BaseCommand):
    help = "Figures of questions and answers for each of the last weeks, and topics that no document answers. Shows no question."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")

    def handle(self, *_args: Any, **options: Any) -> None:
        told, found = weeks.weeks(), topics.unanswered(weeks.since())
        if options["json"]:
            listed = [{"words": each.words, "questions": each.questions, "people": each.people} for each in found]
            self.stdout.write(json.dumps({"weeks": weeks.as_json(told), "unanswered": listed}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join([*map(_line, told), *map(_topic, found)]) or NOBODY)


def _line(week: Week) -> str:
    shares = {"unanswered": week.unanswered, "unsure": week.unsure, "unknown words": week.unknown_words}
    seconds = {"median": week.median_seconds, "p95": week.p95_seconds}
    return ", ".join(
        [
            f"{week.monday.isoformat()}: questions {week.questions}",
            *(f"{name} {share:.0%}" for name, share in shares.items() if share is not None),
            f"thumbs down {week.thumbs_down}",
            f"asked again {week.asked_again}",
            *(f"{name} {took:.1f} s" for name, took in seconds.items() if took is not None),
        ]
    )


def _topic(topic: Topic) -> str:
    return f"Not answered: {', '.join(topic.words)} (questions {topic.questions}, people {topic.people})"
