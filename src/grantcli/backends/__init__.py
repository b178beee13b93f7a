"""Awards on a cluster or in a database that already exists: loaded there once, then asked like a file."""
