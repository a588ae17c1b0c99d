"""What was replaced, what was checked and what stays in the text go in, the report for the ethics file comes out."""
