"""How the plan looks: one file for each tab, and for each form."""
