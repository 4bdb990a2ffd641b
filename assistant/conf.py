"""The assistant's settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AssistantConf:
    """How an answer is made. `answer_tokens` bounds its length; `passages` and `prompt_tokens` bound what the prompt may show.

    `ask_for_numbers` is whether the model is told to number its claims: hints that large models give well, while the bundled
    small one answers a third as often when it is asked for them.
    """

    answer_tokens: int
    passages: int
    prompt_tokens: int
    ask_for_numbers: bool
    question_max_chars: int
    chain_days: int
    lease_seconds: int
    tries: int
