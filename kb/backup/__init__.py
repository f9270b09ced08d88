"""Backups: one folder holds a whole home at one moment, and a home is made of it again."""
