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
phone-log-uncertified = Your number is not confirmed. It is when you sign in with it to declare health: lancan phone declare send
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

## Filling in a form

# $form (text) = ncovi-daily
phone-declare-none-before = There is no declaration of { $form } on this phone that could be made again: it must be yesterday's, with no risk seen, and none made today
    .next = To declare: lancan phone declare fill { $form }
phone-declare-only-drafts = There is nothing to send yet: this phone has drafts only
    .next = Complete one, then send it:
# $number (text) = 1
# $form (text) = ncovi-daily
# $command (text) = lancan phone declare fill ncovi-daily
phone-declare-go-on = Draft { $number }, { $form }: { $command }
# $command (text) = lancan phone declare fill ncovi-daily
phone-declare-draft-lacks = The declaration is not complete; it is kept as a draft and nothing was sent
    .next = To complete it: { $command }
# $form (text) = ncovi-daily
phone-declare-twice = { $form } was declared today already
    .next = To replace what was declared: add --replaces.
# $form (text) = nope
phone-no-form = There is no form “{ $form }” that can be used today
    .next = To see the forms: lancan phone declare forms.
# $number (text) = 4
phone-no-person = There is no person { $number } of the family on this phone
    .next = To see the persons: lancan phone declare persons.
# $number (text) = 4
phone-no-entry = There is no declaration of entry { $number } on this phone
    .next = To see the declarations: lancan phone declare list.
# $number (text) = 4
phone-no-declaration = There is no declaration { $number } on this phone
    .next = To see the declarations: lancan phone declare list.
# $number (text) = 4
phone-no-pass = Declaration { $number } has no gate pass: only a declaration of entry that was received has one
    .next = To see the declarations: lancan phone declare list.
# $question (text) = symptom.nose
# $form (text) = ncovi-daily
phone-no-question = “{ $question }” is no question of { $form }, or is not asked after the answers so far
    .next = To be asked each question: lancan phone declare fill { $form }
# $text (text) = symptom.fever
phone-not-an-answer = “{ $text }” is not an answer
    .next = Write the question's name, = and the answer, without spaces around =, as symptom.fever=no; in a group that repeats group.name~0=answer.
# $first (text) = 1900
# $last (text) = 2021
phone-not-a-year = a year of birth has four digits, from { $first } to { $last }
phone-not-a-relation = choose one of child, parent, spouse, sibling, grandparent, grandchild, other
phone-person-name = The name of the person is empty or too long
phone-persons-full = This phone has as many persons as it can keep
    .next = Remove one first: lancan phone declare remove-person NUMBER; the numbers: lancan phone declare persons.
# $answer (text) = no
phone-declare-kept = Enter keeps: { $answer }
phone-word-yes = yes
phone-word-no = no
phone-answer-yes-no = yes or no
phone-answer-whole = a whole number
phone-answer-tenths = a number, as 37.5
phone-answer-date = a date, the day first, as 03/05/2021
phone-answer-choice = the code or the words of one of these
phone-answer-open-choice = the code or the words of one of these, or words of your own
phone-answer-country = two letters, as VN
phone-answer-phone = a telephone number
phone-answer-province = two digits, as 79
phone-answer-district = three digits, as 760
phone-answer-ward = five digits, as 26734
phone-answer-several = several between semicolons

## What is refused, and why

# $visit (text) = 3
phone-visit-not-asked-for = Visit { $visit } is not among what would be sent, so there is nothing to leave out.
phone-call-lost = What this warning rests on is no longer on this phone
    .next = Call the health authority yourself.
phone-call-nothing-left = You left out every day of the warning
    .next = Leave out fewer days, or run it with --number-only.
# $number (text) = 3
phone-not-withdrawable = There is no report { $number } that can be taken back
    .next = Choose one of the list above that can.
phone-none-withdrawable = None of these reports can be taken back any more
phone-left = Nothing was done.
phone-erase-sure = Erase everything now?
phone-code-contact-needed = This phone does not know who you are
    .next = Say it first: lancan phone place contact "FULL NAME" TELEPHONE-NUMBER
# $number (text) = 3
phone-no-visit = There is no visit { $number } on this phone
    .next = To see the visits: lancan phone place list.
# $unit (text) = 999999
phone-log-unit-refused = “{ $unit }” is not the code of a ward: it has five digits, like 26734
phone-log-name-sign = A name begins with none of = + - @
phone-log-name-empty = The name is empty
phone-log-name-long = The name is too long, or has characters that nobody types
phone-log-birth-year-refused = A year of birth has four digits
phone-offline = The server could not be reached
    .next = Check your network. Then run the command again; a code that you entered is entered again.
phone-server-unreachable = The health server has not been reached for a while
    .next = Check your network.
phone-warnings-asking = Asking the server for warnings…
phone-warnings-unknown = The server could not be reached: whether there are new warnings is not known
    .next = Check your network and run this again.
phone-call-sending = The wish to be called has not arrived yet
    .next = Let the phone run (lancan phone): it sends the wish again.
