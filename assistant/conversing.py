"""What came before a question, and what needs no documents: greetings and thanks."""

import re
from dataclasses import dataclass

_FILLER = r"(?:\s+(?:there|all|footnote|everyone|again|so much|very much|a lot|you))*"
_END = r"[\s!.,?👋🙏]*$"
GREETING = re.compile(rf"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings){_FILLER}{_END}", re.IGNORECASE)
THANKS = re.compile(rf"(?:thanks|thank you|thx|cheers|great|perfect|ok(?:ay)?|bye|goodbye){_FILLER}{_END}", re.IGNORECASE)
ABOUT = re.compile(
    r"(?:(?:who|what) are you|what can (?:you do(?: for me)?|i ask)|how do(?:es)? (?:you|this) work|help(?: me)?"
    rf"|how are you(?: today)?){_END}",
    re.IGNORECASE,
)

HELP = (
    "Ask a question about your documents, in your own words. The answer comes only from the collections that you may read, and "
    "every footnote opens the page that says so. If the documents don’t answer, you are told that too."
)
WELCOME = "You’re welcome. Ask another question whenever you like."


@dataclass(frozen=True)
class Exchange:
    """An earlier question of a conversation, as it was searched, and its answer."""

    question: str
    answer: str


def small_talk(message: str) -> str | None:
    """The reply to a message that asks nothing of the documents; None for a question."""
    message = message.strip()
    if GREETING.match(message) or ABOUT.match(message):
        return HELP
    return WELCOME if THANKS.match(message) else None
