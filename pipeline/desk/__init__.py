"""The page on which a person looks at coded transcripts, corrects codes and codes blind: served to this machine alone."""
