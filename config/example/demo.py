"""The named members whom the trial offers as sign-ins. Apart from the generator, so that pages need not load it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoPerson:
    """A member with a fixed address whom the trial offers as a sign-in, and what there is to see with them."""

    key: str
    email: str
    name: str
    residence: str
    note: str


DEMO_PEOPLE = (
    DemoPerson("maya", "maya.okafor@inkwell.example", "Maya Okafor", "GB", "writes, reads and pays; has something of everything"),
    DemoPerson("diego", "diego.ramirez@inkwell.example", "Diego Ramírez", "US-CA", "lives in California"),
    DemoPerson("lena", "lena.huber@inkwell.example", "Lena Huber", "DE-BY", "lives in Bavaria and reads in German"),
    DemoPerson("noah", "noah.frei@inkwell.example", "Noah Frei", "CH", "lives in Switzerland"),
    DemoPerson("viktor", "viktor.sand@inkwell.example", "Viktor Sand", "FR", "is suspended by the platform"),
    DemoPerson("amina", "amina.diallo@inkwell.example", "Amina Diallo", "US-NY", "reads so much that there are thousands of rows"),
    DemoPerson("layla", "layla.haddad@inkwell.example", "ليلى حدّاد", "EG", "writes from right to left"),
    DemoPerson("sam", "sam.blank@inkwell.example", "Sam Blank", "IE", "signed up once and has none of anything"),
)  # fmt: skip
