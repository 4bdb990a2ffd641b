"""How questions change and what is not answered, over weeks."""
