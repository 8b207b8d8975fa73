"""Stage rules. The rule packs that come with the product, as data: one folder for each pack, one
TOML file for each version of it.
"""
