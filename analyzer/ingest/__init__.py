"""File -> Interview: a reader a family, speakers, turns, identity."""
