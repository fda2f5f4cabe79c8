## Openings of visitor logs

opening-nav = Visitor logs
opening-title = Requests to open a visitor log
opening-lead = A place's visitor log is opened for one case and at most six hours, when two officers sign. The province's opener alone can read it.
opening-how = To ask for an opening, go to the page of the place.
opening-none = There are no requests yet.
opening-one = Opening of a visitor log
opening-ask = Ask to open the visitor log
opening-place = Place
opening-district = Administrative unit
opening-codes = Code generations of the place
opening-hours = Hours
opening-case = Case
opening-case-hint = The number of the case, as your office writes it.
opening-asked = Asked for
opening-your-turn = Waits for you
opening-from = From
opening-from-form = dd/mm/yyyy hh:00
opening-from-hint = The beginning of an hour of the last 28 days, such as 26/11/2026 08:00. Checkers' devices without a network may deliver up to 24 hours later.
opening-how-long = For
# $count (number) = 2
opening-hours-count = { $count ->
    [1] 1 hour
   *[other] { $count } hours
}
opening-reason = Reason
opening-reason-hint = The second officer and whoever keeps the opener read it.
opening-second = Second officer
opening-second-hint = A supervisor who has a signing key.
opening-nobody-second = No other supervisor has a signing key yet. Ask a supervisor to make one first.
opening-to-sign = Go on to sign
opening-officers = Officers who sign
opening-expires = Expires
opening-recipient = Recipient key
opening-request = Request
opening-words = What is signed
opening-words-hint = Both officers sign these lines and no others, and the opener's screen shows the same lines.
opening-sign = Sign
opening-sign-hint = The browser asks for your signing key. Sign only when every line is right.
opening-sign-act = Sign with my key
opening-needs-scripts = To make a key and to sign, the browser has to run JavaScript and know signing keys (WebAuthn). The rest of the page does without.
opening-key-waiting = Waiting for your signing key…
opening-key-failed = It did not work: you cancelled, it took too long, or the key is not on this machine. Try again.
opening-no-key = You have no signing key yet.
opening-refuse = Refuse
opening-refuse-why = Why do you refuse?
opening-refuse-act = Refuse the request
opening-why-refused = Why it was refused
opening-to-opener = To the opener
opening-to-opener-lead = Download this file and take it to the province's opener on a stick. Only the opener can read it.
opening-take = Download the file for the opener
opening-take-hint = If the opener asks for cards, keep this same file for the second round.
opening-from-opener = File from the opener
opening-from-opener-file = File
opening-from-opener-hint = The list of cards, or the result. For a list of cards you get a file of cards.
opening-bring = Send the file
opening-outcome = What came of it
# $count (number) = 12
opening-found = { $count ->
    [1] 1 entry in the log
   *[other] { $count } entries in the log
}
# $count (number) = 9
opening-contacts = { $count ->
    [1] 1 person became a contact of the case
   *[other] { $count } people became contacts of the case
}
# $count (number) = 1
opening-not-foreign = Envelopes of another place or hour, not opened: { $count }
# $count (number) = 1
opening-not-opened = Envelopes that did not open: { $count }
# $count (number) = 1
opening-not-forged = Envelopes with a wrong signature: { $count }
# $count (number) = 1
opening-not-card = Cards without contact details: { $count }
# $count (number) = 1
opening-not-repeated = Envelopes that came twice: { $count }
# $name (text) = an
opening-event-asked = { $name } asked
# $name (text) = an
opening-event-signed = { $name } signed
opening-event-refused = Refused
opening-event-handed-out = The file for the opener was first downloaded
opening-event-imported = The result became contacts
opening-state-waits-for-first = Waits for who asked
opening-state-waits-for-second = Waits for the second officer
opening-state-signed = Signed by both
opening-state-refused = Refused
opening-state-expired = Expired
opening-state-imported = Result imported

## Officers' signing keys

opening-keys = Signing key
opening-keys-lead = The signing key stands for your signature under a request to open a visitor log. It stays in your machine or security key; the server knows its public half only.
opening-key-make = Make a signing key
opening-key-confirm = Show password and code again before you make a key.
opening-key-make-hint = The browser asks how the key is unlocked: fingerprint, PIN or security key.
opening-key-make-act = Make the key
# $number (text) = 12
opening-key-name = Officer { $number }
opening-key-list = Your keys
opening-key-none = You have no key yet.
opening-key-fingerprint = Fingerprint
opening-key-origin = Made on
opening-key-added = Made at
opening-key-revoked = Revoked at
opening-key-revoke = Revoke
opening-key-pem = Download the public key
opening-at-opener = Enrolment at the opener
opening-at-opener-lead = Take the public key to the province's opener yourself. Whoever keeps the opener enrols you under the number below, and the server's recipient key once.
opening-officer-number = Your officer number
opening-recipient-take = Download the recipient key

## Refusals

opening-error-case = Your area has no case with this number.
opening-error-place = The place is not in your area, or keeps no visitor log.
opening-error-codes = No code of the place was valid in these hours, or more than four were. Choose other hours.
opening-error-from = Write the beginning of an hour of the last 28 days, such as 26/11/2026 08:00.
opening-error-hours = Choose 1 to 6 hours.
opening-error-reason = Write a reason in words, at most 240 bytes.
opening-error-second = The second officer has to be another supervisor with a signing key.
opening-error-one-key = Two officers need two keys.
opening-limit = The limit is reached: 4 requests for a place in seven days, 5 for an officer and 20 for a district in a day.
opening-not-named = Only the two officers of the request may do this.
opening-not-now = The request is not at this step any more. Load the page again.
opening-signature-refused = The signature does not fit the words or your key. Sign again on this page.
opening-key-refused = The key was not made on this page, or the page was open too long. Load it again and make the key again.
opening-key-there = You have a signing key already. Revoke it first.
opening-key-revoked-since = A signing key was revoked after it signed. Make a new request.
opening-file-refused = The file is not of this request, or not signed by the province's opener.
opening-no-pack = The server has no valid pack of keys of the province, so it does not know which opener signed. Ask whoever runs the server for the new pack.

## Notes of contacts

# $place (text) = Bệnh viện Bảo Lâm
# $when (text) = 26/11/2026 08:12
# $way (text) = in
# $grade (text) = own scan
# $companions (number) = 2
opening-note = Visitor log { $place }: { $when } { $way } ({ $grade }){ $companions ->
    [0] {""}
   *[other] , with { $companions } more
}
opening-way-in = in
opening-way-out = out
opening-way-both = in and out
opening-number-certified = The number was confirmed by SMS.
opening-grade-self = own scan
opening-grade-phone = code on a phone
opening-grade-old = old code on a phone
opening-grade-paper = paper card
opening-grade-behalf = written by a checker

## Audit log

console-act-list-openings = Lists requests to open visitor logs
console-act-view-opening = Views a request to open a visitor log
console-act-ask-opening = Asks to open a visitor log
console-act-sign-opening = Signs a request to open a visitor log
console-act-refuse-opening = Refuses a request to open a visitor log
console-act-take-opening-file = Downloads the file for the opener
console-act-give-opening-cards = Gets the cards that the opener asked for
console-act-import-opening = Imports what the opener found
console-act-view-signing-keys = Views the own signing keys
console-act-enrol-signing-key = Makes a signing key
console-act-revoke-signing-key = Revokes a signing key
