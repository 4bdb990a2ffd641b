"""SQL dumps: files whose tables or rows become documents. Nothing in them is ever run."""
