"""Stores that somebody else runs: asked over HTTP or by hand, waited for, and believed only as far as they answered.

`README.md` beside this file describes the signed webhook for whoever builds the other side.
"""
