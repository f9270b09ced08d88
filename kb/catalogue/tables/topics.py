"""Topics found inside domains, and where documents stand on the map."""
