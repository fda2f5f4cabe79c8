### The pages on which everybody declares their health (/khai-bao).

web-declare-lead = A declaration shows the health authority a risk early, and shows you what to do. Choose a form.
web-declare-not-open = Nothing can be declared here yet
web-declare-not-open-ask = This server sends no text messages yet, so that no telephone number can be shown. Declare on paper at the health station or the border gate.
web-kiosk = A device that many people use
web-kiosk-lead = For a device at a border gate, a health station or a hotel, on which people declare one after the other. With this on nobody stays signed in here after declaring.
web-kiosk-done-hint = Press “Done” at the top of the page at the end: whoever comes next sees nothing of you.
web-kiosk-idle = Where somebody forgets that, the page closes by itself after 3 minutes, a form that is being filled in after 15; a session lasts 30 minutes at most.
web-kiosk-staff = Keep the browser in its kiosk mode or guest mode, so that the browser does not remember what people type.
web-kiosk-is = This device is one that many people use.
web-kiosk-on = Use this device for many people
web-kiosk-off = Not for many people any more
web-kiosk-warning = Many people use this device. Write down or take a picture of what you need, and press Done before you leave.
web-kiosk-done = Done
web-recovery-otherwise = I get no text message
web-recovery-begin-title = Declare your entry without a text message
web-recovery-lead = If your telephone does not get our text messages, for example while you are still abroad, you can declare your entry all the same, and your daily health in quarantine. In the place of a telephone number you get a recovery code, which opens your declaration and your gate pass again. All other declarations need a telephone number.
web-recovery-begin = Begin without a text message
web-recovery-have = I have a recovery code
web-recovery-have-hint = 20 letters and digits, on the page of your gate pass. For example: K7QM-2V9T-0D4R-XB8C-H3ZN
web-recovery-go = Open my declaration
web-recovery-wrong = There is no declaration for this code. Check each letter; the declaration may have been deleted when its time was over.
web-recovery = Recovery code
web-recovery-keep = Write this code down or take a picture of it now. Whoever has the code opens your declaration; without the code nobody can open it for you on another device, not even we.
web-recovery-to-form = Go on: the declaration of entry
web-recovery-on-pass = This code opens this page again on another device. Give it to nobody.
web-recovery-only = You declare without a telephone number: your entry, and your daily health in quarantine.
web-recovery-look = Look at the recovery code
web-recovery-needs-number = This declaration needs a telephone number. Sign out, and enter your telephone number.
web-declare-sign-in = Enter your telephone number
web-declare-sign-in-first = Before you declare you enter your telephone number and the code of six digits that is sent to it. In this browser you do that again after 30 days only.
web-declare-number-why = You see and erase your declarations with this number. The server does not keep it; it keeps the number that you write into a form, sealed.
web-declare-about-vhd = Everybody who enters the country has to, before they come to the border gate.
web-declare-about-vhd-daily = For who is in quarantine, every day.
web-declare-about-ncovi = Voluntary, for yourself: once a day.
web-declare-about-ncovi-daily = When you made the voluntary declaration and only report your health today.
web-declare-about-suspect = When you know of somebody with symptoms, from an affected area, or who left quarantine. Only the health station where they are reads it.
web-declare-about-domestic = When you travel from one province or city to another.
web-declare-privacy = Your declaration
web-declare-sealed = Name, numbers of papers, exact address and the answers about your health are kept sealed.
web-declare-clear = Not sealed, for statistics: form and version, day and time, urgency. On entry also border gate, transport, number of the flight or ship, country of departure, province of arrival, and province, district and ward of your stay. In a voluntary declaration also province, district and ward of your address. On a journey at home also transport, province of departure and province of arrival. In a report of somebody else also province, district and ward where they are.
web-declare-kept = A declaration is deleted after 21 days, a declaration of entry after 28.
web-declare-yours = You can look at your declarations, download and erase them at any time.

## Filling in a form

web-declare-picture = Picture
# $conditions (text) = “Transport” is “Plane”
web-declare-only-if = Answer only when { $conditions }.
# $question (text) = Transport
# $answer (text) = Plane
web-declare-if = “{ $question }” is “{ $answer }”
# $question (text) = Gender
# $answer (text) = Male
web-declare-if-not = “{ $question }” is not “{ $answer }”
# $question (text) = Result of the latest test
web-declare-if-answered = “{ $question }” is answered
# $question (text) = Result of the latest test
web-declare-if-unanswered = “{ $question }” is not answered
# $question (text) = I agree to answer about HIV and pregnancy.
web-declare-if-ticked = you ticked “{ $question }”
web-declare-and = and
web-declare-or = or
web-declare-hint-countries = One country in each field; leave the others empty.
web-declare-error-consent = This is asked only when you tick your consent above: tick it, or choose “No answer”
web-declare-error-other = The declaration could not be sent: open the form again and fill it in

web-declare-other-answers = This form was sent before with other answers. What was sent is kept; open a new form to declare again.

## Once a day

# $when (text) = 26/05/2021 09:05
web-declare-today = You declared this today already, at { $when }.
web-declare-look = Look at what you sent
web-declare-replace-lead = What you filled in just now is not sent yet. Until midnight you can send it in the place of the earlier one; both are kept.
web-declare-replace = Send it in the place of the earlier one
web-declare-keep-earlier = Leave the earlier one

## Afterwards

# $when (text) = 26/05/2021 09:05
web-declare-received = The server received it at { $when }.
# $when (text) = 26/05/2021 15:30
web-declare-was-replaced = Another one took the place of this at { $when }.
web-declare-because = Why:
web-suspect-sent = Sent to the health station
web-suspect-waiting = No officer has looked at it yet.
web-suspect-begun = An officer is looking into it.
web-suspect-done = An officer has looked into it. Thank you for reporting.
web-declare-unreadable = The answers cannot be opened any more.
# $date (text) = 16/06/2021
web-declare-kept-until = This declaration is deleted on { $date }.

## My declarations

web-declare-none = There is no declaration of this telephone number.
web-declare-data = Download all (JSON)
web-declare-erase = Erase all
# $count (number) = 3
web-declare-erase-lead = { $count } declarations of this telephone number will be erased from the server at once, and cannot be brought back.
web-declare-erase-hint = If you are in quarantine or about to enter the country, you will have to declare again.
web-declare-erase-sessions = Other browsers that use this number will have to enter it again.
web-declare-erase-backups = Erasing works at once on the server. A backup made before may still hold the declaration; its sealed part cannot be opened by anybody after the day on which the declaration would be deleted, the part in the clear names nobody and goes with the backup.
web-declare-browsers = Other browsers
web-declare-browsers-lead = If you used this number on another device, or lost your telephone: sign out of every browser, this one as well. Your declarations are kept.
web-declare-sign-out-everywhere = Sign out everywhere
web-declare-erase-now = Erase all declarations

## Pictures of documents

web-picture-title = Pictures of documents
web-picture-choose = Choose pictures
web-picture-lead = Optional. A picture of the passport, of a test or of a vaccination helps the officer to compare. Three at most, JPEG or PNG, 8 MB each. Place and camera are left out; pictures are sealed and deleted after 7 days.
web-picture-send = Send the pictures
# $number (number) = 1
web-picture-one = Picture { $number }
# $number (number) = 1
web-picture-remove = Delete picture { $number }
web-picture-none = Choose one picture at least.
web-picture-many = A declaration has three pictures at most.
