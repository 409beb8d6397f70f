"""What stores of files are refused for, as rows of test_complaints.py."""

FILES = [
    ("members/{platform_id}/", "members/", "prefix:", ("stores.media.objects.scans.prefix: Without a placeholder these files "
     "would be everybody's. Write it as in members/{platform_id}/.")),
    ("members/{platform_id}/", "members/{platform_id}", "prefix:", ("stores.media.objects.scans.prefix: A prefix ends with a "
     "slash, or one person's is the beginning of another's. Write it as in members/{platform_id}/.")),
    ("members/{platform_id}/", "members/{platform_id}-{email}/", "prefix:", ("stores.media.objects.scans.prefix: Two "
     "placeholders in one folder name cannot be told apart. Write it as in members/{platform_id}/.")),
    ("members/{platform_id}/", "members/../{platform_id}/", "prefix:", ("stores.media.objects.scans.prefix: .. cannot be the "
     "name of a folder here. Write it as in members/{platform_id}/.")),
    ("members/{platform_id}/", "/{platform_id}/", "prefix:", ("stores.media.objects.scans.prefix: Nothing cannot be the "
     "name of a folder here. Write it as in members/{platform_id}/.")),
    ("members/{platform_id}/", "mem*/{platform_id}/", "prefix:", ("stores.media.objects.scans.prefix: mem* cannot be the "
     "name of a folder here. Write it as in members/{platform_id}/.")),
    ("members/{platform_id}/", "members/{platfrom_id}/", "prefix:",
     "stores.media.objects.scans.prefix: platfrom_id is no kind of identifier. Did you mean platform_id?"),
    ("members/{platform_id}/", "members/{shp.platform_id}/", "prefix:",
     "stores.media.objects.scans.prefix: The store shp has no people with platform_id. Did you mean shop?"),
    ("platform_id: id, email: email", "email: email", "prefix:", ("stores.media.objects.scans.prefix: No stores have people "
     "with platform_id. Name one before it, as in {shop.platform_id}.")),
    ("/\n        category: profile\n", "/\n        category: profil\n", "category: profil\n",
     "stores.media.objects.scans.category: The category profil is not declared. Did you mean profile?"),
    ("/\n        category: profile\n", "/\n        category: cards\n", "category: cards\n",
     "stores.media.objects.scans.category: The category cards says held: false, so nothing may be stored under it."),
    ("/\n        category: profile\n        erase: delete", "/\n        category: profile\n        erase: anonymize", "erase: anonymize",
     "stores.media.objects.scans.erase: anonymize is not possible here. Expected one of: delete, retain."),
    ("/\n        category: profile\n        erase: delete", "/\n        category: profile\n        erase: retain", "scans:",
     "stores.media.objects.scans: With erase: retain the key retain is missing: say what stays, why and by which rule."),
    ("/\n        category: profile\n", "/\n        category: profile\n        retain: {basis: contract, reason: It has to stay here., rule: life}\n",
     "retain: {basis: contract", "stores.media.objects.scans.retain: These files are deleted, so nothing is retained. Remove retain."),
    ("storage: platform_media\n        prefix", "storage: platform_media\n        withheld: no\n        prefix", "withheld: no",
     "stores.media.objects.scans.withheld: Give a real reason, as you would tell the person it concerns."),
]  # fmt: skip
