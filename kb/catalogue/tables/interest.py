"""What people search, think of hits, and want to be told."""
