"""The finished archive goes in, the report that people open comes out: one page that runs from the disk and asks for nothing."""
