"""The person and the ground floor every other app stands on."""
