"""What a text contains: personal data and credentials, found and replaced. Pure Python: no Django, no network."""
