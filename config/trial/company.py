"""Whose data the trial shows: the sample company's, or that of whoever names a data map of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from config.servers import ServerError
from config.trial.folder import TrialFolder

SAMPLE = "config/example/organisation.yaml"
MAPS, PLATFORM = "CANDOR_DATA_MAPS", "PLATFORM_DATABASE_URL"
REMEMBERED = "company"


def own_maps(root: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Return the operator's own data maps, absolute; none where the sample company's is among them or none is named.

    Raise ServerError for a file that is not there.
    """
    named = [Path(word.strip()).absolute() for word in environ.get(MAPS, "").split(",") if word.strip()]
    for file in named:
        if not file.is_file():
            raise ServerError(
                f"{MAPS} names {file}, which is not there. Correct it, or unset it to see the sample company."
            )
    return () if root / SAMPLE in named else tuple(named)


def refuse_two_companies(folder: TrialFolder, maps: tuple[Path, ...]) -> None:
    """Raise ServerError when this folder's trial was another company's: their people would stand side by side."""
    asked = "yours" if maps else "the sample company"
    # A folder from before this was written down has the sample company.
    before = folder.remembered(REMEMBERED) or ("the sample company" if folder.remembered("Tables") else asked)
    if before != asked:
        raise ServerError(
            f"The trial in this folder was started for {before}, and {MAPS} now asks for {asked}. "
            "Start over with --reset, or set it as it was."
        )
    folder.remember(**{REMEMBERED: asked})


def without_sample(variables: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the servers without the sample company's database: `platform` is the operator's, or there is none."""
    found = {name: value for name, value in variables.items() if name != PLATFORM}
    return found | ({PLATFORM: environ[PLATFORM]} if environ.get(PLATFORM) else {})
