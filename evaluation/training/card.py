"""The model card: what a re-ranker was made of, and what it is worth. It lies in its folder and holds no text of any document."""

from collections.abc import Iterator
from datetime import UTC, datetime

from evaluation.comparing import Interval, interval
from evaluation.training.messages import Measured, Trained
from evaluation.training.splitting import MEASURED, WEIGHED

FILE = "README.md"
HEADINGS = ("set", "questions", "fusion", "present search", "with it", "gain over fusion", "gain over the present search")


def write(trained: Trained) -> None:
    """Into its folder."""
    (trained.folder / FILE).write_text("\n".join(_lines(trained)) + "\n", encoding="utf-8")


def table(measured: tuple[Measured, ...]) -> str:
    """Held-out figures in Markdown: nDCG@10 with 95% bootstrap intervals."""
    rows = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1)), *map(_cells, measured)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def command(trained: Trained) -> str:
    """How to train it again, folders left to whoever does."""
    plan = trained.plan
    held = "".join(f" --hold-out {name}" for name in plan.hold_out)
    figures = f"--layers {plan.layers} --epochs {plan.epochs} --negatives {plan.negatives} --questions {plan.questions}"
    return f"manage.py train reranker --data DIR{held} {figures} --measure {plan.measured} --seed {plan.seed}"


def _lines(trained: Trained) -> Iterator[str]:
    plan = trained.plan
    yield "# A re-ranker trained by Footnote"
    yield f"""
A cross-encoder that reads a question and a passage together; {trained.weight:g} times its score is added to the search's own.
Made on {datetime.now(UTC):%Y-%m-%d} with sentence-transformers. Use it in Footnote with `RERANK_MODEL=FOLDER`; English.

- Start: the first {plan.layers} layers of all-MiniLM-L6-v2 (Apache-2.0), its words' vectors unchanged.
- Data: {trained.pairs} pairs of {trained.questions} judged questions of {", ".join(trained.sources)}; wrong passages
  are those that Footnote's own search put high, near-ties and all judged ones left out. The sets' licences hold for it too: what
  was learnt from sets for research alone is for research alone.
- Kept from learning, by a hash of the words: {MEASURED} of 100 questions to measure with, {WEIGHED} to find the weight.
  Documents are not divided: only the sets marked “nothing learnt” say what it is worth on documents that it hasn't seen.
- Form: weights in eight bits, {trained.megabytes:.1f} MB.
- Again: `{command(trained)}`

Questions that were not learnt from, nDCG@10 with 95% bootstrap intervals:
"""
    yield table(trained.measured)


def _cells(measured: Measured) -> tuple[str, ...]:
    values = map(interval, (measured.fusion, measured.present, measured.with_it))
    gains = map(interval, (measured.over_fusion, measured.over_present))
    name = f"{measured.of}{' (nothing learnt)' if measured.apart else ''}"
    return (name, str(len(measured.present)), *map(str, values), *map(_signed, gains))


def _signed(gain: Interval) -> str:
    return f"{gain.mean:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"
