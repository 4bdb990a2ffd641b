"""Another version of the index, built beside the live one from the database's text, switched to, rolled back, freed.

A version is a row of the queue: a worker holds it by its lease for a turn of seconds, goes on where the last turn ended, and rests
in between while answers are being written or documents wait. What was written to it before it was there is found by comparing
what the database, the live version and it have; what comes while it is there is written to both (retrieval.index).
"""
