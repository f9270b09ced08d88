"""Passerelle for assistants: the Model Context Protocol."""
