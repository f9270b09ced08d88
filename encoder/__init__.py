"""The embedded bilingual encoder: its training, its scores and the model folder that ships."""
