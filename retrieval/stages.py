"""The stages of a search that can be left out."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Stages:
    """Which stages a search goes through: two ways of finding, a closer look at the best, and leaving out what repeats; before
    them those that read the question (retrieval.understanding): exact phrases, filters said in words, spelling, abbreviations,
    whether it is about a whole document (retrieval.whole), and its language, in which documents count a little more.

    With one way of finding, its scores alone make the order that the closer look starts from. The last two come after a search, and
    change what a language model is shown of it: no document crowds out the others, and what stands around passages comes with them.
    """

    dense: bool = True
    bm25: bool = True
    rerank: bool = True
    collapse: bool = True
    phrases: bool = True
    filters: bool = True
    spelling: bool = True
    abbreviations: bool = True
    whole: bool = True
    language: bool = True
    diversity: bool = True
    neighbours: bool = True

    @classmethod
    def of(cls, *names: str) -> "Stages":
        """These stages and no others."""
        return cls(**{name: name in names for name in NAMES})

    @property
    def reads(self) -> bool:
        """Whether anything is read in a question but its words."""
        return self.phrases or self.filters or self.spelling or self.abbreviations

    @property
    def as_typed(self) -> "Stages":
        """The same without those that read the question."""
        return replace(self, phrases=False, filters=False, spelling=False, abbreviations=False, whole=False, language=False)


NAMES = tuple(each.name for each in fields(Stages))
