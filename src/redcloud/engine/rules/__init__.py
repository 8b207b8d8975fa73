"""Stage rules: a rule pack file in, checked and dated rules out."""
