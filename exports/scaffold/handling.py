"""What becomes of rows and columns when a person is erased, as far as names and links say."""

from collections.abc import Mapping

from accounts.datamap.vocabulary import Erase
from exports.scaffold.look import SeenTable
from exports.scaffold.plan import Guess, PersonPlan, TablePlan
from exports.scaffold.signs import KINDS
from exports.scaffold.words import ACTIVITY, CONTENT, PURCHASE, STAFF, about

BOOKS = (
    "legal_obligation",
    "Tax and commercial law ask for records of what was bought; what names the person is taken out of them.",
    "books",
)
ANCHOR = (
    "legitimate_interest",
    "Other records point at this row, so it stays without anything that names the person.",
    "anonymous",
)
LINES = (
    "legal_obligation",
    "It is part of a record that has to be kept and says nothing about the person once that is anonymous.",
    "books",
)


def handle(tables: Mapping[str, TablePlan], people: Mapping[str, PersonPlan]) -> None:
    """Give each table its category and its handling; `mending` then solves what the database would refuse."""
    books = {name for name, plan in tables.items() if name not in people and about(plan.seen.word, PURCHASE)}
    for name, plan in tables.items():
        plan.category = category_of(plan.seen, person=name in people)
        if name in books and _tells(plan):
            plan.erase, plan.retain = Guess("anonymise", 70, "it is named as a record of purchases"), BOOKS
            _keep_the_books(plan)
        elif name not in people and not _tells(plan) and _hangs_on(plan, books):
            plan.erase, plan.retain = Guess("retain", 65, "it is part of a record of purchases"), LINES
            plan.category = "purchases"
        elif name in books:
            plan.erase, plan.retain = Guess("retain", 60, "it is named as a record of purchases"), BOOKS
        elif plan.shared:
            anonymise(plan, "several people may share a row")


def anonymise(plan: TablePlan, why: str) -> None:
    """Let the rows stay without whom they are about."""
    plan.erase, plan.retain = Guess("anonymise", 70, why), plan.retain or ANCHOR


def category_of(table: SeenTable, *, person: bool) -> str:
    """Return the category most of the table belongs to."""
    if about(table.word, STAFF):
        return "employment"
    if person:
        return "contact"
    if about(table.word, PURCHASE):
        return "purchases"
    if about(table.word, CONTENT) or table.of_kind("text"):
        return "content"
    if about(table.word, ACTIVITY):
        return "activity"
    return "contact" if table.of_kind("address", "email", "phone", "last_name") else "activity"


def category_of_field(table: TablePlan, column: str) -> str:
    """Return the category of one column: its table's, unless it is of another kind of data."""
    own = KINDS[table.seen.signs[column].kind].category
    if not own or table.category in (own, "employment") or column in table.starts:
        return table.category
    if table.category == "contact" and own in ("content", "account"):
        return table.category
    return own


def _tells(plan: TablePlan) -> bool:
    """Return whether the table has a column that tells something about somebody, beside what leads to them."""
    return any(
        KINDS[plan.seen.signs[name].kind].personal for name in plan.seen.columns if name not in plan.starts
    )


def _hangs_on(plan: TablePlan, books: set[str]) -> bool:
    first = plan.paths[0].what.partition(" > ")[2].strip('"')
    return any(first.startswith((f"{name}.", f'{name}".')) for name in books)


def _keep_the_books(plan: TablePlan) -> None:
    """Keep what the books need: amounts, dates, countries and what names nobody."""
    for name in plan.seen.columns:
        sign = plan.seen.signs[name]
        if (
            not KINDS[sign.kind].personal
            and sign.kind != "secret"
            and name not in {*plan.seen.key, *plan.starts}
        ):
            plan.fields[name] = Erase("keep")
