"""What was found in a document, and what the collection's rules and editors' decisions make of it."""

from collections import Counter
from collections.abc import Iterable

from guard.messages import SECRETS, Finding, Kind
from ingestion.models import Decision, Document, Harmless, Policy
from ingestion.rules import rules_of
from ingestion.sightings import Findings, digest

STRICTEST = (Policy.REFUSE, Policy.HOLD, Policy.MASK)
STOPS = (Policy.REFUSE, Policy.HOLD)


class Weighed:
    """The findings of one document that count, each with the measure that it calls for."""

    def __init__(self, document: Document) -> None:
        self.rules = rules_of(document.collection)
        self.decision = Decision.objects.filter(document=document).first()
        self.kinds: Counter[Kind] = Counter()
        self._through = set(Harmless.objects.filter(collection=document.collection_id).values_list("digest", flat=True))
        if self.decision and self.decision.choice == Decision.Choice.RELEASE:
            self._through.update(self.decision.covers)

    def see(self, text: str, findings: Findings) -> None:
        """Take what was found in a text into account."""
        self.kinds.update(finding.kind for finding in self._counting(text, findings))

    def strictest(self) -> str:
        """The strictest measure that anything which was seen calls for."""
        actions = {self.action(kind) for kind in self.kinds}
        return next((policy for policy in STRICTEST if policy in actions), Policy.ALLOW)

    def stopping(self) -> Counter[Kind]:
        """How many of each kind keep the document from going on."""
        return Counter({kind: count for kind, count in self.kinds.items() if self.action(kind) in STOPS})

    def to_mask(self, text: str, findings: Findings) -> list[Finding]:
        """What of it readers must not see."""
        return [each for each in self._counting(text, findings) if self.masks(each)]

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

    def _counting(self, text: str, findings: Findings) -> Iterable[Finding]:
        """Without the values that an editor let through."""
        if not self._through:
            return findings
        return [each for each in findings if digest(each.kind, text[each.start : each.end]) not in self._through]
