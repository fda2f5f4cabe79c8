### The demo apps: buttons and fields of each card on the screen. What English-speaking users of the demo apps see on its cards.

cancel = Not now
save = Save

# $days (number) = 2
duration-days = { $days ->
        [one] 1 day
       *[other] { $days } days
    }
# $hours (number) = 3
duration-hours = { $hours ->
        [one] 1 hour
       *[other] { $hours } hours
    }

## Warnings

# $decree (text) = 600/CĐ-BCĐ
warning-quarantine-decree = Quarantine and follow-up under { $decree }

## The report

report-code = The health officer's code, or the link with it
report-scan = Scan the officer's code

## Call me

call-phone = Your telephone number
call-ask-password = Send me the code by SMS
call-only-number = At this step the health authority learns only the number, to send the SMS.
# $day (text) = 12 May 2021
call-leave-out = Leave out { $day }
# $day (text) = 12 May 2021
call-left-out = You left out { $day }
call-nothing-left = You left out everything; there is no day left to be called about.
call-agree = Each of these is your choice. With none of them an officer still has your number and calls you, but has less to compare with.
call-send = Ask for the call
call-again = Send another code
call-put-away = Hide this
call-failed = The call has not been asked for

## Places visited

visit-scan = Scan the code at the door
visit-code = Paste the link that the code holds
visit-use-code = Enter or leave this place
visit-add = Add a visit by hand
visit-add-code = The link that the place's code holds
visit-from = When you entered, as 08:30 12/05/2021
visit-to = When you left, as 09:10 12/05/2021
# $text (text) = yesterday
visit-not-a-time = “{ $text }” is not understood as a time
    .next = Write the time and then the day, as 08:30 12/05/2021.
visit-edit = Correct the times
visit-delete = Delete
visit-leave-now = I have just left
# $place (text) = Chợ Lộc Thắng
visit-edit-title = Correct the times at { $place }
# $place (text) = Chợ Lộc Thắng
visit-delete-title = Delete the visit to { $place }?
    .next = This cannot be undone. A warning that rests on this visit goes with it.
visit-needs-camera = Allow the camera
    .next = The camera only reads the code. The app takes no picture and keeps none.
visit-hold-camera = Hold the code in the middle of the frame
visit-no-camera = The camera of this phone cannot be opened
    .next = Scan the code with the phone's own camera app and open the link with Lân Cận, or paste it into the field on the page before.
# $place (text) = Chợ Lộc Thắng
# $from (text) = 08:30 12 May 2021
# $to (text) = 09:10 12 May 2021
review-visit-left-out = You left out { $place }, { $from } to { $to }
review-leave-out-visit = Leave out this visit

## The safety map

map-open = Open the map

## Contacts by day

# $from (text) = 08:30
# $minutes (number) = 10
# $closeness (text) = near
history-meeting = { $from }, { $minutes ->
        [0] less than a minute
        [one] one minute
       *[other] { $minutes } minutes
    }, { $closeness }
# $day (text) = 12 May 2021
history-show = Show each one of { $day }
history-hide = Show less
history-nobody-close = Nobody was near enough to count.
# $time (text) = 20 minutes
history-close = Somebody was near for about { $time }. The rules in force say how long makes a close contact.

## Move to a new phone

move-title = Move to a new phone
    .next = This phone writes what it remembers to a file with a passphrase. The new phone opens the file and goes on comparing. Keys in use stay on the old phone.
move-passphrase = Passphrase of the file, ten characters or more
move-save = Write the file on the old phone
move-open = Open the file on the new phone
move-saved = The file was written
    .next = Take it to the new phone, open Lân Cận there and use this passphrase. Then delete the file, and the data on the old phone.
# $time (text) = 1 day
move-opened = Data of { $time } came with the file
    .next = All that is published is compared once more at the next check.

## Sections of the app

tab-today = Today
tab-report = Report
tab-places = Places
tab-declare = Declare
tab-data = Data
welcome = Protect yourself and the people around you
welcome-what = This app remembers which phones were near you, on your phone alone. It warns you when someone you were near falls ill.
welcome-next = First, allow what it needs. You decide each time.
