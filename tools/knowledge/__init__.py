"""The library: approved documents, found by words and by meaning, and quoted as typed passages."""
