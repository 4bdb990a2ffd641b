"""Models that read a question and a passage together and say how well the one answers the other: a server's, or one loaded here.

They are slower than everything before them, so only the best few passages go to them; and a search never fails because of them.
"""
