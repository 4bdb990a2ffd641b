"""`manage.py search`: what a person's question finds, from the command line."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from access import by_name
from retrieval import filter_options
from retrieval.errors import RetrievalError
from retrieval.messages import Found, Passage
from retrieval.search import search


class Command(BaseCommand):
    help = "Search as a person: the passages that answer best, of the collections that this person may read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question")
        parser.add_argument("--as", dest="person", required=True, metavar="USER", help="Whose rights count.")
        parser.add_argument("--collection", metavar="NAME", help="Only this collection.")
        parser.add_argument("--limit", type=int, metavar="NUMBER", help="Most passages.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
        parser.add_argument("--as-typed", action="store_true", help="Read nothing in the question but its words.")
        filter_options.add_to(parser)

    def handle(self, *_args: Any, question: str, person: str, collection: str | None, limit: int | None, **options: Any) -> None:
        if limit is not None and limit < 1:
            raise CommandError("--limit must be 1 or more.")
        filters, stages = filter_options.filters(options), settings.RETRIEVAL.stages
        stages = stages.as_typed if options["as_typed"] else stages
        try:
            found = search(question, by_name.scope(person, collection), filters=filters, limit=limit, stages=stages)
        except RetrievalError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(_as_json(found), ensure_ascii=False) if options["json"] else _as_text(found))


def _as_json(found: Found) -> dict[str, Any]:
    return {
        "passages": [_passage(passage) for passage in found.passages],
        "confidence": round(found.confidence, 4),
        "readings": [{"words": each.words, "meaning": each.meaning} for each in found.readings],
        "milliseconds": {name: round(taken, 1) for name, taken in found.steps.items()},
    }


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "document": passage.name or passage.title,
        "title": passage.title,
        "document_id": str(passage.document_id),
        "page": passage.page,
        "score": round(passage.score, 4),
        "text": passage.text,
    }


def _as_text(found: Found) -> str:
    read = [f"Read “{each.words}” as {each.meaning}." for each in found.readings]
    if not found.passages:
        return "\n\n".join([*read, "Nothing found."])
    blocks = [f"{passage.title}, page {passage.page}, score {passage.score:.2f}\n{passage.text}" for passage in found.passages]
    return "\n\n".join([*read, *blocks, f"Probability that the answer is here: {found.confidence:.2f}"])
