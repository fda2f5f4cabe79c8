package vn.lancan.demo.cards

import vn.lancan.Language

/** The authority's safety map, which is a page of its server: [open] opens it. */
fun Language.mapCard(open: () -> Unit): List<Part> = card {
    heading(text("map-title"))
    tell("web-home-map")
    other(text("map-open")) { open() }
}
