"""Questions about whole documents: what is asked (`said`), of which (`naming`), and the passages that stand for them (`standing`).

Instead of the passages nearest to a question, which say little of a whole, its sections are gone down.
"""
