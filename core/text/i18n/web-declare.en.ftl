### The pages on which everybody declares their health (/khai-bao).

web-declare = Health declaration
web-declare-lead = A declaration shows the health authority a risk early, and shows you what to do. Choose a form.
web-declare-not-open = Nothing can be declared here yet
web-declare-not-open-ask = This server sends no text messages yet, so that no telephone number can be shown. Declare on paper at the health station or the border gate.
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

web-declare-yes = Yes
web-declare-no = No
web-declare-no-answer = No answer
web-declare-choose = Choose
web-declare-picture = Picture
web-declare-true = By sending you confirm that the answers are true.
web-declare-send = Send the declaration
# $label (text) = Vaccine
# $at (number) = 1
# $all (number) = 3
web-declare-time = { $label }: { $at } of { $all }
web-declare-time-empty = If there is none, leave this whole part empty.
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
web-declare-hint-decimal = For example: 36.8
web-declare-hint-unit = Write the name, with or without marks, and add district and province: loc thang bao lam
web-declare-hint-country = Write the country's name.
web-declare-hint-countries = One country in each field; leave the others empty.
web-declare-choose-unit = There are several places of this name. Choose one, or add district and province and send again.
web-declare-error-unit = It is not clear which place is meant: choose one of the list below, or add district and province
web-declare-error-country = There is no such country: write a country's name
web-declare-error-consent = This is asked only when you tick your consent above: tick it, or choose “No answer”
web-declare-error-other = The declaration could not be sent: open the form again and fill it in

web-declare-other-answers = This form was sent before with other answers. What was sent is kept; open a new form to declare again.

## Once a day

# $when (text) = 26/05/2021 09:05
web-declare-today = You declared this today already, at { $when }.
web-declare-replaced-by-new = If you send it again, the new one takes its place; both are kept.
web-declare-look = Look at what you sent
web-declare-replace-lead = What you filled in just now is not sent yet. Until midnight you can send it in the place of the earlier one; both are kept.
web-declare-replace = Send it in the place of the earlier one
web-declare-keep-earlier = Leave the earlier one

## Afterwards

# $when (text) = 26/05/2021 09:05
web-declare-received = The server received it at { $when }.
# $when (text) = 26/05/2021 15:30
web-declare-was-replaced = Another one took the place of this at { $when }.
web-declare-class-green = No risk to be seen
web-declare-class-yellow = Take care
web-declare-class-red = High risk: call for medical help
web-declare-because = Why:
web-declare-what-to-do = What to do
web-declare-do-vhd-green = At the border gate, show this page and your passport to a health officer. If you feel ill or something changes before you arrive, declare again.
web-declare-do-vhd-yellow = Wear a mask and keep your distance on the way. At the border gate, show this page and your passport to a health officer, who will ask more and may take a sample.
web-declare-do-vhd-red = If you have not left yet, do not travel, and call a health centre where you are. If you are on the way, wear a mask, sit apart and tell the crew. At the border gate, tell a health officer before you join the line, and show this page and your passport.
web-declare-do-vhd-daily-green = Stay at the place of quarantine, take your temperature twice a day, and report again tomorrow.
web-declare-do-vhd-daily-yellow = Go back to the place of quarantine now and stay there. Tell its health officer where you were and whom you met.
web-declare-do-vhd-daily-red = Stay in your room, wear a mask, keep away from whoever stays with you, and call the health officer of the place of quarantine now. Do not leave the place by yourself.
web-declare-do-ncovi-green = Go on keeping your distance, wearing a mask and washing your hands. Declare again when your health changes.
web-declare-do-ncovi-yellow = Go out and meet people as little as you can, take your temperature twice a day, and tell the health station of your commune or ward.
web-declare-do-ncovi-red = Stay at home, wear a mask, keep away from others, and call the health station of your commune or ward now. Do not go to a hospital before you called.
web-declare-do-ncovi-daily-green = Go on keeping your distance, wearing a mask and washing your hands. Report again tomorrow.
web-declare-do-ncovi-daily-yellow = Go out and meet people as little as you can, take your temperature twice a day, tell the health station of your commune or ward, and report again tomorrow.
web-declare-do-ncovi-daily-red = Stay at home, wear a mask, keep away from others, and call the health station of your commune or ward now. Do not go to a hospital before you called.
web-suspect-waiting = No officer has looked at it yet.
web-suspect-begun = An officer is looking into it.
web-suspect-done = An officer has looked into it. Thank you for reporting.
web-declare-do-suspect-green = The health station where they are has received it. An officer looks at it and calls you where you left a number. Please post nothing of it.
web-declare-do-suspect-yellow = The health station where they are has received it. An officer looks at it and calls you where you left a number. See little of the person, and post nothing of it.
web-declare-do-suspect-red = The health station where they are has received it and looks at it at once. If the person cannot breathe or faints, call 115 now. Keep away from the person, and post nothing of it.
web-declare-do-domestic-green = Wear a mask and keep your distance on the way. Show this page when an officer at a station, a checkpoint or your destination asks. If you feel ill, put off the journey and call a health station.
web-declare-do-domestic-yellow = Put off the journey if you can. If you have left, tell the health station of the commune or ward you come to, and meet few people.
web-declare-do-domestic-red = Do not travel. Stay where you are, wear a mask, keep away from others, and call the health station of the commune or ward you are in now.
web-declare-worse = If you have trouble breathing, pain in the chest, or feel faint: call 115 at once.
web-declare-sent-answers = What you sent
web-declare-unreadable = The answers cannot be opened any more.
# $date (text) = 16/06/2021
web-declare-kept-until = This declaration is deleted on { $date }.

## My declarations

web-declare-own = My declarations
web-declare-none = There is no declaration of this telephone number.
web-declare-replaced = Replaced
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
