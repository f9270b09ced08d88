"""Twin practices: the nearest counterparts of one party's practices at the other."""
