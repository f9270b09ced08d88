"""The terminal's groups of commands, one file each."""
