"""Championship tables, explanations and title odds as people see them: terminal, pictures."""
