"""The archive: ZIP records, compressed members, encrypted objects, and the stream people download."""
