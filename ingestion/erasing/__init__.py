"""Erasing a document everywhere: asking for it, and what these tables and the disk hold of it."""
