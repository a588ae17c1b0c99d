"""What flows through Threefaces: records, codebook, labels and errors. Imports nothing of ours."""
