"""What people write to us beside requests: their words, kept sealed, and the mails about them."""
