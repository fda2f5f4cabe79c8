### Texts of the console's pages of contacts. The same rules as in en.ftl.

## Lists of contacts

console-contacts = Contacts
console-contacts-of-all = All contacts of your area
console-contacts-of-case = Contacts of this case
console-contact-search = Find by name or telephone number
console-any = All
console-no-contacts = There is no contact yet. Ask the patient who was near; people whom the app warns may answer by themselves.
console-no-contact-found = Nobody fits.
console-page-first = First page
console-choose = Choose
console-choose-all = Choose all of this page
console-set-chosen = Those chosen become
console-set-status = Set status
console-none-chosen = Nobody was chosen. Tick at least one contact, then set the status.
# $count (number) = 12
console-contacts-set = { $count ->
    [one] One contact has the new status.
   *[other] { $count } contacts have the new status.
}
console-contact-name = Full name
console-contact-nameless = (neither name nor number)
console-contact-phone = Telephone number
console-tier = Tier
console-tier-f1 = F1
console-tier-f2 = F2
console-closeness = How near
console-closeness-unknown = Not known
console-closeness-same-place = Same place
console-closeness-possible = Perhaps close
console-closeness-close = Close
console-minutes = Minutes near
console-last-contact = Last contact
console-source = Known by
console-source-app = App
console-source-interview = Interview
console-source-venue = Same place
console-source-list = List
console-source-visitor-log = Visitor log
console-entered = Entered
console-of-case = Case
console-contact-status-new = Not yet spoken to
console-contact-status-follow-up = Under follow-up
console-contact-status-completed = Completed
console-contact-status-lost = Not found
console-contact-status-cancelled = No follow-up needed
console-contact-status-became-case = Became a case

## Evidence in words

console-grade = Evidence
console-grade-claimed = Claimed
console-grade-claimed-means = Only this contact's phone says that they were near; the case's phone heard nothing. Anybody can make this from public data: it is not enough for a quarantine order. Ask both of them.
console-grade-uncorroborable = Cannot be checked
console-grade-uncorroborable-means = Only this contact's phone says that they were near, and it cannot be compared: the case's phone did not listen then, or the patient left those hours out. It is not enough for a quarantine order. Ask the patient.
console-grade-case-heard = The case's phone heard
console-grade-case-heard-means = The case's phone heard this contact's phone. An order can rest on it.
console-grade-corroborated = Both phones agree
console-grade-corroborated-means = Both phones heard each other at the same times. This is the surest evidence: an order can rest on it.
console-grade-none-means = There is no evidence of the app: an officer entered this contact by interview, place or list.
console-relay-suspected = A relay is suspected: in two intervals in a row one phone alone heard the other. Ask both where they were.
console-order-possible = A quarantine order can rest on what is known.
# $why (text) = hãy ghi ngày tiếp xúc lần cuối
console-order-because = No order can be made: { $why }.
console-order-not-possible = No quarantine order can rest on what is known yet.

## The file of a contact

console-say-first = Say first when you call
console-say-first-hint = This contact's app shows the same two words. Say them before you ask anything: so they know that you are a true health officer.
console-person = Person
console-birth-year = Year of birth
console-sex = Sex
console-sex-female = Female
console-sex-male = Male
console-sex-other = Other
console-address = Address
console-unit = Ward
console-contact-unit-hint = Where this person lives: the name, with or without marks, for example Phường 3, Đà Lạt; or the code, for example 24787.
console-relation = Relation to the case
console-relation-hint = For example: family, colleague, same bus
console-notes = Notes
console-parent = F2 of
console-parent-hint = For an F2 alone: the F1 whom this contact met.
console-nobody = (nobody)
console-second = F2s of this contact
console-merged = Entries merged into this one
console-merged-hint = The old entry keeps what was written in it.
console-merged-into = This entry was merged into another one of the same person.
console-merged-into-link = Open the entry that remains
console-contact-became-case = This contact became a case.
console-to-new-case = Open the case
console-contact-answered = The contact's phone answered a warning
console-contact-entered = An officer entered the contact
console-change-contact = Change what is written
console-new-contact = Add a contact
console-new-contact-lead = Write a name or a telephone number; write the rest when you know it. Whoever has a number enters the queue of calls. All of it is sealed with the case.
console-add-contact = Add
# $from (text) = 13/03/2021
# $to (text) = 12/05/2021
console-error-date = write a date from { $from } to { $to }
console-error-minutes = write the number of minutes in digits

## On a case's file

# $first (number) = 12
# $second (number) = 3
# $waiting (number) = 5
console-contact-counts = { $first } F1, { $second } F2; { $waiting } not yet spoken to.
console-show-contacts = Show the list
console-answered = Phone answered

## What becomes of a contact

console-become-case = Turn into a case
console-become-case-lead = A new case is opened for this contact. The contact's entry stays with its history and leads to the new case; the contact leaves the queue of calls.
console-to-contact = Back to the contact
console-order = Quarantine order
console-order-act = Order quarantine
console-order-again = Order again by the rules in force
console-order-until = Quarantine until
console-order-follow-up = Follow-up until
console-order-decree = By
console-order-letter = View and print the order
console-letter = Quarantine order
# $when (text) = 12/05/2021
console-letter-date = { $when }
# $decree (text) = 5053/QĐ-BYT
# $when (text) = 12/05/2021
console-letter-because = By { $decree }. The person named above was in contact with a patient, last on { $when }.
# $when (text) = 26/05/2021
console-letter-until = The person named above stays in quarantine until the end of { $when }.
# $when (text) = 02/06/2021
console-letter-afterwards = Afterwards the person watches their own health until the end of { $when }.
console-letter-symptoms = With fever, cough, sore throat or short breath, call the health centre named above at once; do not go there before you have called.
console-letter-receiver = Received by (name and signature)
console-letter-officer = Ordered by (name, signature and seal)
console-contact-of-revoked = The case that this person was near was revoked: it never was one. Call and say so, and end the follow-up.
console-call-of-revoked = This person’s case was revoked: it never was one. Tell them that the warning does not hold, and end the follow-up.
console-call-of-revoked-short = Case revoked
console-contact-calls-head = Calls
# $attempts (number) = 2
# $outcome (text) = nobody answered
# $when (text) = 12/05/2021 08:30
console-contact-calls = Called { $attempts } times, last: { $outcome }. To be called again from { $when }.
# $when (text) = 12/05/2021 08:30
console-contact-calls-none = Not called yet. Waits for a call since { $when }.
# $attempts (number) = 2
# $outcome (text) = spoke with the contact
console-contact-calls-over = Called { $attempts } times, last: { $outcome }. There is nothing more to call for.

## Line lists and duplicates

console-lines = Paste a list
console-lines-lead = Copy rows from a spreadsheet and paste them here. You look at them first: only rows without a fault are saved, when you say so; the others stay here to be corrected.
console-lines-text = Rows of the list
console-lines-hint = The first row may name the columns (name, phone, birth year, sex, address, ward, relation, last contact, minutes, notes). Without names they are in this order.
console-lines-check = Look at it first
console-lines-save = Save the rows without a fault
# $count (number) = 97
console-lines-saved = { $count ->
    [one] One contact was saved.
   *[other] { $count } contacts were saved.
}
console-lines-understood = What was understood
# $good (number) = 97
# $bad (number) = 3
console-lines-counts = { $good } rows can be saved, { $bad } have something to correct.
console-lines-line = Line
console-lines-unknown = (not used)
console-lines-mend = To correct
console-error-cell-date = write a date of the last 60 days
console-error-cell-text = write one line of at most 200 characters
console-duplicates = Duplicates
console-duplicates-lead = Entries with the same telephone number, or the same name, birth year and ward. You alone know whether they are one person. Merging loses nothing: what differs goes into the notes, promised calls and quarantine orders go to the entry that remains.
console-duplicates-none = No entries look like one person.
console-field = Field
console-merge = Merge
console-keep-this = Merge into this one

## Follow-up by day

console-today = To see today
# $due (number) = 40
# $seen (number) = 12
# $when (text) = 12/05/2021
console-today-counts = { $when }: { $due } to see, { $seen } seen.
# $listed (number) = 500
console-today-more = The list shows the first { $listed }.
console-today-none = There is nobody to see today.
console-not-yet = Not seen yet
console-due = To see today
console-days-of = Follow-up by day
# $from (text) = 13/05/2021
# $until (text) = 09/06/2021
# $near (text) = 12/05/2021
console-plan = Follow-up from { $from } until { $until }, by the rules in force on the days of contact: { $near }.
console-plan-none = There is no plan: no day of contact is known, or no rule asks for one.
console-days-seen = Day by day
console-days-none = No day is to be followed up yet.
console-seen = Seen
console-seen-well = Seen, well
console-seen-symptoms = Seen, with symptoms
console-seen-missed = Missed
console-seen-not-attempted = Not attempted
console-temperature = Temperature
console-temperature-hint = For example 36.8. From 38.0 °C on it is an alarm.
console-symptoms = Symptoms
console-write-day = Write down a day
console-specimens = Specimens
console-specimens-none = No specimen was taken.
console-specimen = Specimen
console-specimen-kind = Kind and test
console-taken = Taken on
console-laboratory = Laboratory
console-result = Result
console-result-new = Write the result
console-result-waiting = Waiting
console-result-negative = Negative
console-result-positive = Positive
console-result-unclear = To be done again
console-write-specimen = Add a specimen
console-near-again = Near the case again
console-near-again-day = Day of contact
console-near-again-hint = The plan grows by the rules of that day; a further day never makes it shorter. If you wrote a wrong day, change “Last contact” in the contact's file.
console-last-contact-hint = Days of contact that were written down after this day are deleted.
console-act-view-contact-days = Looked at a contact's follow-up
console-act-write-contact-day = Wrote down a day of follow-up
console-act-write-specimen = Wrote down a specimen
console-act-near-again = Noted a further day of contact
console-act-list-follow-up = Looked at whom to see today
console-act-view-graph = Looked at the graph of a case

## The graph

console-graph = Who met whom
# $count (number) = 12
console-graph-counts = { $count ->
    [one] One contact.
   *[other] { $count } contacts.
}
# $count (number) = 500
console-graph-cut = This case has more than { $count } contacts: there is no picture, and the table has the first { $count }. The list has them all.
console-graph-hint = From left to right: the case, F1, F2. Tab goes from one to the next, Enter opens the file. The table below says the same.
console-met = Met

## The five numbers on the overview

console-number-followed = seen today, of those to see
console-number-completed = contacts completed
console-number-lost = contacts not found
console-number-became-cases = contacts who became cases
console-number-traced = cases with a contact within 24 hours

## Saved lists

console-views = Saved lists
console-views-save = Save this list
console-views-hint = Filters and order are saved under a name, for you alone. Words that you search for are not saved. Write nobody's name into the name of a list.
console-view-name = Name
console-view-name-wrong = Name of the list: 1 to 60 characters
console-view-too-many = You have saved 30 lists: delete one first
console-act-save-view = Saved a list
console-act-delete-view = Deleted a saved list
console-met-elsewhere = an F1 who is not in this list
console-error-choose = Choose one of these
