"""The golden set: questions of which people know the right sources, asked again and again to see whether search got better."""
