"""Worker processes for the looking, since dlib holds the interpreter's lock while it works."""
