"""Stage outlook: facts about meetings and a rule pack in, what is due and what is likely out."""
