### Declaring health on the phone in a terminal.

phone-declare-waits = The declaration is kept and waits to be sent
phone-declare-draft = The declaration is kept as a draft; nothing was sent
phone-declare-is-draft = draft
phone-declare-is-waiting = waits to be sent
# $when (text) = 08:30 3 May 2021
# $class (text) = No risk seen
phone-declare-is-there = received at { $when }: { $class }
# $when (text) = 08:30 3 May 2021
phone-declare-today = Declared today already, at { $when }
phone-declare-same = The same as yesterday can be declared
phone-declare-new-forms = There are new forms
phone-declare-same-forms = The forms have not changed
phone-declare-number-needed = Write your telephone number after the command
# $from (text) = 00:00 2 May 2021
# $to (text) = 00:00 5 May 2021
phone-declare-pass = The pass is good from { $from } until { $to }
