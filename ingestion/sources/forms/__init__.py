"""What people type to set up a source, checked: a form for each kind."""
