"""What counts as a question."""

from typing import Annotated

from django.conf import settings
from pydantic import StringConstraints

WITHOUT_NUL = r"^[^\x00]*$"
"""Text that every database takes."""
Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=settings.ASSISTANT.question_max_chars, pattern=WITHOUT_NUL),
]
"""Text of at least one character, white space around it not counted, and no longer than the settings allow."""
