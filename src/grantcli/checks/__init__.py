"""Rules that look for what is wrong with data: each is a row in a registry and a function from data to findings."""
