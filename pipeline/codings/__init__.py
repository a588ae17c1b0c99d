"""What people decided on stretches of transcripts: kept, placed in today's text, and turned into labels."""
