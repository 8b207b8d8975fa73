"""Stage rules: rule packs as dated data."""
