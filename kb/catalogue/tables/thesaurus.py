"""Concepts that both sides name differently, and pairs proposed for them."""
