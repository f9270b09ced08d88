"""Evaluation as a habit: judged questions, measures, and the modes side by side."""
