"""Stage people, engine: reads a roster file into checked rows, and says what is wrong with the others."""
