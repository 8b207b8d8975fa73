"""Web member, feature courses: courses, and the quizzes of items and courses."""
