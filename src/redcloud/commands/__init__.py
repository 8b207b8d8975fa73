"""One module a command of the command line; each is thin and makes domain calls."""
