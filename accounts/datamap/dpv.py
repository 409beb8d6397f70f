"""Terms of the W3C group's Data Privacy Vocabulary, for what it calls kinds of data and purposes.

The lists hold the terms a map is likely to need, as version 2.0 spells them. A term that is not in them is taken
unless it looks like one of them misspelt.
"""

import re
from difflib import get_close_matches

PERSONAL_DATA = frozenset(
    """
    Age AgeRange Authenticating AuthenticationHistory BankAccount Behavioral Biometric BirthDate
    BirthPlace BrowserFingerprint BrowserHistory BrowsingBehavior BrowsingReferral CallLog City
    Communication CommunicationsMetadata Connection Contact Country Credit CreditCardNumber Criminal
    CurrentEmployment Demographic DeviceApplications DeviceBased DeviceOperatingSystem DeviceSoftware
    DigitalFingerprint Disability Dislike Education EmailAddress EmailAddressPersonal EmailAddressWork
    EmailContent EmploymentHistory EthnicOrigin External FacialPrint Family Favorite Financial
    FinancialAccount FinancialAccountNumber Fingerprint Friend GPSCoordinate Gender Genetic Geographic
    GroupMembership Health HealthRecord Historical Household IPAddress Identifier Identifying Income
    IndividualProfile Insurance Intention Interaction Interest Internal Job KnowledgeBelief Language Like
    LinkClicked Location MACAddress MaritalStatus MedicalHealth MentalHealth Name Nationality OfficialID
    Opinion Passport Password PaymentCard PaymentCardExpiry PaymentCardNumber PersonalDocuments
    Personality PhilosophicalBelief PhysicalAddress PhysicalCharacteristic Picture PoliticalAffiliation
    PoliticalOpinion PostalCode Preference PrivacyPreference Professional Profile PublicLife Purchase
    PurchasesAndSpendingHabit Race Region Relationship Reliability Religion Residency Salary School
    SecretText ServiceConsumptionBehavior Sexual SexualPreference Social SocialMedia
    SocialMediaCommunication SocialNetwork Tracking
    """.split()  # noqa: SIM905
)
PURPOSES = frozenset(
    """
    AccountManagement Advertising AgeVerification CommunicationForCustomerCare CommunicationManagement
    CustomerCare DirectMarketing DisputeManagement EnforceSecurity FraudPreventionAndDetection
    IdentityAuthentication IdentityVerification ImproveExistingProductsAndServices LegalCompliance
    Marketing MisusePreventionAndDetection PaymentManagement PersonalisedAdvertising ProtectionOfIPR
    ProvidePersonalisedRecommendations RecordManagement RequestedServiceProvision ResearchAndDevelopment
    RightsFulfillment SearchFunctionalities SellDataToThirdParties SellProductsToDataSubject
    ServiceOptimisation ServicePersonalisation ServiceProvision ServiceRegistration ServiceUsageAnalytics
    TargetedAdvertising UserInterfacePersonalisation
    """.split()  # noqa: SIM905
)
TERMS = {"pd": PERSONAL_DATA, "dpv": PURPOSES}
"""The terms we know, by the prefix under which the vocabulary publishes them."""
PATTERNS = {prefix: rf"{prefix}:[A-Z][A-Za-z0-9]*" for prefix in TERMS}
CLOSE = 0.84


def fault(term: str, prefix: str) -> str:
    """Return what is wrong with a term, or nothing."""
    if not re.fullmatch(PATTERNS[prefix], term):
        example = {"pd": "pd:EmailAddress", "dpv": "dpv:ServiceProvision"}[prefix]
        return f"{term} is no term of the Data Privacy Vocabulary. Write it as in {example}."
    word = term.partition(":")[2]
    if word in TERMS[prefix]:
        return ""
    close = get_close_matches(word, sorted(TERMS[prefix]), n=1, cutoff=CLOSE)
    return (
        f"{term} is no term of the Data Privacy Vocabulary that we know. Did you mean {prefix}:{close[0]}?"
        if close
        else ""
    )
