"""One reader a module: `read(source)` yields what it finds, page by page."""
