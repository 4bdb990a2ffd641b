"""What a person may have to change before a question can be answered.

AssistantError
├── WriteAQuestion      the question is empty
├── ShortenTheQuestion  the question is longer than the settings allow
└── StillAnswering      the conversation's last question has no answer yet: wait for it or stop it
    └── TooManyAtOnce   so many of this person's questions have no answer yet that others would wait for them
"""


class AssistantError(Exception):
    """The root of the assistant's errors; str(error) is fit to show."""


class WriteAQuestion(AssistantError):
    """The question is empty."""


class ShortenTheQuestion(AssistantError):
    """The question is too long."""


class StillAnswering(AssistantError):
    """The last question is still being answered."""


class TooManyAtOnce(StillAnswering):
    """One person's questions would fill the queue."""
