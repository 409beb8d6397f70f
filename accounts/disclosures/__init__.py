"""The log of disclosures: what one entry is (`entries`), and whom it is about (`people`).

The action that records them is accounts/actions/disclosures.py; the closed list of grounds accounts/regimes/disclosing.py.
"""
