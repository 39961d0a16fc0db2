"""Rules of cadres, by procedure. Pure."""
