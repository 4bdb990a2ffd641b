"""What was found in a document, and what the collection's rules and editors' decisions make of it."""

from collections import Counter
from collections.abc import Sequence

from guard.messages import SECRETS, Finding, Kind
from ingestion.models import Decision, Document, Harmless, Policy
from ingestion.reading.messages import PageRead
from ingestion.rules import rules_of
from ingestion.sightings import Seen, digest

STRICTEST = (Policy.REFUSE, Policy.HOLD, Policy.MASK)
STOPS = (Policy.REFUSE, Policy.HOLD)


class Weighed:
    """The findings of one document that count, each with the measure that it calls for."""

    def __init__(self, document: Document, pages: Sequence[PageRead], seen: Seen) -> None:
        self.rules = rules_of(document.collection)
        self.decision = Decision.objects.filter(document=document).first()
        self.collection = document.collection_id
        self.seen = self._counting({page.number: page.text for page in pages}, seen)

    def strictest(self) -> str:
        """The strictest measure that anything which was found calls for."""
        actions = {self.action(finding.kind) for findings in self.seen.values() for finding in findings}
        return next((policy for policy in STRICTEST if policy in actions), Policy.ALLOW)

    def stopping(self) -> Counter[Kind]:
        """How many of each kind keep the document from going on."""
        found = (finding for findings in self.seen.values() for finding in findings)
        return Counter(finding.kind for finding in found if self.action(finding.kind) in STOPS)

    def to_mask(self) -> Seen:
        """What readers must not see, by page."""
        return {number: [each for each in found if self.masks(each)] for number, found in self.seen.items()}

    def masks(self, finding: Finding) -> bool:
        """Whether this is to be masked."""
        return self.action(finding.kind) == Policy.MASK

    def action(self, kind: Kind) -> str:
        """What a finding of this kind calls for. An editor's decision counts where the rules don't let everything through."""
        policy = self.rules.secrets if kind in SECRETS else self.rules.personal_data
        if policy == Policy.ALLOW or kind in self._overlooked() or self.decision is None:
            return Policy.ALLOW if kind in self._overlooked() else policy
        if self.decision.choice == Decision.Choice.RELEASE:
            return policy
        return Policy.MASK if self.decision.choice == Decision.Choice.MASK else Policy.REFUSE

    def _overlooked(self) -> set[str]:
        return set(self.rules.overlooked) - SECRETS

    def _counting(self, texts: dict[int, str], seen: Seen) -> Seen:
        """Without the values that an editor let through."""
        through = set(Harmless.objects.filter(collection=self.collection).values_list("digest", flat=True))
        if self.decision and self.decision.choice == Decision.Choice.RELEASE:
            through.update(self.decision.covers)
        if not through:
            return seen
        return {
            number: [each for each in found if digest(each.kind, texts[number][each.start : each.end]) not in through]
            for number, found in seen.items()
        }
