"""Rows that one worker holds at a time: what a lease needs beside the row itself, and the bell that calls a worker to them."""
