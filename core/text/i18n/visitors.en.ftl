### The visitor log where the law demands one: checkers, their page, and what managers see.

## Checkers (/dia-diem/places/…/checkers)

web-checkers = Checkers
web-checkers-lead = Checkers scan visitors’ codes with their own phones. The list is sealed on the device: only the health authority opens it, for a case.
web-checkers-none = There is no device yet.
# $days (number) = 90
web-checkers-days = A device works for { $days } days and is then invited again. When a device is lost or somebody leaves, remove it at once.
# $when (text) = 03/05/2021 08:00
web-checker-since = since { $when }
web-checker-remove = Remove this device
web-checker-new = Invite another device
web-checker-door = Door and shift
web-checker-door-hint = For example: Main gate, morning. Do not write a person’s name.
web-checker-door-wrong = Write the name of the door, at most 60 characters.
web-checker-invite = Make an invitation
web-checkers-full = The place has 50 devices. Remove those that are not used.
web-checker-invited = Invitation
web-checker-open = The checker scans this code with the phone’s camera and opens the page.
web-checker-qr = QR code that invites a checker
# $minutes (number) = 10
web-checker-once = It works once, within { $minutes } minutes. The first device to scan it is the one that is invited.

## Visitors of today and yesterday (/dia-diem/places/…/visitors)

web-visitors = Visitors today and yesterday
web-visitors-lead = The server knows only how many entries came in each hour. Nobody here can read who came.
web-visitors-hours = Entries by hour
web-visitors-full = full
web-visitors-full-lead = In an hour that is marked as full phones brought as many entries as may come. Did so many visitors not come? Then somebody uses a photograph of your code: change it on the page of the place.
web-visitors-none = There are no entries yet.
web-visitors-day = Day
web-visitors-hour = Hour
web-visitors-listed = Entries
web-visitors-lines = Entries by checkers
web-visitors-lines-lead = Only this browser can read them, for devices that were invited from this browser. Lines are deleted after 48 hours.
web-visitors-heads = Heads by hour, of the entries by checkers
web-visitors-no-lines = There are no lines yet.
web-visitors-scripts = To see the entries by checkers, turn on JavaScript.
web-source-phone = code on a phone
web-source-paper = paper card
web-source-typed = typed

## The checkers’ page (/kiem-soat)

web-checking = Entry control
web-checking-none = This device is not invited. Ask the manager of the place for an invitation and scan it with the camera.
web-checking-scripts = This page needs JavaScript to scan codes and seal the list. Turn on JavaScript.
web-checking-clock = The clock of this device is wrong by about
web-checking-clock-minutes = minutes. The page uses the server’s time; set the clock right.
web-checking-no-keys = The province has no sealing keys for today, so nothing can be listed. Call the health station.
web-checking-queue = Entries waiting for a network:
web-checking-direction = The visitor goes
web-checking-in = In
web-checking-out = Out
web-checking-both = In and out
web-checking-camera = Scan with the camera
web-checking-view = The camera’s picture
web-checking-no-camera = The camera did not open, or it cannot read codes. Use a hand scanner, or type.
web-checking-code = The visitor’s code
web-checking-code-hint = A hand scanner types the code into this field. Identity cards and health insurance cards can be scanned too: they fill in the name.
web-checking-read = Read the code
web-checking-type = Visitor without phone and card
web-checking-type-lead = Write for the visitor. No text message is needed.
web-checking-name = Full name
web-checking-phone = Telephone number (if any)
web-checking-year = Year of birth (if known)
web-checking-prove = Prove the number by text message
web-checking-prove-hint = With a network, a visitor who has a number can get a card for today. The server reads name and number to make the card, and then keeps the sealed form alone.
web-checking-asking = Sending the text message…
web-checking-otp-lead = Ask the visitor for the six digits of the message that was sent to the number.
web-checking-otp = Six digits of the message
web-checking-otp-wrong = The code is wrong or has expired. Ask the visitor again, or cancel and write for the visitor.
web-checking-unsent = This number or this place was sent too many messages. Write for the visitor.
web-checking-no-card = No card was made: there is no network, or the server cannot make one now. Write for the visitor.
web-checking-card = This card is taken until the end of today. The visitor takes a picture of it or gets it printed, and shows it on leaving. It is not shown again.
web-checking-card-qr = The code of the card for today
web-checking-card-print = Print the card
web-checking-next = Go on
web-checking-paper = Paper card: ask the visitor for the last three digits of their number and compare.
web-checking-companions = People with the visitor who have no code
web-checking-let = Let through and list
web-checking-again = Do not list
web-checking-done = Listed.
web-checking-sealed = The list is sealed on this device. Neither the checker, nor the place, nor the server can read it.
web-checking-too-old = An entry waited for more than 24 hours and was dropped. Tell the manager.
web-checking-not-taken = An entry was not taken. Ask the manager whether this device is still invited.
web-checking-invitation-over = The invitation has expired, or another device used it. Ask for a new one.
web-checking-no-network = There is no network. Open the invitation again when there is one.
web-checking-malformed = This is not a visitor’s code.
web-checking-unsigned = This code was changed or forged. Do not take it.
web-checking-old = The code is more than 3 minutes old. Ask the visitor to show the screen itself, not a picture.
web-checking-newer = The code is of a newer version. Load the page again when there is a network.
web-checking-revoked = This card was taken back. Enter the visitor in another way.
web-checking-over = This card has ended. Write the visitor down in another way.
web-checking-pass = This is a gate pass, not a visitor’s code.
web-checking-wrong-name = Write the full name, at most 96 characters, without = + - @ at the beginning
web-checking-wrong-year = Write the year of birth with four digits, for example 1980

## The visitor log on the officers' page of a place

console-places-log = Visitor log
console-places-log-kept = The law demands a list of visitors here. The list is sealed; only the province’s opener opens it.
console-places-log-full = Phones brought as many entries as may come. If there were not so many visitors, somebody uses a photograph of the code, and it should be changed. Hours from:
console-places-log-none = This place does not have to list its visitors.
console-places-log-demand = Demand a visitor log
console-places-log-lift = Demand no visitor log any more
console-places-log-hint = Demand one only where a legal document orders it. Tell the manager to print the poster again: the new one tells visitors.
console-act-demand-visitor-log = Demanded a visitor log
console-act-lift-visitor-log = Demanded no visitor log any more

## Paper cards of visitors (/console/cards)

console-cards = Paper cards for visitors
console-cards-lead = A card is for somebody without a telephone, for the visitor logs that law demands.
console-cards-name = Full name
console-cards-phone = Telephone number
console-cards-phone-hint = A relative's number will do. A checker's device shows the last three digits only.
console-cards-year = Year of birth
console-cards-kept = The server seals what you write here at once and keeps no other copy: only the province's opener can open it, together with the card. A card can be printed once.
console-cards-print = Make a card to print
console-cards-revoke-title = Take a card back
console-cards-revoke-lead = Scan the card's code into this field. What is known of its holder is deleted from the server: whoever used the card before is listed as somebody unknown. Checkers' devices refuse the card as soon as they have asked the server again, within an hour where there is a network.
console-cards-code = Code of the card
console-cards-revoke = Take this card back
console-cards-revoked = The card was taken back.
console-cards-wrong-name = Write the full name, not too long, not beginning with = + - @
console-cards-wrong-phone = Write a telephone number like 0912345678, or nothing
console-cards-wrong-year = Write the year of birth in four digits, for example 1950, or nothing
console-cards-wrong-code = This is not the code of a card of this server
console-cards-no-keys = The province has no keys for this month: no card can be made
    .next = Tell whoever runs the server.
card-sheet-title = Visitor's card
# $day (text) = 30/06/2021
card-sheet-until = Valid until the end of { $day }
card-sheet-show = Show this card to the checker at the door.
card-sheet-sealed = Only the health authority learns who you are, for a case.
card-sheet-lost = Lost it? Tell the health station.
console-act-issue-visitor-card = Made a paper card for a visitor
console-act-revoke-visitor-card = Took a visitor's paper card back
console-act-visitor-log-cards = Took sealed contacts of visitors' cards

## Paper cards that a manager prints for visitors (/dia-diem/places/…/cards)

web-cards = Paper cards for visitors
web-cards-lead = A card is for visitors who come often and carry no smartphone. The visitor gets a code by text message and reads it to you; you enter it on the next page. Then you print the card.
web-cards-phone-hint = A number at which the visitor can read a text message now. A checker's device shows the last three digits only.
web-cards-year = Year of birth (if known)
web-cards-without-number = For visitors without any number the ward's health station prints a card.
# $number (text) = 0912345678
web-card-code-lead = A code of six digits was sent to { $number }. Ask the visitor for it and enter it here within 5 minutes.
