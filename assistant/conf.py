"""The assistant's settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AssistantConf:
    """How an answer is made. `answer_tokens` bounds its length; `passages` and `prompt_tokens` bound what the prompt may show."""

    answer_tokens: int
    passages: int
    prompt_tokens: int
    question_max_chars: int
    lease_seconds: int
    tries: int
