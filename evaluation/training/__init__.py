"""Train a re-ranker from judged questions, measure it on others, and adopt it where the golden sets get better.

judged     questions of which it is known which passages are right: test collections, and the house's golden sets
splitting  which of them are learnt from, which fit the weight, which measure
mining     right passages, and hard wrong ones: those that our own search puts high
teaching   sentence-transformers' trainer over the first layers of the bundled embedding model
weighing   how much the score counts beside the search's own
measuring  search with and without it, on questions that it has not seen
deciding   what the golden sets say of it
card       what is told to whoever uses the folder
"""
