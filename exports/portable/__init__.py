"""Copies in forms that other services read: ActivityStreams 2.0 and the layout of a blog archive.

Everything here is made of finished sections of rows, by what the data map says its records are.
"""
