"""Rules that resolve date phrases, one table `RULES` per module."""
