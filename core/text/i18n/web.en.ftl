### The public's pages: registering a place and keeping it.

web-title = Register a place
web-lead = Put a QR code at your door for people to scan when they come and go. If somebody ill was there, the health authority tells those who were there at that time.
web-what-you-get = What you get
web-get-poster = A sheet with the QR code to print, A4 or A5
web-get-display = A code that changes each minute for a tablet at the door
web-get-told = Word when the health authority warns of your place
web-what-you-need = What you need
web-need-phone = A telephone that receives text messages
web-need-place = The name and address of the place
web-need-minutes = About five minutes
web-start = Start
web-no-list = The server keeps no list of who came to your place: visits stay on your visitors’ phones.
web-to-start = To the first page
web-back = Back
web-continue = Continue
web-change = Change
web-not-given = Not given
# $at (number) = 2
# $all (number) = 8
web-step = Question { $at } of { $all }

## The number

web-number = Your telephone number
web-number-hint = We send a code of six digits to this number. For example: 0912 345 678
web-number-why = You come back to your place with this number. Visitors do not see your name and number. Those who manage the place with you and the health officers of its area see both.
web-send-code = Send the code
web-not-open = Places cannot be registered here yet
web-not-open-lead = This server sends no text messages yet, so it cannot confirm your number.
web-not-open-ask = Ask the health station of your ward: its officers can add your place.
web-no-messages = this server sends no text messages yet
web-error-number = Write a telephone number, such as 0912 345 678
web-code = The code in the message
# $number (text) = +84912345678
web-code-lead = A code of six digits was sent to { $number }. It is good for 5 minutes.
web-code-help = No code? Wait a minute, then go back to send it again. A number gets three messages a day at most.
web-error-code = The code is wrong: write the six digits of the newest message
web-error-code-over = The code has expired: go back to send a new one

## Questions

web-ask-name = The name of the place
web-ask-name-hint = As on its sign; the name is printed beside the QR code. For example: Quán cơm Hoa Sen
web-ask-category = What kind of place is it?
web-ask-category-hint = Choose the nearest kind.
web-ask-unit = Which commune or ward is it in?
web-ask-unit-hint = Write the name of the commune or ward, with or without marks; add the province where several have the name. For example: bao lam 1 lam dong
web-ask-address = Address
web-ask-address-hint = Number and street, or how to find it. For example: 12 Hùng Vương
web-ask-hours = Opening hours
web-ask-hours-hint = For example: 6:00 to 22:00, closed on Sundays
web-ask-capacity = How many people does the place hold?
web-ask-capacity-hint = A rough number, staff included. For example: 40
web-ask-registrant = Your full name
web-ask-registrant-hint = So that the health officer who verifies the place knows whom to meet. It is not printed.
web-ask-log = Does the law require a list of visitors here?
web-ask-log-hint = For example lodgings and hospitals. If you are not sure choose “No”; the health officer looks at it.
web-log-yes = Yes, visitors have to be listed
web-log-no = No, or I am not sure
web-unit-search = Name of the commune or ward
web-search = Search
web-unit-choose = Choose one
web-no-unit = Nothing was found. Try fewer words, or the name of the commune or ward alone.
web-error-name = Write a name with at least one letter, and a short one: about 25 letters with marks
web-error-category = Choose a kind of place
web-error-unit = Choose a commune or ward of the list
web-error-address = An address has at most 200 characters: write a shorter one
web-error-hours = Opening hours have at most 100 characters: write less
web-error-capacity = Write a number from 1 to 200,000, or nothing
web-error-registrant = Write your full name, beginning with a letter
web-error-log = Choose an answer
web-error-unanswered = A question is still open: go back to the registration

## Looking at the answers

web-check = Check your answers
web-check-name = Name
web-check-category = Kind
web-check-unit = Commune or ward
web-check-address = Address
web-check-hours = Opening hours
web-check-capacity = People it holds
web-check-registrant = Registered by
web-check-log = List of visitors
web-check-lead = Once registered you can print the QR code at once. The sheet says “self-declared” until a health officer verifies the place.
web-register = Register a place
web-register-now = Register the place
web-alike = There are places of nearly this name
web-alike-lead = If yours is among them, ask who manages it to add you as a manager, or ask the health station.
web-another-place = Mine is another place: register it
web-same-place = My place is in the list
web-too-many-places = This number manages 50 places already: use another number

## The page of a place

web-own-places = Your places
web-no-places = This number manages no place yet. Register the first one.
web-verified = Verified
web-verified-means = A health officer has verified this place. New sheets say “verified”.
web-self-declared = Self-declared
web-self-declared-means = The health officer of the commune or ward will verify it. The code works in the meantime.
web-warnings = Warnings of this place
web-no-warnings = None yet. When there is one, its hours stand here.
web-warnings-lead = Whoever was there in these hours is told on their phone. We do not say who was ill.
# $from (text) = 27/05/2021 08:00
# $until (text) = 27/05/2021 09:30
web-warning-when = { $from } to { $until }
web-warning-published = Published
web-warning-stands = In force
# $when (text) = 28/05/2021 10:00
web-warning-withdrawn = Withdrawn { $when }
web-codes = QR codes
web-code-poster = Printed sheet
web-code-display = Tablet
# $date (text) = 27/05/2021
# $days (number) = 12
web-code-age = { $days ->
    [0] since { $date }, today
    [one] since { $date }, one day
   *[other] since { $date }, { $days } days
}
# $date (text) = 28/05/2021
web-code-until = an old code, valid until the end of { $date }
# $days (number) = 31
web-code-reminder = The code of your sheet is { $days } days old. Schools and health facilities should change it every 30 days, so that who kept a picture of the old one learns nothing more.
web-about-place = About the place
web-managers = Managers
web-confirm-first = Enter the code of a text message before you do this
web-last-manager = A place needs a manager: add another one first, or close the place
web-three-managers = The place has three managers: remove one first

## What needs the code again

web-confirm = Confirm your number
# $number (text) = +84912345678
web-confirm-lead = Before you change a code or the managers we send a code to { $number }. You have ten minutes then.
web-change-poster-code = Change the code of the sheet
web-new-code = Change the QR code
web-new-poster-code-lead = The sheet at your door is valid until the end of tomorrow: print and put up the new one before. No visit is lost.
web-new-display-code-lead = The tablet has to open its page again to show the new code. The old code is valid until the end of tomorrow.
web-give-new-code = Give a new code
web-change-managers = See and change the managers
web-managers-lead = Three people at most. Each comes to this page with their own number.
web-oneself = you
web-add-manager = Add a manager
web-add-manager-lead = They get a code in a text message and tell it to you for the next page.
web-manager-name = Full name
web-manager-phone = Telephone number
# $number (text) = +84987654321
web-manager-code-lead = A code of six digits was sent to { $number }. Ask for it and write it here within 5 minutes.
web-remove-manager = Remove
web-remove-manager-lead = When somebody is removed, the addresses of all tablets at the door end: give each tablet a new one afterwards.
web-close-place = Close the place
web-close-place-codes = The codes on the sheet and on the tablet end with this day.
web-close-place-people = The names and numbers of these managers are deleted at once. None of them comes back to the place's page:
web-close-place-kept = The health authority keeps the name and address of the place, and can still warn of hours before it was closed.
web-close-place-act = Close the place and delete names and numbers
web-place-closed = The place is closed
web-place-closed-lead = The names and numbers of its managers are deleted.
web-place-closed-door = Take the sheet at the door down, and switch the tablet off.
web-last-manager-lead = You are the only manager. To delete your name and number, add another manager and remove yourself, or close the place.

## The sheet

web-print = Print the QR code
web-print-a4 = An A4 sheet (the code is 15 cm wide)
web-print-a5 = An A5 sheet (the code is 12 cm wide, to scan from nearer)
web-print-hint = Print at 100 % and put it up at eye level at the entrance. Print it again whenever the code changes.
web-poster-no-font = This server was built without a font to print with: tell the health authority
web-poster-title = Scan when you come and when you leave
web-poster-verified = A place that the health authority has verified
web-poster-self-declared = A self-declared place, not verified yet
web-poster-app = Open the app Lân Cận and scan. The visit stays on your phone.
web-poster-no-app = No app yet? Scan with your camera to see what to do, or ask at the door.
# $width (number) = 15
web-poster-width = The QR code is { $width } cm wide in print. Print at 100 %.

## Where a camera lands

web-landing = The QR code of a place
web-landing-lead = With this code the health authority can tell you if somebody ill was here at the same time as you.
web-landing-app = With the app Lân Cận
web-landing-install = Install the app Lân Cận, or another app of the health authority that can do this.
web-landing-scan = Open the app and scan the code when you come. It needs no network, no name and no number.
web-landing-leave = Scan it again when you leave.
web-landing-private = The visit stays on your phone, for 21 days. The server does not know that you scanned.
web-landing-paper = Without an app
web-landing-paper-lead = Write down where you were, on which day and at what time. You have it at hand when the health authority asks or tells of this place. If there is a paper list at the door you may write there.
web-landing-not-recorded = This page records nothing: the part of the code behind # is not sent.

## The tablet at the door

web-tablet = The tablet at the door
web-tablet-set-up = Set up a tablet at the door
web-tablet-lead = The code on a tablet changes each minute: yesterday’s picture is of no use today. The tablet needs a network once a day.
web-tablet-give = Give an address for a tablet
web-tablet-open = Open this address on the tablet: scan it with the tablet’s camera, or type it.
web-tablet-qr = The address as a QR code
web-tablet-once = The address is shown once. Whoever has it can show the code of this place; with a new code for tablets every older address ends.
web-tablets-full = The place has five tablets: change the tablets’ code to start again
web-change-display-code = Change the code of the tablets
web-display = Scan the code at the door
web-display-code = The QR code of the place, which changes each minute
web-display-lead = Open the app Lân Cận and scan when you come, and again when you leave.
web-display-none = There is no code to show yet. Connect to a network; if that does not help, a manager has to give this tablet a new address.
web-display-over = The code is old, because this tablet was too long without a network. Connect it.
web-display-scripts = This page needs JavaScript. Where it cannot be switched on, put up the printed sheet.

## The server’s first page (/)

web-home = Pages of the health authority
web-home-lead = What do you need?
web-home-declare = On entry, on a journey, or each day for yourself and your family.
web-home-suspect = Report somebody who may be ill
web-home-map = How safe schools, hospitals and clinics near you are today. You can say what is not right, too.
web-home-console = Cases, contacts, gates, facilities.
