"""Personal data in texts, looked for before anything is shared or embedded."""
