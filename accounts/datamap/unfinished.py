"""What a scaffolded map still has of the scaffold's own: marks of guesses, and an organisation that is an example."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from accounts.datamap.reader import read

GUESS = "# guess "
"""How a line says that nobody has judged it yet."""
EXAMPLE = {
    "name": "Your company",
    "address": "Your street and town",
    "country": "US",
    "privacy_email": "privacy@localhost",
}
"""The organisation of a scaffolded map."""
SURE = ("name", "address", "privacy_email")
"""What of it is nobody's; a country may be right by chance."""


def unfinished(files: Iterable[Path]) -> Iterator[str]:
    """Yield a sentence with `file:line` for each example value, and one for all guesses of a file. Raise DataMapError."""
    for file in files:
        organisation = read(file).at("organisation")
        for key in SURE:
            here = organisation.at(key)
            if here is not organisation and EXAMPLE[key] in here.texts():
                yield f"{file}:{here.line}: organisation.{key} is still an example. Write your own."
        lines = file.read_text("utf-8").splitlines()
        marked = [n for n, line in enumerate(lines, 1) if GUESS in line and not line.startswith("#")]
        if marked:
            lines_said = f"This line and {len(marked) - 1} more are" if len(marked) > 1 else "This line is"
            yield (
                f"{file}:{marked[0]}: {lines_said} still marked as a guess. Change what is wrong, then remove the mark."
            )


def names_organisation(files: Iterable[Path]) -> bool:
    """Return whether one of the files says which organisation this is. Raise DataMapError."""
    return any("organisation" in read(file).items() for file in files)
