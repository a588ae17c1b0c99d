"""What a person decides about pseudonymising: suspects and decisions, transcripts read and signed; all of it in the vault."""
