package vn.lancan.demo.cards

// A place's code and a report's code both come as links of the authority's server.

/** Whether this link is a place's: its path is `/p`. */
fun isPlaceLink(link: String): Boolean = link.startsWith("https://") && address(link).endsWith("/p")

/** The report's code in this link, as it stands after the `#`; null where the link is a place's, or holds none. */
fun codeInLink(link: String): String? =
    link.substringAfter('#', "").takeIf { link.startsWith("https://") && it.isNotBlank() && !isPlaceLink(link) }

private fun address(link: String) = link.substringBefore('#').substringBefore('?')
