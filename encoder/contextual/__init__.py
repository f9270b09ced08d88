"""The contextual encoder: its lessons, its training and the ONNX folder that ships."""
