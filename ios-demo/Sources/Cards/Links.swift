// A place's code and a report's code both come as links of the authority's server.

/// Whether this link is a place's: its path is `/p`.
func isPlaceLink(_ link: String) -> Bool {
    link.hasPrefix("https://") && link.prefix { $0 != "#" && $0 != "?" }.hasSuffix("/p")
}

/// The report's code in this link, as it stands after the `#`; nil where the link is a place's, or holds none.
func codeInLink(_ link: String) -> String? {
    guard link.hasPrefix("https://"), !isPlaceLink(link), let mark = link.firstIndex(of: "#") else { return nil }
    let code = link[link.index(after: mark)...]
    return code.allSatisfy(\.isWhitespace) ? nil : String(code)
}
