"""What people coded in other programs: read, put in its place in the archive's transcripts, and kept as codings."""
