"""Erase one person everywhere, look again, and prove it.

`rules` holds the dates, `plan` says beforehand what will happen, `run` does it piece by piece, `verify`
looks again, `receipt` writes what can be proved, `finish` closes the request. `switch` closes the
person's accounts at the company to use while they may still change their mind.
"""
