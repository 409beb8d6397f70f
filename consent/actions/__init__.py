"""What the consent app does to the world."""
