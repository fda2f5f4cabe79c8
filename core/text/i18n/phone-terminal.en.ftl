### Texts that only the phone in the terminal (lancan phone) says, which are no part of the phones’ library.

## Around, report, call back

call-no-warning = There is no warning in force to be called about
# $count (number) = 3
near-more = { $count ->
        [one] and one more
       *[other] and { $count } more
    }
# $count (number) = 37
review-encounters = { $count ->
        [0] No encounters are sent.
        [one] One time that another phone was close, so that the authority can compare when that person gets in touch.
       *[other] { $count } times that other phones were close, so that the authority can compare when those people get in touch.
    }
review-nothing-left = You left out everything; there is nothing to send.

## Visitor log

phone-log-certified = Your number is confirmed: entries prove it to the health authority.
phone-log-uncertified = Your number is not confirmed. It is when you sign in with it to declare health: lancan phone declare sign-in
phone-log-sending = Waiting until the time of each entry has come, an hour at most. Ctrl-C stops this; what waits stays on the phone.
phone-log-simulated-nothing = Nothing left the phone.
# $name (text) = Nguyễn Văn An
# $phone (text) = +84912345678
# $when (text) = 08:30 03/05/2021
phone-log-simulated-opened = The opener reads, for two officers and a case: { $name }, { $phone }, { $when }
# $bytes (number) = 512
phone-log-simulated-sent = { $bytes } bytes left the phone; the server cannot read them.

## The phone’s code

# $province (text) = 68
phone-code-follows = So that an entry by a checker leads to you, your phone sends your name, telephone number, year of birth and ward once for this card, ten minutes to an hour from now, sealed to the opener of province { $province }. Only the health authority can have it opened, for a case.
phone-code-no-province = Your phone does not know in which province you are: an entry with this code leads to nobody. Name the province: lancan phone code --province 68
phone-code-province-wrong = A province has two digits, like 68.
phone-code-shown = For the checker. A picture of it is refused after three minutes.
phone-code-waiting = What leads from your code to you waits on this phone, sealed to the province's opener.

## Declarations

phone-declare-draft = The declaration is kept as a draft; nothing was sent
phone-declare-is-draft = draft
# $when (text) = 08:30 3 May 2021
# $class (text) = No risk seen
phone-declare-is-there = received at { $when }: { $class }
phone-declare-is-waiting = waits to be sent
phone-declare-number-needed = Write your telephone number after the command
