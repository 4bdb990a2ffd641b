"""Whether an answer is about the question at all. Small models like to quote a true sentence that nobody asked for."""

from retrieval import versions

ABOUT = 0.4
"""Least cosine between a question and its answer. On the sample's 36 questions, all answers below it were beside the point and no
right one was; right ones begin at 0.42, a paraphrase without a common word."""


def is_about(question: str, answer: str) -> bool:
    """Whether question and answer are near each other in meaning."""
    asked, said = versions.current_model().encode([question, answer])
    return float(asked @ said) >= ABOUT
