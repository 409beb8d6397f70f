"""The example organisation of the trial: an invented publisher, its data map and its platform's database."""
