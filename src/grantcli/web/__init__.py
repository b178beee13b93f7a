"""`serve`: awards as a web explorer, by Datasette over the SQLite export; only this package imports Datasette."""
