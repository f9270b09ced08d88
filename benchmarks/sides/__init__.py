"""The sides of `benchmarks/side_by_side.py`, each run in a process of its own."""
