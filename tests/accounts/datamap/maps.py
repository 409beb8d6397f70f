"""A small sound map, and ways to spoil it."""

from pathlib import Path

SOUND = """\
format: 1
organisation:
  name: Quire
  address: [1 Leaf Lane]
  country: DE
  privacy_email: privacy@quire.example
  representatives: [{region: UK, name: Rep, address: [A, B], contact: rep@quire.example}]
  officer: {name: Ada Leaf, email: officer@quire.example}
  contacts: [{about: The press, email: press@quire.example}]
sources:
  you: {name: You, kind: person}
purposes:
  account: {name: Run your account, description: Keep it., lawful_basis: contract}
  news: {name: News, description: Send news., lawful_basis: consent}
recipients:
  host:
    name: Host
    kind: processor
    country: DE
    receives: Everything
    contract: {reference: DPA-1, date: 2026-01-05}
    reviewed_on: 2026-02-01
    review_every: P1Y
    told_by: none
    not_told_because: It keeps no copy of its own.
  bank: {name: Bank, kind: third_party, country: DE, receives: Cards, told_by: none, not_told_because: You are its customer too.}
  world: {name: Everybody, kind: public, country: Everywhere, safeguard: What is published is sums alone., receives: Numbers}
  lab: {name: A laboratory, kind: third_party, country: US, safeguard: Standard contractual clauses, receives: Reading times}
releases:
  yearly: {name: The year, recipient: world, what: Sales by month., categories: [profile], method: aggregated, how: Sums of all., threshold: 50, since: 2026-01-01}
  study:
    name: A study
    recipient: lab
    what: Reading times.
    categories: [profile]
    method: deidentified
    how: No names and no numbers.
    threshold: 20
    contract: {reference: RES-1, date: 2026-01-05}
    forbids_reidentification: true
    since: 2026-01-05
    until: 2026-12-31
retention:
  life: {name: While open, period: P14D, after: account_closed, basis: contract, reason: It belongs to the account.}
categories:
  profile:
    name: Profile
    description: Who you are.
    sources: [you]
    purposes: [account]
    recipients: [host]
    retention: life
    ccpa: [A, C]
  cards: {name: Cards, description: Held elsewhere., held: false, held_by: bank, sources: [you], purposes: [account]}
topics:
  receipts: {name: Receipts, description: What you paid., class: administrative, purpose: account, channels: [mail], reason: The law asks us to send you receipts.}
  letter: {name: Letter, description: Our news., class: promotional, purpose: news, channels: [mail, push]}
cookies:
  seen: {name: Visits, description: Counts visits., set_by: This shop, lifetime: P6M, purpose: news}
  basket: {name: Basket, description: Keeps your basket., set_by: This shop, lifetime: session, purpose: account, necessary: true}
stores:
  shop:
    kind: sql
    name: The shop
    database: platform
    people:
      members:
        key: id
        identifiers: {platform_id: id, email: email}
    tables:
      members:
        category: profile
        person: ""
        erase: delete
        fields:
          id:
          email:
          avatar:
        withheld:
          password: A secret that protects the account.
        files:
          avatar: {storage: platform_media}
      orders:
        category: profile
        person: "member_id > members.id"
        erase: delete
        fields:
          id:
          member_id:
          gift_to:
      lines:
        category: profile
        person:
          - "order_id > orders.id / member_id > members.id"
          - "order_id > orders.id / gift_to > @email"
        erase: anonymise
        retain: {basis: legal_obligation, reason: Tax law asks for the books., rule: life}
        fields:
          id:
          order_id:
          text: {erase: pseudonym}
    not_personal:
      tags: Names of topics chosen by editors.
  media:
    kind: files
    name: What members sent
    objects:
      scans:
        storage: platform_media
        prefix: members/{platform_id}/
        category: profile
        erase: delete
  mailer:
    kind: http
    name: The mailer
    protocol: opendsr
    url: https://mailer.example/v1
    domain: mailer.example
    identities: {email: sha256, platform_id: raw}
    answers: [access, erase]
    deadline: P7D
    recipient: lab
    categories: [profile]
  crm:
    kind: http
    name: Sales
    protocol: webhook
    url: https://crm.example/privacy
    identities: {phone: raw}
    answers: [erase, opt_out]
    deadline: P5D
    recipient: lab
    categories: [profile]
  cellar:
    kind: manual
    name: The cellar
    owner: Ada
    email: ada@quire.example
    instructions: Look through the folders from A to Z.
    due: P10D
    remind: P3D
    recipient: lab
    categories: [profile]
"""


def spoiled(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the sound map with each old text replaced once by a new one, and return the file."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) >= 1, f"{old!r} is not in the sound map"
        text = text.replace(old, new, 1)
    file = folder / "company.yaml"
    file.write_text(text, encoding="utf-8")
    return file
