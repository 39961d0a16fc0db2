"""The lawful procedures of cadres: a definition and its module each."""
