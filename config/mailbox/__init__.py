"""The trial's mailbox: mail goes into files instead of to a server, and a page shows them."""
