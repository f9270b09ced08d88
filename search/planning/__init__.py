"""The plan as people look at it: what is when, and what is late."""
