"""Promises about rights, and how requests are answered."""

from django.utils.translation import gettext_lazy as _

from dsr.promises.promise import Group, Promise

RIGHTS = Group(
    "rights",
    _("Your rights"),
    (
        Promise(
            "P17",
            says=_("You can see, copy, correct and delete your data at any time from the settings."),
            how=_(
                "The privacy home has one card for each, two clicks from the settings at most (dsr/views/home.py)."
            ),
            evidence="asked_from_settings",
        ),
        Promise(
            "P24",
            says=_(
                "Californians are told which kinds of data were collected and disclosed in the last twelve months."
            ),
            how=_(
                "Tables of the policy are made from the data map and the versions of it that applied in the twelve months before "
                "(consent/policy/californian.py); a command prints them as of any day (consent/datamap_verbs/california.py)."
            ),
            evidence="history_of_the_map",
            missing=_(
                "The tables in the policy are of the day on which its version was published; for another day only our staff can have them printed."
            ),
        ),
        Promise(
            "P25",
            says=_(
                "Californians can know, delete, correct and opt out, by form or by post, and are treated no differently for it."
            ),
            how=_(
                "The law of California has its own rights and clocks (accounts/regimes/laws.py). The form without an account takes requests "
                "(dsr/views/asking.py)."
            ),
            evidence="california_in_time",
            missing=_(
                "Requests that come by post or telephone cannot be entered by staff yet, no check proves yet that nobody is treated "
                "differently for asking, and the rights about automated decisions are not there yet."
            ),
        ),
        Promise(
            "P26",
            says=_("A request is verified with what identifies you, and no further than it needs."),
            how=_(
                "Signing in or a mailed code proves who asks (dsr/actions/verification.py). Nobody is asked to prove anything before an opt-out."
            ),
            evidence="proofs_of_identity",
            missing=_(
                "Matching with other details and a signed declaration, for people without access to their mailbox, are not there yet."
            ),
        ),
        Promise(
            "P27",
            says=_("Somebody you authorise can ask for you, and you may be asked to confirm it."),
            how=_(
                "Agents file without registering, with a signed permission or a power of attorney (dsr/actions/agents.py). You are asked once where "
                "the law allows it, and never for an opt-out or under a power of attorney (dsr/actions/mandates.py)."
            ),
            evidence="agents_in_time",
            missing=_("Many requests in one file, and the Data Rights Protocol, are not there yet."),
        ),
        Promise(
            "P32",
            says=_(
                "In Europe you can have a copy, a correction or a deletion, object, and have the use of your data limited."
            ),
            how=_(
                "Each right has its clock (accounts/regimes) and one way through the portal (dsr/actions/requests.py). A restriction stops messages "
                "at the moment of sending (consent/decisions.py)."
            ),
            evidence="rights_in_time",
            missing=_(
                "Restrictions and objections are entered by staff, and the company's other programs cannot ask for them yet."
            ),
        ),
        Promise(
            "P33",
            says=_("A copy of your data can be had from the settings."),
            how=_(
                "Workers stream each store into an encrypted, signed package that a person and a program can read (exports/building). Anybody can check it without us (/verify/)."
            ),
            evidence="copies_made",
        ),
        Promise(
            "P34",
            says=_("Account data and interests that are wrong can be put right."),
            how=_(
                "What the data map lets people correct they change themselves, where it stands, and a nightly look keeps it corrected (exports/correcting/); systems of others are asked to follow. Anything else goes to our staff with its own date and answer (dsr/views/home.py)."
            ),
            evidence="corrections_in_time",
            missing=_(
                "A correction reaches by itself only those recipients who run a system that can be asked; where the data came from is shown to you, and nobody there is told."
            ),
        ),
        Promise(
            "P35",
            says=_("You can complain to the authority of the place where you live."),
            how=_(
                "The authority of the place you live in is shown with every request, with papers for a complaint about it; a complaint to us is acknowledged at once (accounts/regimes/authorities.py, dsr/complaint.py)."
            ),
            evidence="complaints_acknowledged",
        ),
        Promise(
            "P36",
            says=_("You can reach us with questions and concerns, by mail and by post."),
            how=_(
                "The contact page takes questions without an account and dates them on arrival; every mail carries the postal address (dsr/views/contact.py)."
            ),
            evidence="enquiries_answered",
            missing=_(
                "Letters and mails to the privacy address are answered by hand and cannot be entered here yet."
            ),
        ),
        Promise(
            "P46",
            says=_(
                "We keep what the law demands of us: a record of requests and of our answers, used for nothing else."
            ),
            how=_(
                "Each request keeps date, kind, way, answer, its date and grounds of a refusal, tied together by the database (dsr/models/request.py)."
            ),
            evidence="log_of_requests",
            missing=_("Records older than 24 months do not go by themselves yet."),
        ),
    ),
)
