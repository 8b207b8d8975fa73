"""Stage topics, engine: what a text is about, by the words in it and by trained models; the civic subjects.

Nothing here reads what somebody thinks out of a text, or is told who wrote it (PRODUCT line 1).
"""
