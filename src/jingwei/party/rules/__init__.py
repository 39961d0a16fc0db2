"""Rules of Party organizations and members, by procedure. Pure."""
