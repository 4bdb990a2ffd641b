"""How the work flows: whose turn it is and when, what each try came to, and what keeps work from being done."""
