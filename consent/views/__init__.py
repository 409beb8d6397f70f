"""The pages of the consent app."""
