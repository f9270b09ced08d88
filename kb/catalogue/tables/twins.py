"""Twin practices, adoptions, and what came of them."""
