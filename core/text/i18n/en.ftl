### Texts that users see on phones; servers and programs use them too. How keys are named: src/lib.rs.
### The variables of a text stand right above it: name, kind (number or text) and an example.

## Problems: the key is "problem-" and the public code; .next says what to do.

problem-code-mistyped = The code is not quite right
    .next = One character is probably wrong. Please check every digit and type it again.
problem-code-unknown = This code was not found
    .next = Please check the code. If it still fails, ask the health officer for a new one.
problem-code-used = This code has been used
    .next = Each code works once. If you have not sent your report, ask the health officer for a new one.
problem-code-expired = The code has expired
    .next = Ask the health officer for a new one and enter it as soon as you get it.
problem-codes-suspended = Short codes are suspended
    .next = Too many wrong codes were entered everywhere. Wait 15 minutes, or ask the health officer for a long code in a link.
problem-token-invalid = Sending is no longer possible with this code
    .next = Ask the health officer for a new code and start again. Nothing was sent.
problem-signature-invalid = The report's signature does not fit
    .next = Nothing was stored. Ask for a new code and send from the phone that entered it.
problem-report-invalid = The report is not valid
    .next = Nothing was stored. Update the app and try again.
problem-key-refused = A key in the report was refused
    .next = Nothing was stored. Check the phone's date and time, ask for a new code and send again.
problem-phone-mistyped = This is not a telephone number
    .next = Write it as 0912 345 678, or from abroad with + and the country's code.
problem-otp-wrong = The code from the SMS is not right
    .next = Check the six digits and type them again. After five wrong tries you need a new one.
problem-otp-expired = The code from the SMS has expired
    .next = It is good for 5 minutes and once. Ask for a new one.
problem-otp-limit = Several SMS were sent to this number today: the next one has to wait
    .next = Try again in 15 minutes. Each further message waits longer, never more than two hours. Or call the health authority yourself.
problem-request-invalid = The request is not in the right format
    .next = Check what was entered. If it still fails, update the app.
problem-too-large = That is too large
    .next = Make it smaller or split it, and try again.
problem-sign-in-failed = The name or the password is wrong
    .next = Try again. If you forgot the password, ask your administrator.
problem-sign-in-needed = You need to sign in
    .next = The session is over or has not begun. Sign in and try again.
problem-not-allowed = You may not do this
    .next = If your work needs it, ask your administrator.
problem-not-found = Not found
    .next = It may have been deleted when its time was over. Go back and choose something else.
problem-conflict = This cannot be done now
    .next = It exists already or has changed. Reload to see its latest state.
problem-too-many-requests = That was too fast
    .next = Wait a moment and try again.
problem-internal = The server failed
    .next = Nothing was changed. Try again in a few minutes.
problem-unavailable = The server is not ready
    .next = Try again in a few minutes.
problem-offline = The server could not be reached
    .next = Check your network. If you have just entered a code, enter the same code again; everything else the app tries again by itself, and recording goes on.
problem-wrong-store-key = The data on this device cannot be opened
    .next = The phone's key does not fit it. Unlock the screen and try again. If the data came from another phone, erase it and start again.
problem-store-too-new = The data was written by a newer version of the app
    .next = Update the app.
problem-store-busy = The data is in use by another program
    .next = Close the other program and open the app again.
problem-store-failed = The data cannot be written
    .next = Free some room on the phone. New data is kept in memory until it can be written.
problem-passphrase-too-short = The passphrase is too short
    .next = Choose one of at least 10 characters, such as four words.
problem-passphrase-wrong = The passphrase does not open this file
    .next = Check it. If it is right, the file is damaged: make it again on the old phone.
problem-signed-file-refused = The server's data cannot be trusted
    .next = Its signature is wrong or it is out of date, so it was not used. The last good data is kept; the app tries again by itself.
problem-file-invalid = The file is not in the right format
    .next = Check that this is the right file, or download it again.
problem-nothing-to-do = There is nothing to do yet
    .next = Enter the health officer's code first. If you did, this phone holds nothing yet that could be sent; the code is still good. If the phone's date is wrong, turn on automatic date and time, and try again in a few minutes.
problem-host-failed = The phone could not do this
    .next = Try again. If it still fails, restart the app.

## Status

status-working = Protecting you and others
    .next = Keep Bluetooth on. There is nothing else to do.
status-paused = Paused
    .next = This phone records nobody and nobody records it. Press “Resume” when you are ready.
# $when (text) = 08:30 12 May 2021
status-last-checked = Last checked for warnings: { $when }
# $worked (number) = 13
# $days (number) = 14
status-coverage = Recent days on which this phone sent and listened: { $worked } of { $days }
# $day (text) = 12 May 2021
# $sent (number) = 660
# $listened (number) = 120
coverage-gap = { $day }: sent for { $sent } minutes, listened for { $listened } minutes
status-never-checked = Not yet checked for warnings
    .next = The app checks as soon as there is a network.

## What keeps Bluetooth from working

blocked-bluetooth-off = Bluetooth is off
    .next = Switch Bluetooth on so that the phone can warn you.
blocked-permission-missing = The app lacks a permission
    .next = Open Settings and allow the app to use Bluetooth. The app does not record where you are.
blocked-unsupported = This device has no Bluetooth Low Energy
    .next = Contact warnings do not work on this device.
blocked-cannot-advertise = Other phones cannot see this one
    .next = Switch Bluetooth off and on. If that does not help, this phone still hears others nearby.
blocked-cannot-scan = This phone cannot hear others
    .next = Switch Bluetooth off and on, or restart the phone.

## What goes wrong behind it

trouble-store-failing = The data cannot be written
    .next = Free some room on the phone. New data is kept in memory for now.
trouble-store-replaced = The old data was damaged and has been put aside
    .next = The app started again and goes on recording. There is nothing to do.
trouble-store-part-lost = Part of the data on this phone was damaged
    .next = That part was started again; the rest is whole and recording goes on, unless it is paused. Should you send a report soon, tell the health officer that some days may be missing.
trouble-report-lost = The report being sent was damaged on this phone
    .next = Ask the health officer whether it has arrived. If not, ask for a new code and send it again.
trouble-clock-wrong = The phone's clock is wrong
    .next = Turn on automatic date and time in Settings, or warnings may be missed.
trouble-server-unreachable = The health server has not been reached for a while
    .next = Check your network. Recording goes on.
trouble-signed-file-refused = The server sent data that cannot be trusted
    .next = The app does not use it and tries again by itself. There is nothing to do.
trouble-nobody-heard = This phone has listened for a week and heard nobody
    .next = If you have been among people who use the app, switch Bluetooth off and on, or start the phone again.
trouble-rules-expired = The rules on this phone have expired
    .next = The app uses the last good rules and fetches new ones when there is a network.

## Warnings

warning-message = You have a message
    .next = Open the app to read it.
warning-title = You may have been in contact with a case
# $day (text) = 12 May 2021
# $minutes (number) = 25
warning-body = On { $day } your phone was near the phone of a case, by its own estimate, for about { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    }. Nobody knows that you got this warning unless you tell them.
# $from (text) = 12 May 2021
# $to (text) = 13 May 2021
warning-days = { $from } to { $to }
warning-graver = One of your warnings has become more serious
    .next = Please read it again: a contact is more likely than before, or its days have changed.
warning-lower = One of your warnings has become less serious
    .next = Please read it again: a contact is less likely than before, or its days are fewer.
warning-withdrawn = One of your warnings was withdrawn
    .next = The report or the rules that it rested on were corrected. You do not need to follow its advice any more.
warning-expired = The days of one of your warnings are over
    .next = If you do not feel well, call your health station.
# $from (text) = 08:30
# $to (text) = 09:10
warning-time = Between { $from } and { $to }
warning-likely = It is likely, not certain, that you were near enough for long enough: Bluetooth does not measure metres.
warning-possible = This is possible, not certain: Bluetooth cannot see walls, screens or masks.
# $decree (text) = 5053/QĐ-BYT
warning-decree = Under { $decree }
# $count (number) = 2
warning-count = { $count ->
        [0] No warnings
        [one] One warning
       *[other] { $count } warnings
    }

## Why a case is a contact or none, by one rule

reason-title = Why there is a warning, or none
reason-no-case = This phone has heard no phone of a reported case
reason-contact = Near enough for long enough: a close contact
reason-not-in-force = The rule was not in force on those days
reason-report-type = A case reported like this makes no contacts under the rule
# $days (number) = -4
reason-not-infectious = The case did not count as infectious (day { $days } from onset)
# $minutes (number) = 12
# $needed (number) = 15
reason-too-short = Heard for { $minutes } minutes at most within the rule's hours; { $needed } make a contact
reason-too-unlikely = Heard for long enough; that it was also near enough is too unsure for a close contact
reason-weak-evidence = Likely enough, but heard in a way that proves no distance

## Advice: the rules name the key. Every advice has the same two variables.

# $days (number) = 21
# $followup (number) = 7
advice-f1-quarantine = Stay at home and call your local health station now. A close contact (F1) quarantines for { $days } days from the day of contact, then watches their health for { $followup } more days. Wear a mask, use a room of your own if you can, and tell the health station at once if you get a fever, a cough or trouble breathing.
# $days (number) = 7
# $followup (number) = 3
advice-f1-quarantine-shorter = Stay at home and call your local health station now. A close contact (F1) quarantines for { $days } days from the day of contact, then watches their health for { $followup } more days. Those fully vaccinated or recovered quarantine for fewer days: ask the health station. Wear a mask, use a room of your own if you can, and tell the health station at once if you get a fever, a cough or trouble breathing.
# $days (number) = 0
# $followup (number) = 10
advice-f1-watch = You do not need to quarantine{ $days ->
        [0] {""}
       *[other] {" "}for more than { $days } days
    }. Wear a mask, keep your distance and watch your health for { $followup } days. With a fever, a cough or trouble breathing, get tested and call your health station.
# $days (number) = 0
# $followup (number) = 14
advice-f2-watch = You were near a close contact (you are F2). { $days ->
        [0] Go out as little as you can
       *[other] Stay at home for { $days } days
    }, wear a mask and watch your health for { $followup } days. If that person tests positive, you will get a new warning.
# $days (number) = 14
# $followup (number) = 14
advice-other = Call your local health station for advice. Days of quarantine by the rules: { $days }; days of watching your health after that: { $followup }.

## The report, from the code to the end

report-type-confirmed-test = Confirmed by a test
report-type-confirmed-clinical-diagnosis = Confirmed by a doctor
report-type-self-report = Reported by oneself
report-type-recursive = Close contact of a case (F1)
report-type-revoked = An earlier report, taken back

report-enter-code = Enter the code that the health officer gave you
    .next = A short code is good for 15 minutes and works once.
report-checking = Checking the code…
# $centre (text) = Bảo Lâm District Health Centre
report-review = { $centre } asks you to help warn the people you were near
    .next = Look at what would be sent. You may leave out what you do not want to send, or send nothing.
report-sending = Sending the report…
    .next = You may close the app; it goes on when there is a network.
# $when (text) = 08:30 13 May 2021
report-accepted = Your report was sent. Thank you!
    .next = By { $when } at the latest, phones that were near yours can check for themselves. Nobody is told who you are.
report-failed = The report was not sent
    .next = The server kept nothing of it.

## A report that was sent, and taking it back

sent-title = Reports that were sent
# $when (text) = 25/05/2021 10:20
sent-at = Sent { $when }
# $until (text) = 28/05/2021 10:20
sent-until = You can take this report back until { $until }.
# $centre (text) = Trung tâm Y tế Bảo Lâm
sent-stands = The app cannot take this report back any more.
    .next = If you want it taken back, call { $centre }: a health officer can revoke it.
sent-taking-back = Taking the report back…
    .next = This takes a few minutes. Without a network the phone sends it again by itself.
# $when (text) = 25/05/2021 10:20
sent-taken-back = Taken back { $when }
    .next = The phones of people who were warned tell them that the warning does not hold any more.
sent-failed = The report was not taken back yet
withdraw-report = Take the report back
withdraw-explained = What does taking it back do?
    .next = Random keys not published yet never will be, published ones are taken back, and your encounters and visits are deleted from the server. Health officers see that you took it back. The case stays, and so does what you told the officers.
consent-withdraw = I want to take this report back. I understand that people who were near me are not warned any more, and that these keys cannot be sent again.

## Review before sending

review-title = What would be sent
# $days (number) = 14
review-keys = Random keys of your phone for { $days ->
        [one] one day
       *[other] { $days } days
    }. They tell other phones whether they were near yours, not who or where you are.
# $day (text) = 12 May 2021
# $minutes (number) = 25
# $count (number) = 4
review-day = { $day }: { $count ->
        [0] near nobody
        [one] near others once, for { $minutes ->
            [0] less than a minute
            [one] about one minute
           *[other] about { $minutes } minutes
        }
       *[other] near others { $count } times, for { $minutes ->
            [0] less than a minute
            [one] about one minute
           *[other] about { $minutes } minutes
        } together
    }
review-leave-out = Leave out this day
review-leave-out-hours = Leave out some hours
# $day (text) = 12 May 2021
review-left-out = You left out { $day }
# $count (number) = 2
review-withheld = { $count ->
        [one] One random key reaches
       *[other] { $count } random keys reach
    } into what you left out and is withheld whole. Some other hours of that day are therefore not sent either.
review-follows = Today's random key follows by itself tomorrow morning, when the day is over.
# $count (number) = 3
review-visits = { $count ->
        [0] No visit to a place is sent.
        [one] One visit to a place, which can be left out:
       *[other] { $count } visits to places, each of which can be left out:
    }
review-send = Send
review-cancel = Do not send

## Consent. Whoever changes what one of these means raises CONSENT_TEXT_VERSION.

consent-keys = I agree that my phone's random keys are published so that people I was near are warned. They hold no name, no phone number and no place.
# $authority (text) = Lâm Đồng Department of Health
consent-encounters = I agree to give { $authority } the encounters shown above, to compare when a contact gets in touch. They are sealed, and deleted when their time is over.
# $authority (text) = Lâm Đồng Department of Health
consent-visits = I agree to give { $authority } the visits to places shown above, to warn others who were there. Nobody sees my name in a warning.
consent-voluntary = Sending is voluntary. Not sending has no effect on your treatment.

## My data

history-title = Encounters recorded by this phone
# $days (number) = 21
history-promise = Only on this phone, encrypted, deleted by itself after { $days } days. No names, no places.
# $day (text) = 12 May 2021
# $count (number) = 5
# $minutes (number) = 40
history-day = { $day }: { $count ->
        [0] near nobody
        [one] near others once, for { $minutes ->
            [0] less than a minute
            [one] one minute
           *[other] { $minutes } minutes
        }
       *[other] near others { $count } times, for { $minutes ->
            [0] less than a minute
            [one] one minute
           *[other] { $minutes } minutes
        } together
    }
history-empty = No encounters recorded yet
closeness-near = Near
closeness-around = Around here
closeness-far = Far
closeness-unknown = Distance unknown
# $count (number) = 3
near-now = { $count ->
        [0] Nobody is near
        [one] One phone is near
       *[other] { $count } phones are near
    }
erase-title = Erase all data on this phone
    .next = This cannot be undone. Encounters, keys and warnings are gone.
erase-done = Everything was erased
pause = Pause
resume = Resume

## Places visited

# $place (text) = Chợ Lộc Thắng
place-entered = You have entered { $place }
    .next = Scan this code again when you leave.
# $place (text) = Chợ Lộc Thắng
place-left = You have left { $place }
# $system (text) = NZ COVID Tracer
place-foreign = This code belongs to another system: { $system }
    .next = Scan the code of Lân Cận at the door. The phone keeps nothing of this code.
place-foreign-personal = This is a person's own code, not that of a place
    .next = Scan the code of Lân Cận at the door. The phone keeps nothing of this code.
place-refused-not-a-place = This is not the code of a place
    .next = Scan the code of Lân Cận at the door.
place-refused-update-needed = This app cannot read the place's code yet
    .next = Update the app and scan again.
place-refused-not-signed = The health authority did not issue this code
    .next = Somebody made or changed it. Tell whoever manages the place.
place-refused-old-picture = The code of this display is out of date
    .next = Scan the code that the display at the door shows now, and check your phone's clock.
place-refused-too-many = The phone keeps no more visits of this day
    .next = Delete a visit that is wrong, and scan again.
place-refused-nothing-to-leave = This code is for leaving only, and you have not entered
    .next = Scan the code at the entrance when you enter.
visit-title = Places you have visited
visit-empty = No visits recorded yet.
# $days (number) = 21
visit-promise = Only on this phone, encrypted, deleted by itself after { $days } days.
# $from (text) = 08:30 12 May 2021
# $to (text) = 09:10 12 May 2021
# $place (text) = Chợ Lộc Thắng
visit-line = { $place }, { $from } to { $to }
visit-open = not left yet
visit-estimated = the time of leaving is an estimate
visit-by-hand = entered by hand
visit-edited = corrected
visit-deleted = The visit was deleted.
place-warning-title = You may have been exposed at a place
    .next = Open the app to see which place.
# $place (text) = Chợ Lộc Thắng
# $from (text) = 08:30 12 May 2021
# $to (text) = 09:30 12 May 2021
place-warning-body = The health authority warns of { $place } from { $from } to { $to }. You were there within that time.
place-warning-withdrawn = A warning of a place was withdrawn
    .next = You do not need to follow its advice any more.
advice-place = You may have been exposed, but a visit alone does not make you an F1. Watch your health, wear a mask, and call your health station if you have symptoms.
category-school = school
category-hospital = hospital
category-clinic = clinic
category-market = market
category-shop = shop
category-restaurant = restaurant
category-lodging = lodging
category-workplace = workplace
category-transport = station or vehicle
category-worship = house of worship
category-event = event
category-other = other place

## Standing notification and permissions (demo apps)

app-name = Lân Cận
app-running = Lân Cận is running
    .next = Your phone exchanges random codes with phones nearby so that you can be warned.
# $count (number) = 3
needs-title = { $count ->
        [one] One more thing to allow
       *[other] { $count } things to allow
    }
needs-allow = Continue
needs-done = I have done this
report-check = Check the code
report-again = Enter another code
warning-dismiss = I have read this
erase = Erase
erase-not = Keep
permission-bluetooth = Allow Bluetooth
    .next = Lân Cận uses Bluetooth to notice phones nearby. It records no places and does not touch your headphones or other devices.
permission-notifications = Allow notifications
    .next = So that you know of a warning at once.
permission-place = Allow location
    .next = On Android 11 and earlier, an app may look for phones nearby only with this permission. Lân Cận does not ask where you are and stores no places.
permission-place-behind = Allow location all the time
    .next = Choose “Allow all the time” on the next page. Otherwise Lân Cận notices nobody after the phone restarts, until you open the app. It does not ask where you are.
place-off = Location is off
    .next = On this version of Android, phones nearby are found only while Location is on. Switch it on; Lân Cận does not ask where you are.
battery-exemption = Let Lân Cận work while the phone rests
    .next = Otherwise Android wakes the app only now and then while the phone lies still, and you may miss people near you. The app listens for about 6 minutes an hour.
autostart-xiaomi = Let Lân Cận start by itself
    .next = Xiaomi phones stop apps in the background. On the next page switch on “Autostart” for Lân Cận, then set battery saver to “No restrictions”.
autostart-oppo = Let Lân Cận start by itself
    .next = OPPO, realme and OnePlus phones stop apps in the background. On the next page allow auto launch for Lân Cận, and background activity in its battery settings.
autostart-vivo = Let Lân Cận start by itself
    .next = vivo phones stop apps in the background. On the next page allow Lân Cận to autostart, and high background power use in its battery settings.
autostart-huawei = Let Lân Cận start by itself
    .next = Huawei and Honor phones stop apps in the background. On the next page switch off “Manage automatically” for Lân Cận and allow all three switches.
autostart-samsung = Keep Lân Cận from being put to sleep
    .next = Samsung phones put apps to sleep that are seldom opened. On the next page open “Background usage limits” and add Lân Cận to “Never sleeping apps”.
channel-running = Running in the background
    .next = Shown while Lân Cận is running. You may hide it; warnings still come.
channel-warnings = Contact warnings
    .next = Tells you when you may have been near a case. Keep it on.

## Call me: a warned user asks the health authority to call

call-offer = Ask a health officer to call you
    .next = Nothing is sent until you agree. You do not have to ask: your warning stands either way.
# $authority (text) = Da Lat Health Department
call-who-learns = The officers of { $authority } who look after this one case would learn your telephone number and that your phone was near the case on these days. Nobody else does.
# $day (text) = 12 May 2021
# $minutes (number) = 25
call-day = { $day }: near the case for about { $minutes ->
        [one] a minute
       *[other] { $minutes } minutes
    }
consent-call-keys = I agree to send my phone's random keys of these days, so that they are compared with what the case's phone heard. They are destroyed after that. Until then, who has them could recognise my phone on those days.
consent-call-encounters = I agree to send what my phone heard of the case's phone on these days, and when it was listening.
call-asked = A six-digit code is on its way to you by SMS
# $when (text) = 08:30 12 May 2021
call-code-sent = The code was sent by SMS and is good until { $when }
call-enter-password = The six digits from the SMS:
call-sending = Asking for a call
    .next = It is sent again by itself until it arrives.
# $when (text) = 08:30 12 May 2021
call-arrived = A health officer will call you by { $when }
    .next = Keep your phone near. Officers never ask for money, passwords or codes.
# $words (text) = river (sông) – lemon (chanh)
call-words-first = Whoever calls says first: { $words }. Hang up on anybody who cannot say these words.

## Call me: the two words that an officer says first. Their numbers: core/protocol/src/call_words.rs. Never reordered.

# $first (text) = river (sông)
# $second (text) = lemon (chanh)
call-words = { $first } – { $second }
call-word-0 = cat (mèo)
call-word-1 = buffalo (trâu)
call-word-2 = chicken (gà)
call-word-3 = duck (vịt)
call-word-4 = fish (cá)
call-word-5 = elephant (voi)
call-word-6 = tiger (hổ)
call-word-7 = monkey (khỉ)
call-word-8 = rabbit (thỏ)
call-word-9 = turtle (rùa)
call-word-10 = crab (cua)
call-word-11 = bee (ong)
call-word-12 = butterfly (bướm)
call-word-13 = ant (kiến)
call-word-14 = horse (ngựa)
call-word-15 = goat (dê)
call-word-16 = lotus (sen)
call-word-17 = orchid (lan)
call-word-18 = daisy (cúc)
call-word-19 = apricot blossom (mai)
call-word-20 = peach (đào)
call-word-21 = bamboo (tre)
call-word-22 = pine (thông)
call-word-23 = coconut (dừa)
call-word-24 = banana (chuối)
call-word-25 = orange (cam)
call-word-26 = mango (xoài)
call-word-27 = guava (ổi)
call-word-28 = longan (nhãn)
call-word-29 = jackfruit (mít)
call-word-30 = pomelo (bưởi)
call-word-31 = lemon (chanh)
call-word-32 = rice (lúa)
call-word-33 = maize (ngô)
call-word-34 = potato (khoai)
call-word-35 = tomato (cà chua)
call-word-36 = pumpkin (bí)
call-word-37 = ginger (gừng)
call-word-38 = chilli (ớt)
call-word-39 = garlic (tỏi)
call-word-40 = salt (muối)
call-word-41 = milk (sữa)
call-word-42 = tea (trà)
call-word-43 = coffee (cà phê)
call-word-44 = cake (bánh)
call-word-45 = candy (kẹo)
call-word-46 = river (sông)
call-word-47 = mountain (núi)
call-word-48 = sea (biển)
call-word-49 = well (giếng)
call-word-50 = stream (suối)
call-word-51 = cloud (mây)
call-word-52 = rain (mưa)
call-word-53 = wind (gió)
call-word-54 = moon (trăng)
call-word-55 = star (sao)
call-word-56 = sunshine (nắng)
call-word-57 = bridge (cầu)
call-word-58 = boat (thuyền)
call-word-59 = bicycle (xe đạp)
call-word-60 = hat (nón)
call-word-61 = lamp (đèn)
call-word-62 = drum (trống)
call-word-63 = guitar (đàn)

## Text messages with a code: plain letters, at most 160 characters (src/sms.rs).

# $centre (text) = Trung tam Y te Bao Lam
# $code (text) = 123 456 784
# $minutes (number) = 15
sms-short-code = { $centre }: your code is { $code }. Enter it in the LanCan app within { $minutes } minutes. Give it to nobody else.
# $centre (text) = Trung tam Y te Bao Lam
# $link (text) = https://example.gov.vn/c/0123456789ABCDEF
# $hours (number) = 24
sms-long-code = { $centre }: open { $link } within { $hours } hours to send your LanCan report. Do not forward this.
# $password (text) = 012345
# $minutes (number) = 5
sms-otp = { $password } is your LanCan code to confirm this phone number. It works for { $minutes } minutes. Tell nobody, not even an officer.
# $place (text) = Cho Loc Thang
# $date (text) = 24/05/2021
# $link (text) = https://lancan.example.vn/dia-diem
sms-place-warned = { $place }, { $date }: visitors of that time are warned. Hours and what to do: { $link }
# $place (text) = Cho Loc Thang
# $date (text) = 24/05/2021
# $link (text) = https://lancan.example.vn/dia-diem
sms-place-withdrawn = The health authority took back its warning about { $place }, { $date }. More: { $link }
# $date (text) = 24/05/2021
# $morning (number) = 9
# $afternoon (number) = 16
# $link (text) = https://lancan.example.vn/khai-bao
sms-quarantine = No health report came on { $date }. In quarantine report every day before { $morning }:00 and { $afternoon }:00: { $link }
# $place (text) = Truong Hoa Mai
# $link (text) = https://lancan.example.vn/dia-diem
sms-facility-due = { $place } has not assessed its safety today. Please do before 22:00: { $link }

## Dates and times

# $day (number) = 12
# $month (number) = 5
# $year (number) = 2021
date = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
# $minutes (number) = 25
duration = { $minutes ->
        [0] under a minute
        [one] one minute
       *[other] { $minutes } minutes
    }
