"""Reports: an engine in, a `Table` out, nothing else touched."""
