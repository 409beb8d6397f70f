"""What can be chosen, who chooses, and in which words it is asked: all of it from the data map."""

import hashlib
import uuid
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.datamap.current import current
from accounts.datamap.vocabulary import Purpose, Topic
from accounts.models import DataSubject
from consent.models import ConsentRecord

SALE = "sale-or-sharing"
"""The key of the one choice about sale and sharing (Cal. Civ. Code 1798.120)."""
SALE_WORDS = _(
    "Do not sell or share my personal data: do not hand it to others for money or for advertising across sites."
)
About, Decision = ConsentRecord.About, ConsentRecord.Decision


@dataclass(frozen=True)
class Holder:
    """Whose choice it is: a person under their opaque reference, or a browser under a random number."""

    ref: UUID
    scope: str

    @classmethod
    def of(cls, subject: DataSubject) -> "Holder":
        """Return the holder that is this person."""
        return cls(subject.ref, ConsentRecord.Scope.ACCOUNT)

    @classmethod
    def browser(cls, number: UUID | None = None) -> "Holder":
        """Return the holder that is the browser with this number; a new one without."""
        return cls(number or uuid.uuid4(), ConsentRecord.Scope.BROWSER)


@dataclass(frozen=True)
class Choice:
    """One answer: may this be done or not. `channel` is given for topics only."""

    about: str
    key: str
    allowed: bool
    channel: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """Return what the answer is to: the newest entry with the same place counts."""
        return (self.about, self.key, self.channel)


def purposes_to_choose() -> dict[str, Purpose]:
    """Return the purposes that rest on consent, by key, those of messages left out: people choose these by topic."""
    datamap = current()
    by_topic = {topic.purpose for topic in datamap.topics.values()}
    return {
        key: purpose
        for key, purpose in datamap.purposes.items()
        if purpose.lawful_basis == "consent" and key not in by_topic
    }


def purposes_of_cookies() -> dict[str, Purpose]:
    """Return the purposes for which something is kept in browsers that nobody needs to keep: what the notice asks for."""
    datamap = current()
    wanted = {cookie.purpose for cookie in datamap.cookies.values() if not cookie.necessary}
    return {key: datamap.purposes[key] for key in datamap.purposes if key in wanted}


def topics() -> dict[str, Topic]:
    """Return every topic by key, the locked ones too."""
    return dict(current().topics)


def topics_of_messages() -> dict[str, Topic]:
    """Return the topics staff can send a message about, by key: sent by mail, and nobody is made to get them."""
    return {key: topic for key, topic in topics().items() if not topic.locked and "mail" in topic.channels}


def is_known(choice: Choice) -> bool:
    """Return whether the data map knows what the choice is about; locked topics are not to be chosen."""
    if choice.about == About.SALE:
        return choice.key == SALE and not choice.channel
    if choice.about == About.PURPOSE:
        return not choice.channel and choice.key in {**purposes_to_choose(), **purposes_of_cookies()}
    topic = current().topics.get(choice.key)
    return topic is not None and not topic.locked and choice.channel in topic.channels


def lawful_basis_of(choice: Choice) -> str:
    """Return the lawful basis of what the choice is about (GDPR 6); refusing sale rests on the law itself."""
    if choice.about == About.SALE:
        return "legal_obligation"
    datamap = current()
    key = datamap.topics[choice.key].purpose if choice.about == About.TOPIC else choice.key
    return datamap.purposes[key].lawful_basis


def words_of(choice: Choice) -> str:
    """Return the words in which the choice is shown everywhere."""
    if choice.about == About.SALE:
        return str(SALE_WORDS)
    datamap = current()
    what = datamap.topics[choice.key] if choice.about == About.TOPIC else datamap.purposes[choice.key]
    return f"{what.name}: {what.description}"


def digest_of_words(choice: Choice) -> str:
    """Return SHA-256 of the words in hexadecimal."""
    return hashlib.sha256(words_of(choice).encode()).hexdigest()


def decision_for(choice: Choice, before: ConsentRecord | None) -> str:
    """Return the word for the answer: consent is given, refused or withdrawn, anything else switched on or off."""
    if lawful_basis_of(choice) == "consent":
        if choice.allowed:
            return Decision.GIVEN
        return Decision.WITHDRAWN if before is not None and before.allowed else Decision.REFUSED
    return Decision.OPTED_IN if choice.allowed else Decision.OPTED_OUT
