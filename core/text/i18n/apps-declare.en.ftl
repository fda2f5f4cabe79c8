### The demo apps: health declarations. What English-speaking users of the demo apps see when they declare their health.

declare-lead = You can fill in a form without a network. What you write is kept on this phone, encrypted, and sent when there is a network.
declare-for = Declare for
declare-profile = My details
# $name (text) = Bé An
declare-profile-of = Details of { $name }
declare-profile-lead = Write them once, and every later form is filled in with them. They are on this phone alone, encrypted, until you send a form. Questions about health are asked each time.
declare-saved = Saved on this phone, encrypted. Nothing was sent.

## Forms

declare-forms = Forms
# $title (text) = Voluntary health declaration
declare-fill = Fill in: { $title }
# $title (text) = Voluntary health declaration
declare-go-on = Go on: { $title }
# $title (text) = Voluntary health declaration
declare-drop = Delete the draft: { $title }
# $title (text) = Voluntary health declaration
# $when (text) = 08:30 3 May 2021
declare-draft-line = { $title }, written at { $when }
declare-draft-refused = The server has not taken this form. Look at each part again and send it once more.
declare-fetch = Get the health authority's newest forms

## Filling in a form

# $at (number) = 2
# $all (number) = 7
declare-part = Part { $at } of { $all }
# $label (text) = Email
declare-optional = { $label } (you may leave it empty)
# $label (text) = Countries visited in the past 14 days
# $at (number) = 2
declare-entry = { $label } ({ $at })
declare-next = Next
declare-back = Back
declare-check = Check and send
# $count (number) = 3
declare-missing = { $count ->
        [one] One answer needs another look
       *[other] { $count } answers need another look
    }
    .next = The draft is kept. Go to each part and answer.
# $label (text) = Temperature
# $value (text) = 36.8
declare-answer = { $label }: { $value }
# $label (text) = Your health today
declare-go-to = Go to the part: { $label }
declare-ready = The form is complete
    .next = This is how urgent it is, as the phone works it out by the form. The server works it out again when it gets the form.

## Sending and looking at it again

# $title (text) = Voluntary health declaration
declare-arrived = The server received it: { $title }
# $title (text) = Voluntary health declaration
declare-is-waiting = { $title }: waits to be sent
# $title (text) = Voluntary health declaration
# $when (text) = 08:30 3 May 2021
# $class (text) = No risk seen
declare-is-there = { $title }, received at { $when }: { $class }
# $title (text) = Voluntary health declaration
declare-look = Look at: { $title }
# $title (text) = Declaration on entry
declare-look-pass = Gate pass: { $title }
declare-sign-in = Confirm your telephone number to send
    .next = A text message with a code of six digits goes to this number. On this phone you do that again after 30 days only.
declare-sign-in-now = Confirm and send
# $phone (text) = +84912345678
# $when (text) = 08:30 3 May 2021
declare-signed-in = Sent with the number { $phone } until { $when }
declare-sign-out = Use another number
declare-pass = Gate pass
    .next = Let the officer at the gate scan this code. It names nobody, and it works without a network.

## The family

# $name (text) = Bé An
# $year (text) = 2018
# $relation (text) = Child
declare-person = { $name }, born { $year }, { $relation }
# $name (text) = Bé An
declare-person-edit = Change: { $name }
# $name (text) = Bé An
declare-person-remove = Remove: { $name }
# $name (text) = Bé An
declare-person-remove-title = Remove { $name } from this phone?
    .next = Drafts and declarations of this person on this phone go too. The server keeps what was sent.
declare-person-refused = This person was not saved
    .next = Write a name of at most 100 letters, and a year of birth with four digits, from 1900 to this year.
declare-person-changed-later = Later forms use the new name and year. What the server has already does not change.
