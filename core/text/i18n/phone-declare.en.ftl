### Declaring health on the phone.

phone-declare-waits = The declaration is kept and waits to be sent
# $when (text) = 08:30 3 May 2021
phone-declare-today = Declared today already, at { $when }
phone-declare-same = The same as yesterday can be declared
phone-declare-new-forms = There are new forms
phone-declare-same-forms = The forms have not changed
# $from (text) = 00:00 2 May 2021
# $to (text) = 00:00 5 May 2021
phone-declare-pass = The pass is good from { $from } until { $to }
