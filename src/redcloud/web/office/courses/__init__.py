"""Web office, feature courses: editors put courses and quizzes together; nobody's answers are here."""
