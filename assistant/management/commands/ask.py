"""`manage.py ask`: an answer with its footnotes, in this process and with no conversation left behind."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from access import by_name
from assistant import answering, asking, citations, work
from assistant.answering import Answer, Asked
from assistant.errors import AssistantError
from assistant.messages import SourceLine
from assistant.models import Citation, Turn
from gateway.errors import GatewayError
from retrieval import filter_options
from retrieval.errors import RetrievalError


class Command(BaseCommand):
    help = "Ask as a person: an answer with footnotes from the collections that this person may read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question")
        parser.add_argument("--as", dest="person", required=True, metavar="USER", help="Whose rights count.")
        parser.add_argument("--collection", metavar="NAME", help="Only this collection.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object and nothing else.")
        parser.add_argument("--as-typed", action="store_true", help="Read nothing in the question but its words.")
        filter_options.add_to(parser)

    def handle(self, *_args: Any, question: str, person: str, collection: str | None, **options: Any) -> None:
        scope = by_name.scope(person, collection)
        terminal = _Terminal(None if options["json"] else self.stdout)
        try:
            asked = Asked(asking.checked(question), scope, (), filter_options.filters(options), options["as_typed"])
            answer = answering.answer(asked, terminal)
        except (AssistantError, RetrievalError, GatewayError) as error:
            raise CommandError(str(error)) from None
        footnotes = citations.snapshots(Turn(), answer.passages, answer.claims)
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(answer, footnotes, work.names(scope)), ensure_ascii=False))
        else:
            self.stdout.write(_as_text(answer, footnotes, work.names(scope)))


class _Terminal:
    """Shows steps and the growing draft where a person is looking; the finished answer follows with its numbers."""

    def __init__(self, out: OutputWrapper | None) -> None:
        self.out = out if out and out.isatty() else None
        self.status, self.text = "", ""

    def show(self, status: str, text: str) -> None:
        if status != self.status:
            self._write(f"\n{status} …\n")
        self._write(text[len(self.text) :])
        self.status, self.text = status, text

    def read(self, sources: Sequence[SourceLine]) -> None:
        self.show("Reading", "")
        for source in sources:
            self._write(f"  {source.title}, page {source.page}\n")

    def wants_stop(self) -> bool:
        return False

    def _write(self, text: str) -> None:
        if self.out:
            self.out.write(text, ending="")
            self.out.flush()


def _as_json(answer: Answer, footnotes: Sequence[Citation], searched: list[str]) -> dict[str, Any]:
    return {
        "answer": answer.text,
        "refused": answer.refused,
        "citations": [_citation(each) for each in footnotes if each.cited],
        "read": [_citation(each) for each in footnotes if not each.cited],
        "searched": searched,
        "provider": answer.provider.name,
        "model": answer.provider.model,
        "milliseconds": {name: round(taken, 1) for name, taken in answer.steps.items()},
    }


def _citation(footnote: Citation) -> dict[str, Any]:
    return {
        "number": footnote.number,
        "document": footnote.name or footnote.title,
        "title": footnote.title,
        "document_id": str(footnote.document_id),
        "page": footnote.page,
        "quote": footnote.quote,
    }


def _as_text(answer: Answer, footnotes: Sequence[Citation], searched: list[str]) -> str:
    shown = [each for each in footnotes if each.cited or answer.refused]
    lines = [f"[{each.number}] {each.title}, page {each.page}: “{' '.join(each.quote.split())}”" for each in shown]
    looked = [f"Searched: {', '.join(searched) or 'nothing'}."] if answer.refused else []
    return "\n".join(["", answer.text, "", *lines, *looked])
