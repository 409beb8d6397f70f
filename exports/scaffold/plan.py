"""What is proposed for a database, before it is written down. Every part knows how sure it is and why."""

from dataclasses import dataclass, field

from accounts.datamap.vocabulary import Erase
from exports.scaffold.look import SeenTable


@dataclass(frozen=True)
class Guess:
    """Something proposed, with how sure that is (in per cent) and why."""

    what: str
    sure: int
    why: str


@dataclass(frozen=True)
class Link:
    """A way from rows of one table to those of another: columns of the one equal columns of the other."""

    table: str
    columns: tuple[str, ...]
    target: str
    ends: tuple[str, ...]
    sure: int
    why: str
    when: tuple[str, str] | None = None
    many: bool = False
    inside: tuple[str, ...] = ()
    """The keys of the place inside the document that the column holds."""

    @property
    def step(self) -> str:
        """Return the step as a path writes it."""
        place = "".join(f"->{key}" for key in self.inside) + ("[]" if self.many else "")
        here = _side(tuple(f"{quoted(c)}{place}" for c in self.columns))
        step = f"{here} > {quoted(self.target)}.{_side(tuple(quoted(end) for end in self.ends))}"
        return f"{step} when {quoted(self.when[0])} = {quoted(self.when[1])}" if self.when else step


@dataclass
class PersonPlan:
    """A table whose rows are people."""

    table: str
    sure: int
    why: str
    staff: bool
    identifiers: dict[str, list[str]] = field(default_factory=dict)
    verified: str = ""
    roster: dict[str, str] = field(default_factory=dict)
    matching: dict[str, list[str]] = field(default_factory=dict)
    by_number: bool = False


@dataclass
class TablePlan:
    """A table with personal data: how it reaches the person, and what an erasure does with it."""

    seen: SeenTable
    paths: list[Guess]
    category: str = ""
    erase: Guess = Guess("delete", 60, "nothing says that it has to stay")
    retain: tuple[str, str, str] | None = None
    shared: bool = False
    fields: dict[str, Erase] = field(default_factory=dict)
    """What becomes of a column where that is not the rule for its table."""
    mentions: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    """Columns that a path starts from."""

    @property
    def name(self) -> str:
        """Return the table's name, which is its handle too."""
        return self.seen.name


@dataclass
class Plan:
    """All that is proposed for one store."""

    store: str
    database: str
    schema: str
    people: dict[str, PersonPlan]
    tables: dict[str, TablePlan]
    not_personal: dict[str, Guess]
    schemas: frozenset[str]
    """The schemas in which there are tables."""
    organisation: bool = True
    """Whether the file says whose data it is; the last that says so wins, so it does not where another file does."""
    eyes: list[str] = field(default_factory=list)
    """What a person has to look at, in whole sentences."""


def plain(name: str) -> bool:
    """Return whether a path may hold a name without quotes."""
    return name.replace("_", "a").isalnum() and name.isascii()


def quoted(name: str) -> str:
    """Return a name as a path may hold it."""
    return name if plain(name) else f'"{name}"'


def _side(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"({', '.join(names)})"
