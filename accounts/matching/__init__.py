"""Whether two ways of writing a data point say the same: names, numbers, places, dates. Pure: no models, no clock.

`points` turns a value into its *forms*, the spellings in which it is compared: two values agree when they
share one. A value that has none says nothing certain and is compared with nothing. `compare` does the
comparing, with as much work for nobody as for somebody.
"""
