"""The assistant's settings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AssistantConf:
    """How an answer is made. `answer_tokens` bounds its length; `passages` and `prompt_tokens` bound what the prompt may show.

    `ask_for_numbers` is whether the model is told to number its claims: hints that large models give well, while the bundled
    small one answers a third as often when it is asked for them. `piece_by_piece` is whether a question about whole documents takes
    a call of the model for each passage: shown all at once, a small one says much of the first and little of the others.
    """

    answer_tokens: int
    passages: int
    prompt_tokens: int
    ask_for_numbers: bool
    piece_by_piece: bool
    question_max_chars: int
    chain_days: int
    lease_seconds: int
    tries: int
