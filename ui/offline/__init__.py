"""The proof that an installation works without a network, and reaches for none."""
