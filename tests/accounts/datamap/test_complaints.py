"""What a data map is refused for: file, line, key, what was expected, and the nearest valid name."""

from pathlib import Path

import pytest

from accounts.datamap.errors import DataMapError
from accounts.datamap.loader import load
from tests.accounts.datamap.contacts_complaints import CONTACTS, NAMED
from tests.accounts.datamap.files_complaints import FILES
from tests.accounts.datamap.maps import spoiled
from tests.accounts.datamap.outside_complaints import DESK, OUTSIDE, TOLD

BAD = [
    # (what is replaced, by what, the piece of the line complained about, the rest of the message)
    ("format: 1", "format: 2", "format: 2", "format: This portal reads format 1."),
    ("format: 1\n", "", None, "company.yaml:1: The key format is missing."),
    ("sources:", "source:", "source:", "source: Unknown key. Did you mean sources?"),
    ("  name: Quire\n", "", "organisation:", "organisation: The key name is missing."),
    ("country: DE\n  privacy", "country: Germany\n  privacy", "country: Germany",
     "organisation.country: Germany is no country code. Write two capital letters, as in US or DE."),
    ("privacy@quire.example", "nobody", "privacy_email:",
     "organisation.privacy_email: nobody is no e-mail address."),
    ("address: [1 Leaf Lane]", "address: {street: Leaf}", "address:", "organisation.address: Expected a list."),
    ("kind: person", "kind: human", "you:", ("sources.you.kind: human is not possible here. Expected one of: "
     "automatic, derived, person, third_party.")),
    ("kind: person", "kind: persons", "you:",
     "sources.you.kind: persons is not possible here. Did you mean person?"),
    ("kind: person", "kind: person, store: shop", "you:",
     ("sources.you.store: The store shop is of the kind sql; a source hears of corrections through one of the kind "
      "http or manual.")),
    ("lawful_basis: contract", "lawful_basis: contracts", "account:",
     "purposes.account.lawful_basis: contracts is not possible here. Did you mean contract?"),
    ("name: Run your account", "name: ''", "account:", "purposes.account.name: Expected a text."),
    ("kind: processor", "kind: [processor]", "kind: [processor]", "recipients.host.kind: Expected a text."),
    ("P14D", "two weeks", "life:",
     "retention.life.period: two weeks is no period. Write it as in P14D, P24M or P10Y."),
    ("P14D", "P", "life:", "retention.life.period: P is no period. Write it as in P14D, P24M or P10Y."),
    ("P14D", "unlimited", "retention: life",
     "categories.profile.retention: A category needs an end. Choose a rule with a period."),
    ("reason: It belongs to the account.", "reason: to be added soon ok", "life:",
     "retention.life.reason: Give a real reason, as you would tell the person it concerns."),
    ("reason: It belongs to the account.", "reason: because", "life:",
     "retention.life.reason: Give a real reason, as you would tell the person it concerns."),
    ("    retention: life\n", "", "profile:",
     "categories.profile: The key retention is missing: say how long this is kept."),
    ("held_by: bank, ", "", "cards:",
     "categories.cards: The key held_by is missing: say which recipient holds it instead."),
    ("held: false", "held: maybe", "cards:", "categories.cards.held: Expected true or false."),
    ("ccpa: [A, C]", "ccpa: [A, Z]", "ccpa:",
     "categories.profile.ccpa: Z is no category of Cal. Civ. Code 1798.140(v); use A to L."),
    ("sources: [you]", "sources: [yuo]", "sources: [yuo]",
     "categories.profile.sources: The source yuo is not declared. Did you mean you?"),
    ("purposes: [account]", "purposes: [acount]", "purposes: [acount]",
     "categories.profile.purposes: The purpose acount is not declared. Did you mean account?"),
    ("recipients: [host]", "recipients: [x]", "recipients: [x]",
     "categories.profile.recipients: The recipient x is not declared. Expected one of: bank, host, lab, world."),
    ("retention: life", "retention: live", "retention: live",
     "categories.profile.retention: The retention rule live is not declared. Did you mean life?"),
    ("held_by: bank", "held_by: banks", "cards:",
     "categories.cards.held_by: The recipient banks is not declared. Did you mean bank?"),
    ("region: UK", "region: GB", "representatives:",
     "organisation.representatives[0].region: GB is not possible here. Expected one of: CH, EU, UK."),
    ("address: [A, B], contact: rep@quire.example}", "address: [A], contact: by letter}", "representatives:",
     "organisation.representatives[0].contact: by letter is no e-mail address."),
    ("address: [A, B], contact: rep@quire.example}]",
     "address: [A], contact: a@b.example}, {region: UK, name: Other, address: [C], contact: c@d.example}]",
     "representatives:", "organisation.representatives[1].region: There is a representative for UK already. Keep one."),
    ("name: Ada Leaf, ", "", "officer:", "organisation.officer: The key name is missing."),
    ("{about: The press, email", "{email", "contacts:", "organisation.contacts[0]: The key about is missing."),
    ("lawful_basis: contract}", "lawful_basis: {gdpr: contract}}", "account:",
     "purposes.account.lawful_basis: The key default is missing."),
    ("lawful_basis: contract}", "lawful_basis: {default: contract, gdp: contract}}", "account:",
     "purposes.account.lawful_basis.gdp: Unknown key. Did you mean gdpr?"),
    ("lawful_basis: contract}", "lawful_basis: {default: contract, gdpr: consent}}", "account:",
     ("purposes.account.lawful_basis.default: One law asks for consent, so the default is consent: "
      "nobody is left unasked whose home is not known.")),
    ("lawful_basis: contract}", "lawful_basis: legitimate_interest}", "account:",
     "purposes.account: It rests on a legitimate interest, and the key interest is missing: say which one."),
    ("lawful_basis: contract}", "lawful_basis: contract, interest: We like to know you}", "account:",
     "purposes.account.interest: It does not rest on a legitimate interest. Remove this key."),
    ("lawful_basis: contract}", "lawful_basis: contract, dpv: dpv:ServiceProvison}", "account:",
     ("purposes.account.dpv: dpv:ServiceProvison is no term of the Data Privacy Vocabulary that we know. "
      "Did you mean dpv:ServiceProvision?")),
    ("ccpa: [A, C]", "ccpa: [A, C]\n    dpv: [pd:Name, EmailAddress]", "dpv:",
     ("categories.profile.dpv: EmailAddress is no term of the Data Privacy Vocabulary. "
      "Write it as in pd:EmailAddress.")),
    ("ccpa: [A, C]", "ccpa: [A, C]\n    dpv: pd:EmailAdress", "dpv:",
     ("categories.profile.dpv: pd:EmailAdress is no term of the Data Privacy Vocabulary that we know. "
      "Did you mean pd:EmailAddress?")),
    ("    contract: {reference: DPA-1, date: 2026-01-05}\n", "", "host:",
     ("recipients.host: An active processor needs a contract and a review, and the key contract is missing. "
      "Without them say active: false.")),
    ("    reviewed_on: 2026-02-01\n    review_every: P1Y\n", "", "host:",
     ("recipients.host: An active processor needs a contract and a review, and the key reviewed_on is missing. "
      "Without them say active: false.")),
    ("reviewed_on: 2026-02-01", "reviewed_on: last spring", "reviewed_on:",
     "recipients.host.reviewed_on: last spring is no date. Write it as in 2026-03-31."),
    ("review_every: P1Y", "review_every: yearly", "review_every:",
     "recipients.host.review_every: yearly is no period. Write it as in P14D, P24M or P10Y."),
    ("receives: Cards, ", "receives: Cards, reviewed_on: 2026-02-01, ", "bank:",
     "recipients.bank.reviewed_on: The key review_every is missing beside it."),
    ("{reference: DPA-1, date: 2026-01-05}", "{reference: DPA-1}", "contract:",
     "recipients.host.contract: The key date is missing."),
    ("    told_by: none\n    not_told_because: It keeps no copy of its own.\n", "", "host:",
     ("recipients.host: The key told_by is missing: name the store of the kind http or manual through which they learn of "
      "deletions, corrections and opt-outs; or say none, with not_told_because.")),
    ("    not_told_because: It keeps no copy of its own.\n", "", "told_by:",
     ("recipients.host.told_by: The key not_told_because is missing: "
      "say why they are not told of deletions, corrections and opt-outs.")),
    ("not_told_because: It keeps no copy of its own.", "not_told_because: none needed", "not_told_because:",
     "recipients.host.not_told_because: Give a real reason, as you would tell the person it concerns."),
    ("told_by: none\n    not_told_because: It keeps no copy of its own.", "told_by: shop", "told_by: shop",
     ("recipients.host.told_by: The store shop is of the kind sql; a recipient is told through one of the kind "
      "http or manual.")),
    ("told_by: none\n    not_told_because: It keeps no copy of its own.", "told_by: stor", "told_by: stor",
     "recipients.host.told_by: The store stor is not declared. Expected one of: cellar, crm, mailer."),
    ("told_by: none\n    not_told", "told_by: shop\n    not_told", "not_told_because:",
     "recipients.host.not_told_because: This is said only beside told_by: none. Remove it."),
    ("receives: Everything\n", "receives: Everything\n    active: false\n", "active:",
     ("recipients.host.active: Whoever is not active receives nothing, and the category profile names them. "
      "Change one of the two.")),
    ("receives: Everything\n", "receives: Everything\n    categories: [profil]\n", "categories: [profil]",
     "recipients.host.categories: The category profil is not declared. Did you mean profile?"),
    ("receives: Everything\n", "receives: Everything\n    purposes: [acount]\n", "purposes: [acount]",
     "recipients.host.purposes: The purpose acount is not declared. Did you mean account?"),
    ("country: DE, receives: Cards", "country: Ireland, receives: Cards", "bank:",
     ("recipients.bank.country: Ireland is no country code. Write two capital letters, as in US or DE; "
      "or Everywhere, or Where they are.")),
    ("country: DE, receives: Cards", "country: US, receives: Cards", "bank:",
     ("recipients.bank: Data goes to US, so the key safeguard is missing: name one (EU-US Data Privacy Framework, "
      "Standard contractual clauses, International data transfer agreement …), or say in a sentence why none is needed.")),
    ("safeguard: Standard contractual clauses", "safeguard: Standard contract clauses", "lab:",
     "recipients.lab.safeguard: Standard contract clauses is no safeguard we know. Did you mean Standard contractual clauses?"),
    ("safeguard: Standard contractual clauses", "safeguard: Adequacy decision", "lab:",
     "recipients.lab.safeguard: There is no adequacy decision for US. Name what protects data there."),
    ("country: US, safeguard: Standard contractual clauses", "country: IN, safeguard: EU-US Data Privacy Framework", "lab:",
     ("recipients.lab.safeguard: The EU-US Data Privacy Framework covers companies in US alone, "
      "and this one is in IN.")),
    ("safeguard: Standard contractual clauses", "safeguard: trust us", "lab:",
     ("recipients.lab.safeguard: trust us is no safeguard we know. Use one of: Adequacy decision, "
      "EU-US Data Privacy Framework, Standard contractual clauses, International data transfer agreement, "
      "Binding corporate rules, Approved code of conduct, Approved certification; or say it in a sentence.")),
    ("recipient: world", "recipient: word", "yearly:",
     "releases.yearly.recipient: The recipient word is not declared. Did you mean world?"),
    ("what: Sales by month., categories: [profile]", "what: Sales by month., categories: [sales]", "yearly:",
     "releases.yearly.categories: The category sales is not declared. Expected one of: cards, profile."),
    ("method: aggregated", "method: anonymous", "yearly:",
     "releases.yearly.method: anonymous is not possible here. Expected one of: aggregated, deidentified."),
    ("recipient: world", "recipient: lab", "yearly:",
     ("releases.yearly: The key contract is missing: lab must be bound not to recognise anybody. "
      "Only the public is not.")),
    ("recipient: lab", "recipient: world", "method: deidentified",
     ("releases.study.method: The public is bound by no contract, and world is of the kind public: "
      "publish only what is aggregated.")),
    ("threshold: 50", "threshold: 1", "yearly:", "releases.yearly.threshold: Expected a whole number, 2 or more."),
    ("threshold: 50", "threshold: few", "yearly:", "releases.yearly.threshold: Expected a whole number, 2 or more."),
    ("    contract: {reference: RES-1, date: 2026-01-05}\n", "", "study:",
     ("releases.study: De-identified data goes only to whoever is bound by contract, and the key contract is missing.")),
    ("forbids_reidentification: true", "forbids_reidentification: false", "forbids_reidentification:",
     ("releases.study.forbids_reidentification: The contract must forbid to recognise anybody. "
      "Say forbids_reidentification: true once it does.")),
    ("until: 2026-12-31", "until: 2025-12-31", "until:", "releases.study.until: It ends before it begins on 2026-01-05."),
    ("after: account_closed", "after: account_close", "life:",
     "retention.life.after: account_close is not possible here. Did you mean account_closed?"),
    ("    ccpa: [A, C]", "    ccpa: [A, K]", "          email:\n",
     ("stores.shop.tables.members.fields.email: Values of the category profile are worked out, so the key derived is "
      "missing: say in words from what, or give this field another category.")),
    ("          gift_to:\n", "          gift_to: {visible: public}\n", "gift_to: {vis",
     ("stores.shop.tables.orders.fields.gift_to: It is visible to public, and the category profile names no recipient of "
      "the kind public. Add one there, or give this field another category.")),
    ("  you: {name: You, kind: person}", "  you: {name: You, kind: person, extends: true}", "  you: {name",
     "sources.you.extends: No earlier file has you in sources. Expected one of: nothing."),
    ("  name: Quire\n", "  name: Quire\n  extends: true\n", "extends:",
     "organisation.extends: No earlier file has an organisation to add to."),
    ("    kind: sql\n", "", "  shop:\n", "stores.shop: The key kind is missing. Use one of: sql, http, files, manual."),
    ("channels: [mail], reason: The law asks us to send you receipts.", "channels: [mail]", "receipts:",
     "topics.receipts: The key reason is missing: say why nobody can switch these messages off."),
    ("class: administrative,", "class: administrative, starts_on: true,", "receipts:",
     "topics.receipts.starts_on: Administrative messages are always on. Remove this key."),
    ("class: promotional", "class: promotion", "letter:",
     "topics.letter.class: promotion is not possible here. Did you mean promotional?"),
    ("class: promotional", "class: administrative, reason: We like to send you news", "letter:",
     ("topics.letter.class: Administrative messages rest on a contract or a legal obligation, and news rests on consent. "
     "Choose another class or another purpose.")),
    ("channels: [mail, push]", "channels: [mail, push], starts_on: true", "letter:",
     "topics.letter.starts_on: Its purpose rests on consent, which nobody gives by saying nothing. Remove starts_on."),
    ("channels: [mail, push]", "channels: [mail, fax]", "letter:",
     "topics.letter.channels[1]: fax is not possible here. Expected one of: mail, push, site."),
    ("purpose: news, channels", "purpose: newz, channels", "letter:",
     "topics.letter.purpose: The purpose newz is not declared. Did you mean news?"),
    ("lifetime: P6M, purpose: news", "lifetime: P6M, purpose: account", "seen:",
     ("cookies.seen.purpose: What is not necessary needs consent, and account rests on contract. Say necessary: true if a "
     "service somebody asked for cannot do without it, or choose a purpose that asks.")),
    ("lifetime: session", "lifetime: short", "basket:",
     "cookies.basket.lifetime: short is no period. Write it as in P14D, P24M or P10Y."),
    ("kind: sql", "kind: sqlite", "kind: sqlite", "stores.shop.kind: sqlite is not possible here. Did you mean sql?"),
    ("    database: platform\n", "", "shop:", "stores.shop: The key database is missing."),
    ("        key: id\n", "        key: uid\n", "key: uid",
     "stores.shop.people.members.key: members has no column uid. Did you mean id?"),
    ("platform_id: id, email: email", "platform_id: id, email: mail", "identifiers:",
     "stores.shop.people.members.identifiers.email: members has no column mail. Did you mean email?"),
    ("platform_id: id, email: email", "platform: id", "identifiers:",
     "stores.shop.people.members.identifiers.platform: Unknown key. Did you mean platform_id?"),
    ("        identifiers: {platform_id: id, email: email}\n",
     "        identifiers: {email: email}\n        verified: {phone: id}\n", "verified:",
     "stores.shop.people.members.verified.phone: Unknown key. Expected one of: email."),
    ("        identifiers: {platform_id: id, email: email}\n",
     "        identifiers: {email: email}\n        roster: {residence: land}\n", "roster:",
     ("stores.shop.people.members.roster.residence: members has no column land. "
     "Expected one of: avatar, email, id, password.")),
    ("        identifiers: {platform_id: id, email: email}\n",
     "        identifiers: {email: email}\n        account: {column: state, active: a, suspended: b}\n", "account: {col",
     ("stores.shop.people.members.account.column: members has no column state. "
     "Expected one of: avatar, email, id, password.")),
    ("      members:\n        key: id", "      member:\n        key: id", "      member:",
     "stores.shop.people.member: The table member must also stand under tables. Did you mean members?"),
    ('        person: ""\n', "", "      members:\n        category",
     'stores.shop.tables.members: The key person is missing: say how a row reaches the person, or "" for the person itself.'),
    ('        person: ""\n', '        person: "id > members.id"\n', 'person: "id >',
     'stores.shop.tables.members.person: members stands under people: each row is a person, so person is "".'),
    ("member_id > members.id\"\n        erase", "\"\n        erase", 'person: ""\n        erase: delete\n        fields:\n          id:\n          member_id',
     ("stores.shop.tables.orders.person: orders is not under people, so its rows need a path. "
     "Expected one of: members.")),
    ('"member_id > members.id"', '"member_id = members.id"', "member_id = ",
     ('stores.shop.tables.orders.person: Cannot read "member_id = members.id". '
     "Write: column > table.column, (one, two) > table.(one, two), column > table.column when other = value, "
     "or at the end column > @email.")),
    ('"member_id > members.id"', '"member_id > members"', '"member_id > members"',
     'stores.shop.tables.orders.person: Cannot read "member_id > members": name the column too, as in members.id.'),
    ('"member_id > members.id"', '"membr_id > members.id"', "membr_id",
     "stores.shop.tables.orders.person: orders has no column membr_id. Did you mean member_id?"),
    ('"member_id > members.id"', '"member_id > member.id"', "> member.id",
     "stores.shop.tables.orders.person: The table member is not declared. Did you mean members?"),
    ('"member_id > members.id"', '"member_id > members.idd"', "members.idd",
     "stores.shop.tables.orders.person: members has no column idd. Did you mean id?"),
    ('"order_id > orders.id / member_id > members.id"', '"order_id > orders.id"', '- "order_id > orders.id"',
     ("stores.shop.tables.lines.person[0]: The path ends at orders, which is not under people. "
     "Expected one of: members.")),
    ("gift_to > @email", "gift_to > @mail", "@mail",
     "stores.shop.tables.lines.person[1]: mail is no kind of identifier. Did you mean email?"),
    ("gift_to > @email", "gift > @email", "gift >",
     "stores.shop.tables.lines.person[1]: orders has no column gift. Did you mean gift_to?"),
    ("orders.id / gift_to > @email", "orders.id / gift_to > @email / id > orders.id", "@email / id",
     ('stores.shop.tables.lines.person[1]: Cannot read "id > orders.id". '
     "Write: column > table.column, (one, two) > table.(one, two), column > table.column when other = value, "
     "or at the end column > @email.")),
    ("erase: anonymise", "erase: anonymize", "anonymize",
     "stores.shop.tables.lines.erase: anonymize is not possible here. Did you mean anonymise?"),
    ("        retain: {basis: legal_obligation, reason: Tax law asks for the books., rule: life}\n", "", "      lines:",
     "stores.shop.tables.lines: With erase: anonymise the key retain is missing: say what stays, why and by which rule."),
    ("rule: life}", "rule: lif}", "rule: lif}",
     "stores.shop.tables.lines.retain.rule: The retention rule lif is not declared. Did you mean life?"),
    ("      orders:\n        category: profile", "      orders:\n        category: profil", "category: profil\n",
     "stores.shop.tables.orders.category: The category profil is not declared. Did you mean profile?"),
    ("          gift_to:\n", "          gift_to: cards\n", "gift_to: cards",
     "stores.shop.tables.orders.fields.gift_to: The category cards says held: false, so nothing may be stored under it."),
    ("          gift_to:\n", "          gift_to: {category: gifts}\n", "gift_to: {cat",
     ("stores.shop.tables.orders.fields.gift_to.category: The category gifts is not declared. "
     "Expected one of: cards, profile.")),
    ("          gift_to:\n", "          gift_to: {visible: everyone}\n", "gift_to: {vis",
     ("stores.shop.tables.orders.fields.gift_to.visible: everyone is not possible here. "
     "Expected one of: followers, private, public.")),
    ("          gift_to:\n", "          gift_to: {mentions: hide}\n", "gift_to: {men",
     "stores.shop.tables.orders.fields.gift_to.mentions: hide is not possible here. Expected one of: mask."),
    ("text: {erase: pseudonym}", "text: {erase: pseudo}", "text: {erase",
     "stores.shop.tables.lines.fields.text.erase: pseudo is not possible here. Did you mean pseudonym?"),
    ("text: {erase: pseudonym}", "text: {erase: {put: x}}", "text: {erase",
     "stores.shop.tables.lines.fields.text.erase.put: Unknown key. Expected one of: set."),
    ("          email:\n", "          email:\n          password:\n", "password:\n",
     "stores.shop.tables.members.fields.password: This column is withheld too. Keep one of the two."),
    ("          email:\n", "          email:\n          email:\n", "email:\n          avatar",
     "stores.shop.tables.members.fields.email: This key stands here twice. Keep one."),
    ("A secret that protects the account.", "todo", "password:",
     "stores.shop.tables.members.withheld.password: Give a real reason, as you would tell the person it concerns."),
    ("          avatar: {storage", "          avatr: {storage", "avatr:",
     "stores.shop.tables.members.files.avatr: members has no column avatr. Did you mean avatar?"),
    ("      orders:\n", "      orders:\n        key: [id, lin]\n", "key: [id, lin]",
     "stores.shop.tables.orders.key: orders has no column lin. Expected one of: gift_to, id, member_id."),
    ("      orders:\n", "      orders:\n        dated: bought_at\n", "dated: bought_at",
     "stores.shop.tables.orders.dated: orders has no column bought_at. Expected one of: gift_to, id, member_id."),
    ("          gift_to:\n", "          gift_to: {never_disclose: passwords}\n", "gift_to: {never",
     "stores.shop.tables.orders.fields.gift_to.never_disclose: passwords is not possible here. Did you mean password?"),
    ("      tags: Names", "      orders: Names", "orders: Names",
     "stores.shop.not_personal.orders: This table is declared as personal too. Keep one of the two."),
    ("Names of topics chosen by editors.", "nothing in it", "tags:",
     "stores.shop.not_personal.tags: Give a real reason, as you would tell the person it concerns."),
    ("        fields:\n          id:\n          member_id:\n          gift_to:", "        fields: [id, member_id]",
     "fields: [id", "stores.shop.tables.orders.fields: Expected a mapping (key: value lines)."),
    ("  you: {name: You, kind: person}", "  ? [you]\n  : {name: You}", "? [you]", "sources: A key must be a single word."),
    ("sources: [you]", "sources: [you", None, "This is not YAML"),
    *FILES,
    *OUTSIDE,
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "piece", "message"), BAD, ids=[row[3][:60] for row in BAD])
@pytest.mark.promise("P09")
def test_a_fault_is_said_at_its_line(
    tmp_path: Path, old: str, new: str, piece: str | None, message: str
) -> None:
    file = spoiled(tmp_path, (old, new))
    with pytest.raises(DataMapError) as refused:
        load([file])
    said = str(refused.value)
    if piece is None:
        assert said.startswith("company.yaml:")
        assert message in said
        return
    before = file.read_text()[: file.read_text().index(piece)]
    assert said == f"company.yaml:{before.count(chr(10)) + 1 + piece.startswith(chr(10))}: {message}"


def test_the_sound_map_is_sound(tmp_path: Path) -> None:
    """What the table above spoils is read without a complaint, so each complaint is about the change."""
    assert load([spoiled(tmp_path)]).stores["shop"].name == "The shop"


UNLIMITED_RULE = (
    "categories:\n",
    (
        "  place: {name: Empty, period: unlimited, after: account_closed, basis: contract, reason: Nothing is left in it.}\n"
        "categories:\n"
    ),
)
KEPT_BY_IT = ("Tax law asks for the books., rule: life", "Tax law asks for the books., rule: place")


def test_rows_that_name_nobody_may_stay_without_end(tmp_path: Path) -> None:
    """Anonymised rows may be kept by an unlimited rule; rows kept as they are may not."""
    sound = load([spoiled(tmp_path, UNLIMITED_RULE, KEPT_BY_IT)])
    assert sound.stores["shop"].tables["lines"].retain.rule == "place"
    kept = spoiled(tmp_path, UNLIMITED_RULE, KEPT_BY_IT, ("erase: anonymise", "erase: retain"))
    with pytest.raises(DataMapError, match=r"lines\.retain\.rule: Rows kept as they are need an end\."):
        load([kept])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        DataMapError, match=r"gone\.yaml: The file cannot be read: No such file or directory\."
    ):
        load([tmp_path / "gone.yaml"])


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    for content in (b"name: \xff\xfe", b"name: \x00"):
        (tmp_path / "binary.yaml").write_bytes(content)
        with pytest.raises(DataMapError, match=r"binary\.yaml: This is not text in UTF-8\."):
            load([tmp_path / "binary.yaml"])


def test_an_empty_file_says_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("")
    with pytest.raises(DataMapError, match=r"empty\.yaml:1: The key format is missing\."):
        load([tmp_path / "empty.yaml"])


def test_no_organisation_is_said(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text("format: 1\n")
    with pytest.raises(DataMapError, match="No file says which organisation this is"):
        load([tmp_path / "small.yaml"])


def test_a_key_of_an_earlier_file_is_refused(tmp_path: Path) -> None:
    first = spoiled(tmp_path)
    second = tmp_path / "more.yaml"
    second.write_text("format: 1\nsources:\n  you: {name: Others, kind: derived}\n")
    with pytest.raises(DataMapError) as refused:
        load([first, second])
    assert str(refused.value) == (
        "more.yaml:3: sources.you: you is declared already in sources (company.yaml:11). "
        "Say extends: true to add to it, or choose another key."
    )


@pytest.mark.parametrize(("old", "new", "piece", "message"), TOLD, ids=[row[3][:60] for row in TOLD])
@pytest.mark.promise("P10")
def test_a_fault_about_whom_others_are_told_through_is_said_at_its_line(
    tmp_path: Path, old: str, new: str, piece: str, message: str
) -> None:
    assert load([spoiled(tmp_path, DESK)]).recipients["lab"].told_by == "desk"
    file = spoiled(tmp_path, DESK, (old, new))
    with pytest.raises(DataMapError) as refused:
        load([file])
    before = file.read_text()[: file.read_text().index(piece)]
    assert str(refused.value) == f"company.yaml:{before.count(chr(10)) + 1}: {message}"


@pytest.mark.parametrize(("old", "new", "piece", "message"), CONTACTS, ids=[row[3][:60] for row in CONTACTS])
@pytest.mark.promise("P05")
def test_a_fault_about_contacts_is_said_at_its_line(
    tmp_path: Path, old: str, new: str, piece: str, message: str
) -> None:
    said = load([spoiled(tmp_path, *NAMED)]).stores["shop"].contacts
    assert (said.purpose, said.notice) == ("invite", "send"), "told, unless the map names an exception"
    file = spoiled(tmp_path, *NAMED, (old, new))
    with pytest.raises(DataMapError) as refused:
        load([file])
    before = file.read_text()[: file.read_text().index(piece)]
    assert str(refused.value) == f"company.yaml:{before.count(chr(10)) + 1}: {message}"
