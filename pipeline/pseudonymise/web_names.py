"""Words of web and e-mail addresses: endings, mail providers, and what comes before an address without being part of it."""

from pipeline.pseudonymise.lists import STOP_WORDS, word_list

TOP_LEVEL = word_list("web_endings")
PROVIDERS = word_list("mail_providers")
BEFORE_LOCAL = STOP_WORDS | word_list("before_an_address")
AROUND_SIGN = word_list("around_an_underscore")
BEFORE_SITE = frozenset(("the", "a", "an", "to", "is", "it", "on", "at", "of", "and", "or", "that", "this"))
PUBLIC_SITES = word_list("public_sites")
