"""The pages on which people ask. Each view parses, calls one function, renders."""
