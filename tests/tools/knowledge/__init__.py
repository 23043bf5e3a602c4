"""The library against a real index, the real local model, and documents of its own."""
