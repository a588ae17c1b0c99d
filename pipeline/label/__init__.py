"""Passages are drawn for people to code, handed out in forms that they can fill in, and taken back."""
