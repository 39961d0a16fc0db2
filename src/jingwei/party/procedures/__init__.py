"""The lawful procedures of Party organizations and members: a definition and its module each."""
