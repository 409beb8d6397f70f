"""What stores that others run are refused for, as rows of test_complaints.py."""

OUTSIDE = [
    ("    domain: mailer.example\n", "", "mailer:",
     "stores.mailer: The key domain is missing: say by which domain name the answers are signed."),
    ("protocol: webhook", "protocol: webhook\n    domain: crm.example", "domain: crm",
     "stores.crm.domain: Only protocol: opendsr signs with a certificate. Remove this key."),
    ("domain: mailer.example", "domain: mailer.example\n    certificate: none", "certificate: none",
     "stores.mailer.certificate: This is no certificate. Put it here in PEM, from BEGIN to END."),
    ("protocol: opendsr", "protocol: opendrs", "protocol: opendrs",
     "stores.mailer.protocol: opendrs is not possible here. Did you mean opendsr?"),
    ("https://crm.example/privacy", "https://us:secret@crm.example/", "url: https://us",
     ("stores.crm.url: https://us:secret@crm.example/ is no address of a service. "
     "Write it as in https://service.example/privacy, without secrets in it.")),
    ("https://crm.example/privacy", "ftp://crm.example", "url: ftp",
     ("stores.crm.url: ftp://crm.example is no address of a service. "
     "Write it as in https://service.example/privacy, without secrets in it.")),
    ("{email: sha256, platform_id: raw}", "{email: sha265}", "identities: {email: sha265",
     "stores.mailer.identities.email: sha265 is not possible here. Did you mean sha256?"),
    ("{email: sha256, platform_id: raw}", "{phone: raw}", "identities: {phone: raw}",
     "stores.mailer.identities.phone: Unknown key. Expected one of: email, platform_id."),
    ("{email: sha256, platform_id: raw}", "{}", "identities: {}",
     "stores.mailer.identities: Say by which kinds of identifier it finds a person, as in {email: sha256}."),
    ("answers: [access, erase]", "answers: [suspend]", "answers: [suspend]",
     "stores.mailer.answers[0]: suspend is not possible here. Expected one of: access, erase."),
    ("answers: [erase, opt_out]", "answers: []", "answers: []",
     "stores.crm.answers: Say what it can be asked for: access, erase, rectify, suspend, resume, opt_out, opt_in."),
    ("deadline: P7D", "deadline: unlimited", "deadline: unl",
     "stores.mailer.deadline: unlimited is no period. Write it as in P14D, P24M or P10Y."),
    ("remind: P3D", "remind: P0D", "remind: P0D",
     "stores.cellar.remind: P0D is no time to wait. Write it as in P7D or P1M."),
    ("ada@quire.example", "Ada", "email: Ada", "stores.cellar.email: Ada is no e-mail address."),
    ("    instructions: Look through the folders from A to Z.\n", "", "cellar:",
     "stores.cellar: The key instructions is missing."),
    ("instructions: Look through the folders from A to Z.", "instructions: Look.", "instructions:",
     "stores.cellar.instructions: Say in at least four words what to look through."),
    ("P3D\n    recipient: lab", "P3D\n    recipient: labs", "recipient: labs",
     "stores.cellar.recipient: The recipient labs is not declared. Did you mean lab?"),
    ("P3D\n    recipient: lab\n    categories: [profile]", "P3D\n    recipient: lab\n    categories: [profil]",
     "categories: [profil]", "stores.cellar.categories: The category profil is not declared. Did you mean profile?"),
    ("P3D\n    recipient: lab\n    categories: [profile]", "P3D\n    recipient: lab\n    categories: [cards]",
     "categories: [cards]", "stores.cellar.categories: The category cards is held by bank, and this store is run by lab."),
    ("P3D\n    recipient: lab\n    categories: [profile]", "P3D\n    recipient: lab\n    categories: []",
     "categories: []", "stores.cellar.categories: Say which categories it holds."),
]  # fmt: skip

DESK = (
    "stores:\n",
    (
        "stores:\n"
        "  desk:\n"
        "    kind: manual\n"
        "    name: The desk\n"
        "    owner: Ada\n"
        "    email: ada@quire.example\n"
        "    instructions: Look through the folders.\n"
        "    due: P14D\n"
        "    remind: P5D\n"
        "    recipient: lab\n"
        "    categories: [profile]\n"
    ),
)
"""A store that a laboratory runs, through which it is told."""
TOLD = [
    ("recipient: lab\n    categories", "recipient: labs\n    categories", "recipient: labs",
     "stores.desk.recipient: The recipient labs is not declared. Did you mean lab?"),
    ("recipient: lab\n    categories: [profile]", "recipient: lab\n    categories: [profil]", "categories: [profil]",
     "stores.desk.categories: The category profil is not declared. Did you mean profile?"),
    ("receives: Reading times}", "receives: Reading times, told_by: none, not_told_because: It keeps no copy at all.}", "  lab:",
     "recipients.lab.told_by: They run the store desk and are told through it. Remove this key."),
    ("receives: Reading times}", "receives: Reading times, told_by: desc}", "  lab:",
     "recipients.lab.told_by: The store desc is not declared. Did you mean desk?"),
]  # fmt: skip
