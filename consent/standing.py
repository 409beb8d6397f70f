"""How things stand: everything one holder can choose, with the answer in force and its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.datamap.current import current
from accounts.datamap.vocabulary import Purpose
from consent.choices import SALE, Choice, lawful_basis_of, purposes_to_choose, topics, words_of
from consent.models import ConsentRecord

About = ConsentRecord.About


@dataclass(frozen=True)
class Standing:
    """One thing that is done or not done: `reason` says why it stands as it does, `fixed` that nobody can choose it."""

    about: str
    key: str
    channel: str
    name: str
    words: str
    lawful_basis: str
    allowed: bool
    reason: str
    fixed: bool
    decision: str = ""
    method: str = ""
    since: datetime | None = None
    how: str = ""

    @property
    def description(self) -> str:
        """Return the words without the name in front, for where the name stands as heading."""
        return self.words.removeprefix(f"{self.name}: ")


def standings_of(holder: UUID) -> list[Standing]:
    """Return everything the holder can choose, sale and sharing first. One query."""
    newest = ConsentRecord.objects.by_place(holder)
    return [*_sale(newest), *_purposes(newest), *_topics(newest)]


def selling_purposes() -> list[Purpose]:
    """Return the purposes that the data map says sell or share data; with none, nothing is sold (Cal. Civ. Code 1798.140(ad), (ah))."""
    return [purpose for purpose in current().purposes.values() if purpose.sells_or_shares]


def name_of(about: str, key: str) -> str:
    """Return the name of what a choice is about; the key of something the data map no longer has."""
    if about == About.SALE:
        return _("Sale and sharing")
    datamap = current()
    known = datamap.topics if about == About.TOPIC else datamap.purposes
    return known[key].name if key in known else key


def decision_in_words(record: ConsentRecord) -> str:
    """Return what was decided; of sale and sharing in words that cannot be read the wrong way round."""
    if record.about == About.SALE:
        return _("opted back in") if record.allowed else _("opted out")
    return record.get_decision_display()


Newest = dict[tuple[str, str, str], ConsentRecord]


def _sale(newest: Newest) -> Iterator[Standing]:
    yield _standing(
        newest, Choice(About.SALE, SALE, allowed=True), by_default=True, silent=_("you have said nothing")
    )


def _purposes(newest: Newest) -> Iterator[Standing]:
    for key in purposes_to_choose():
        yield _standing(
            newest,
            Choice(About.PURPOSE, key, allowed=True),
            by_default=False,
            silent=_("you have not agreed"),
        )


def _topics(newest: Newest) -> Iterator[Standing]:
    for topic in topics().values():
        for channel in topic.channels:
            choice = Choice(About.TOPIC, topic.key, allowed=True, channel=channel)
            on = topic.starts_on_by(channel)
            silent = _("it starts switched on") if on else _("you have not agreed")
            yield _standing(
                newest,
                choice,
                by_default=on,
                silent=topic.reason if topic.locked else silent,
                fixed=topic.locked,
            )


def _standing(
    newest: Newest, choice: Choice, *, by_default: bool, silent: str, fixed: bool = False
) -> Standing:
    record = None if fixed else newest.get(choice.place)
    return Standing(
        about=choice.about,
        key=choice.key,
        channel=choice.channel,
        name=name_of(choice.about, choice.key),
        words=words_of(choice),
        lawful_basis=lawful_basis_of(choice),
        allowed=by_default if record is None else record.allowed,
        reason=silent if record is None else decision_in_words(record),
        fixed=fixed,
        decision="" if record is None else record.decision,
        method="" if record is None else record.method,
        since=None if record is None else record.decided_at,
        how="" if record is None else record.get_method_display(),
    )
