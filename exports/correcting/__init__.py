"""Putting right what is wrong: which fields, which values, and that they stay right (GDPR 16 and 19; 11 CCR 7023).

`fields` says what the data map lets people correct, `typed` checks a value against the live column, `reading`
finds the values, `writing` writes one, `watching` looks every night whether it still stands, `checking` answers
whether a value that is not shown is the right one. All but the first two are done by workers.
"""
