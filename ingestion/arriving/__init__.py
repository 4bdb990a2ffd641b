"""Files of gigabytes on their way in: sent in parts, gone on with after a lost connection, taken in when they are whole."""
