"""Machine interfaces: xAPI, Open311."""
