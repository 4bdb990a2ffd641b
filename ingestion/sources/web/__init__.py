"""Websites and wikis: visited page by page, within their hosts, never into the inner network unless the operator names a host."""
