"""Which messages somebody gets: the rows of the preference centre, and what a filled-in table asks to change."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.datamap.vocabulary import Channel, Topic
from accounts.datamap.words import CHANNELS
from accounts.mail_links import MailLink
from accounts.models import DataSubject
from consent.choices import About, Choice, topics
from consent.models import ConsentRecord, MailDelivery


@dataclass(frozen=True)
class Cell:
    """One topic by one channel: what its switch is called and whether it is on."""

    topic: Topic
    channel: Channel
    on: bool

    @property
    def name(self) -> str:
        """Return the value of the cell's switch."""
        return f"{self.topic.key}.{self.channel}"

    @property
    def channel_name(self) -> str:
        """Return the channel in words."""
        return str(CHANNELS[self.channel])


@dataclass(frozen=True)
class Row:
    """One topic: its cells in the order of the columns, None where it does not use the channel."""

    topic: Topic
    cells: tuple[Cell | None, ...]


def rows(subject: DataSubject) -> list[Row]:
    """Return every topic with what is in force for this person, the locked ones too."""
    kept = ConsentRecord.objects.by_place(subject.ref)
    return [Row(topic, _cells(topic, kept)) for topic in topics().values()]


def columns() -> list[str]:
    """Return the names of the channels that some topic uses."""
    return [str(CHANNELS[channel]) for channel in _used()]


def changes(on: Iterable[str], was: Iterable[str]) -> list[Choice]:
    """Return what a filled-in table asks to change: the switches that differ from what their page showed.

    What changed elsewhere since the page was opened, such as by a click in a mail program, is left as it is.
    """
    wanted, shown = set(on), set(was)
    return [_choice(name, allowed=name in wanted) for name in sorted(wanted ^ shown)]


def all_off(channel: Channel | None = None) -> list[Choice]:
    """Return the choices that switch off everything that can be switched off, by one channel or by all.

    Also what was never on, so that it stays off should the data map one day let it start on.
    """
    return [
        Choice(About.TOPIC, topic.key, allowed=False, channel=each)
        for topic in topics().values()
        if not topic.locked
        for each in topic.channels
        if channel in (None, each)
    ]


def person_of(link: MailLink) -> DataSubject | None:
    """Return the person whom a link of a mail belongs to, or None when there is none any more.

    A mail that was written to an address alone, such as a code, belongs to the person whose verified address
    it is, for as long as the record of the mail keeps it.
    """
    if link.subject_ref is not None:
        subject = DataSubject.objects.filter(ref=link.subject_ref).first()
        while subject is not None and subject.merged_into is not None:
            subject = subject.merged_into
        return subject if subject is not None and subject.erased_at is None else None
    address = (
        MailDelivery.objects.filter(reference=link.reference).values_list("to_address", flat=True).first()
    )
    return DataSubject.objects.known_by("email", address).first() if address else None


def _used() -> list[Channel]:
    """Return the columns. The portal itself sends mail; whoever sends by another channel asks the same decision."""
    used = {channel for topic in topics().values() for channel in topic.channels}
    return sorted(used, key=list(CHANNELS).index)


def _cells(topic: Topic, kept: dict[tuple[str, str, str], ConsentRecord]) -> tuple[Cell | None, ...]:
    def cell(channel: Channel) -> Cell:
        said = kept.get((About.TOPIC, topic.key, channel))
        return Cell(topic, channel, said.allowed if said else topic.starts_on_by(channel))

    return tuple(cell(channel) if channel in topic.channels else None for channel in _used())


def _choice(name: str, *, allowed: bool) -> Choice:
    key, _dot, channel = name.partition(".")
    return Choice(About.TOPIC, key, allowed=allowed, channel=channel)
