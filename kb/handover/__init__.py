"""The hand-over: all that belongs to a party, as an open package, and back again."""
