"""Web branch, feature questions: what a branch may ask itself about its own records."""
