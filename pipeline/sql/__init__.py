"""The exported corpus goes in, answers to questions in SQL come out: it is read, and nothing else is."""
