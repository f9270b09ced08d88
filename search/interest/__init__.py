"""What people follow and are told, what they search, and what they think of hits."""
