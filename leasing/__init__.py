"""Rows that one worker holds at a time: what a lease needs beside the row itself."""
