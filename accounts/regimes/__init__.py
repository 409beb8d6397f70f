"""The rules of law as pure data and pure functions: which law applies, which rights it gives, by when to answer."""
