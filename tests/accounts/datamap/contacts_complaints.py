"""What a map says of contacts, and what it is refused for."""

NAMED = (
    ("  you: {name: You, kind: person}\n", "  you: {name: You, kind: person}\n  friends: {name: Friends, kind: third_party}\n"),
    ("  news: {name: News", (
        "  invite: {name: Invite, description: Deliver it., lawful_basis: legitimate_interest, interest: Friends want to be invited.}\n"
        "  news: {name: News"
    )),
    ("topics:\n", (
        "  named: {name: Named, description: Whom you invited., sources: [you, friends], purposes: [invite, account], recipients: [host], "
        "retention: life}\ntopics:\n"
    )),
    ("    not_personal:\n", (
        "    contacts: {category: named, source: friends, purpose: invite}\n    not_personal:\n"
    )),
)  # fmt: skip
"""Changes that make the sound map speak of contacts."""
SAID = "{category: named, source: friends, purpose: invite}"
CONTACTS = [
    (SAID, "{category: named, source: friends}", "contacts: {category", "stores.shop.contacts: The key purpose is missing."),
    (SAID, "{category: name, source: friends, purpose: invite}", "contacts: {category",
     "stores.shop.contacts.category: The category name is not declared. Did you mean named?"),
    (SAID, "{category: named, source: fiends, purpose: invite}", "contacts: {category",
     "stores.shop.contacts.source: fiends is no source of named. Choose one of: you, friends."),
    (SAID, "{category: named, source: you, purpose: invite}", "contacts: {category",
     ("stores.shop.contacts.source: Contacts are named by others, and you is of the kind person. Choose one of the kind third_party.")),
    (SAID, "{category: named, source: friends, purpose: news}", "contacts: {category",
     "stores.shop.contacts.purpose: news is no purpose of named. Choose one of: invite, account."),
    (SAID, "{category: named, source: friends, purpose: account}", "contacts: {category",
     ("stores.shop.contacts.purpose: account rests on contract, and these people made no contract and were not asked. "
      "Choose a purpose that rests on something else.")),
    (SAID, "{category: named, source: friends, purpose: invite, notice: sent}", "contacts: {category",
     "stores.shop.contacts.notice: sent is not possible here. Did you mean send?"),
    (SAID, "{category: named, source: friends, purpose: invite, notice: secrecy}", "contacts: {category",
     "stores.shop.contacts: The key not_told_because is missing: say why these people are not told."),
    (SAID, "{category: named, source: friends, purpose: invite, notice: secrecy, not_told_because: todo}", "contacts: {category",
     "stores.shop.contacts.not_told_because: Give a real reason, as you would tell the person it concerns."),
    (SAID, "{category: named, source: friends, purpose: invite, not_told_because: We would rather not tell them.}", "contacts: {category",
     "stores.shop.contacts.not_told_because: These people are told. Remove this key."),
]  # fmt: skip
"""As in test_complaints.py, on top of NAMED."""
