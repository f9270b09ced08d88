"""The biennial plan: activities, meetings, decisions, and what hangs on them."""
