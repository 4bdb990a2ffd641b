"""Long documents in ranges of pages: several workers read one at the same time, and none is read twice for a death."""
