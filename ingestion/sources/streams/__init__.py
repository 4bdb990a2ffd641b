"""Streams of events: each says what became of one document. They tell changes only, so what is trimmed is not gone."""
