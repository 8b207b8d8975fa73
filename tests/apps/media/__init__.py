"""Files that people give, in a folder and in a store."""
