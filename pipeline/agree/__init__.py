"""What two or more coders decided goes in; how far they agree, code by code and passage by passage, comes out."""
