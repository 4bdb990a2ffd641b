"""Qdrant's engine behind the part of Qdrant's REST API that Footnote uses, for installations without a Qdrant server.

One process owns the folder (`manage.py vectors`): the engine locks it, does not survive a fork, and holds Python's global
lock in each call. So everything runs on one thread, in turn; no call takes long (see `upkeep` for the one that could).
"""
