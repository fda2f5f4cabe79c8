package vn.lancan.demo.cards

import vn.lancan.Language

/** What the app is for, before it asks for anything. */
fun Language.welcomeCard(): List<Part> = card {
    heading(text("welcome"))
    tell("welcome-what")
    tell("welcome-next")
}
