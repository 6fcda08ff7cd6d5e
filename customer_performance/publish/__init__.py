"""What readers get: the marts, all at once, as files or on a server."""
