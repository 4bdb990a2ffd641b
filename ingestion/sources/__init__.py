"""Places from which documents come by themselves, again and again: each kind is an adapter behind one small port."""
