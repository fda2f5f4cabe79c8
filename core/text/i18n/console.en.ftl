### Texts of the officers' console. The same rules as in en.ftl.

## Navigation and what every page shows

console-skip = Skip to the main part
console-navigation = Navigation
console-dashboard = Overview
console-cases = Cases
console-sign-out = Sign out
console-no-scripts = This build has no scripts and no fonts: every page works, but none updates by itself.
console-to-dashboard = Go to the overview
console-errors = There is a problem
console-optional = (optional)
console-cancel = Cancel
console-acts = Acts
console-as-table = As a table
console-day = Day
console-unknown = Not known
console-copy = Copy
console-copied = Copied

## Signing in

console-sign-in = Sign in
console-sign-in-title = Sign in as a health officer
console-sign-in-lead = Every act of an officer is put on record.
console-name = Name
console-password = Password
console-sign-in-help = Forgot the password? Ask the administrator of your unit.

## The overview

console-figure-cases = cases in hand
console-figure-without-code = cases without a code
console-figure-live-codes = codes that can be used
console-figure-reported = cases with a report
console-chart-opened = Cases opened in 14 days
console-chart-reported = Reports that came in 14 days
console-waiting = What waits for you
console-waiting-none = No case needs a code.

## The first page of an administrator

console-administrator-title = You keep the accounts
console-administrator-lead = You are signed in as an administrator: you make accounts of officers and answer for who has one.
console-administrator-accounts = Accounts
console-administrator-create = You add officers, give new passwords and sign people out. Each act stands in the audit log.
console-administrator-cases = Cases
console-administrator-why = Administrators see no case, no code and no report. To work on cases, sign in with an officer's account of your own.

## Cases

console-new-case = New case
console-new-case-lead = Once the case is open, give the patient a code, with which they may send a report.
console-open-case = Open the case
console-no-cases = There is no case yet. Open one when a result is confirmed.
console-none-found = No case fits.
console-show-all = Show all
console-search = Find by reference
console-find = Find
console-any-state = Any state
# $count (number) = 12
console-cases-found = { $count ->
        [0] No case
        [one] One case
       *[other] { $count } cases
    }
console-pages = Pages
# $page (number) = 1
# $pages (number) = 3
console-page = Page { $page } of { $pages }
console-page-before = Page before
console-page-after = Next page
console-reference = Reference
console-reference-hint = The authority's own number of the case, such as BN 2021/0412. Not the patient's name.
console-no-reference = (no reference)
console-state = State
console-onset = Onset
console-onset-long = First symptoms
console-tested = Test
console-tested-long = Day of the test
console-opened = Opened
console-destroyed = Destroyed on
console-codes = Codes
console-reports = Reports
console-report-type = Confirmed how
console-date-hint = For example 27/5/2021
# $from (text) = 13/03/2021
# $to (text) = 12/05/2021
console-error-onset = First symptoms: write a date from { $from } to { $to }
# $from (text) = 13/03/2021
# $to (text) = 12/05/2021
console-error-tested = Day of the test: write a date from { $from } to { $to }
console-error-reference = Reference: 1 to 100 characters, or leave it empty
console-state-open = No code yet
console-state-code-issued = Code given
console-state-code-over = Code expired
console-state-code-used = Report expected
console-state-reported = Reported
console-state-does-not-open = Does not open
console-state-revoked = Revoked
console-happened = What happened
console-event-opened = The case was opened
console-event-short-code = A short code was given
console-event-long-code = A link was given
console-event-code-used = A phone used the code
console-event-code-revoked = The code was revoked
# $encounters (number) = 37
# $keys (number) = 14
console-event-report = A report came: { $keys } day keys, { $encounters } encounters

## Codes and reports of a case

console-issue-short = Give a short code
console-issue-long = Give a link and QR
console-issue-hint = A short code is read out on the telephone and lasts 15 minutes. A link goes by text message or QR and lasts 24 hours.
console-no-codes = No code was given. Call the patient, then give one.
console-code-kind = Kind
console-code-short = Short code
console-code-long = Link
console-code-issued = Given
# $when (text) = 12/05/2021 08:30
console-code-used = Used { $when }
# $when (text) = 12/05/2021 08:30
console-code-live = Good until { $when }
# $when (text) = 12/05/2021 08:30
console-code-expired = Expired { $when }
# $when (text) = 12/05/2021 08:30
console-code-revoked = Revoked { $when }
console-revoke = Revoke
console-code-title = The code
# $when (text) = 12/05/2021 08:30
console-code-until = Good once, until { $when }.
console-code-once = The code is shown once and stored nowhere. If it is lost, revoke it and give a new one.
console-code-qr = QR code
console-code-sms = Text message
console-code-link = Link
console-to-case = Back to the case
console-no-reports = No report yet. This page updates by itself when one comes.
console-received = Received
console-published = Published by
console-keys = Day keys
console-encounters = Encounters
console-days = Evidence by day
console-days-hint = How many minutes of the day the phone sent and listened: where it listened little, people may have been near whom it did not hear.
console-sent = Minutes sent
console-listened = Minutes listened
console-near-times = Ten minutes with somebody near
console-near-minutes = Minutes near

## The second factor

console-totp = Code of your authenticator app
console-totp-optional = (if you have one)
console-totp-hint = Six digits, new every 30 seconds.
console-device = Too many wrong passwords for your name?
console-device-secret = Device secret
console-device-hint = The operator makes one for you. With it you sign in while others try wrong passwords for your name. This browser then keeps it for 180 days.

## Officers, audit log and confirmation

console-confirm = Show your password again
console-confirm-lead = What you want to do cannot be taken back, or concerns an account. Nothing is done yet: show your password, then do it again. For five minutes you are not asked.
console-confirm-act = Go on
console-officers = Officers
# $count (number) = 12
console-officers-found = { $count ->
    [one] One account
   *[other] { $count } accounts
}
console-new-officer = New officer
console-new-officer-lead = The password and the code for the authenticator app are shown once, on the next page. Hand them over in person.
console-add-officer = Add officer
console-role = Role
console-role-administrator = Administrator
console-role-supervisor = Supervisor
console-role-officer = Officer
console-role-read-only = Read only
console-role-laboratory = Laboratory system
console-centre = Health centre
console-area = Sees the cases of
console-area-centre = the health centre
console-area-unit = a province, district or ward
console-area-country = the whole country
console-unit-code = Code of the unit
console-unit-code-hint = For a province, district or ward. On the server, lancan-server units search finds codes by name.
console-second-factor = Second factor
console-totp-on = Authenticator app
console-totp-off = Password alone
console-sessions = Sessions
console-officer-number = Number in the audit log
console-officer-active = Active
console-officer-disabled = Disabled
console-officer-acts = What you can do
console-officer-acts-hint = Each of these needs your password again, and stands in the audit log.
console-reset-password = Give a new password
console-reset-password-hint = The officer is signed out, the old password is no longer good, and the new one is shown to you once.
console-reset-totp = Set up the authenticator app again
console-reset-totp-hint = For a lost or new phone. The officer is signed out, and the new QR code is shown to you once.
console-end-sessions = Sign out everywhere
console-end-sessions-hint = For a computer that was left open. The officer signs in again with the same password.
console-disable-officer = Disable
console-disable-officer-hint = The officer is signed out and signs in no more. Cases and the audit log stay.
console-enable-officer = Enable
console-enable-officer-hint = The officer signs in again with the password from before.
console-hand-over = Hand over cases
console-hand-over-hint = All cases that this officer looks after, and that you and the other officer see, go to the other officer. Use it when somebody leaves.
console-hand-over-to = Hand over to
console-hand-over-nobody = There is no other active officer in your area. Add one first.
# $count (number) = 3
console-handed-over = { $count ->
    [0] No case was handed over: this officer looks after none that both of you see.
    [one] One case was handed over.
   *[other] { $count } cases were handed over.
}
console-told = For the officer
console-told-once = This page is shown once. Whoever has what stands here can sign in: hand it over in person, and close the page.
console-told-password-hint = The officer sets a password of their own after signing in.
console-totp-enrol = Authenticator app
console-totp-enrol-hint = Scan the QR code with an authenticator app, or type the letters and digits below into it.
console-to-officer = To the account
console-audit = Audit log
console-audit-lead = What the officers of your area did, newest first. Looking here is written down too.
console-audit-verify = Check the log now
console-audit-number = No.
console-audit-when = When
console-audit-who = Officer
console-audit-what = Act
console-audit-case = Case
console-audit-about = About
console-audit-none = There is no such act.
console-audit-older = Older
console-everybody = Everybody
console-operator = Operator
console-needs-approval = Nobody but the officer who opened this case vouches for it. It takes no code until a second officer approves it, or it has a laboratory number that no other case has.
console-approve = Approve the case
console-approve-hint = You stand for it that the laboratory's result is real. Your approval is in the audit log.
console-approve-other = Ask a colleague to open this page and approve it: you opened the case yourself.
console-own-password = Your password
console-own-password-lead = Your other sessions end, and other devices are no longer known as yours.
console-new-password = New password
console-new-password-hint = At least 10 characters. Three or four words that do not belong together are good.
console-set-password = Set password

## What is changed of a case

console-in-hand = In hand
console-state-closed = Closed
console-change-case = Change
console-change-case-lead = What phones have sent stays as it is. The days say which keys a report may hold that comes from now on.
console-save = Save
console-delete = Delete
console-print = Print
# $when (text) = 12/05/2021 08:30
# $centre (text) = Health centre of ward 1
console-printed = { $centre }, { $when }
console-close-case = Close the case
console-close-case-lead = A closed case leaves the list of cases in hand and takes no new code. A code that was given can be used until its time is over, and reports still come in. You can open the case again.
console-closed-lead = This case is closed: it takes no new code.
console-reopen-case = Open it again
console-event-closed = The case was closed
console-revoke-case = Revoke the case
console-revoke-case-lead = Revoke a case only when the patient was never infected, as after a laboratory’s mistake. When you revoke it:
console-revoke-case-codes = Codes that were not used end at once.
console-revoke-case-no-report = The case has no report, so nobody was warned by Bluetooth.
console-revoke-case-keys = Day keys that were not published stay unpublished. Those that were published are taken back, and phones that warned tell their owners. An export takes back one key of each day, and there are 12 exports a day: many cases revoked at once take longer.
console-revoke-case-windows = Warnings of the places where the patient was are withdrawn.
console-revoke-case-contacts = Contacts and their quarantine orders stay as they are: call them and end the follow-up. No further order can rest on this case.
console-revoke-case-for-good = This cannot be undone: if the patient falls ill later, day keys that were reported before are not published again.
console-event-revoked = The case was revoked
# $when (text) = 25/05/2021 17:00
console-revoked-lead = This case was revoked on { $when }: it takes no code, and what was published is taken back.
# $keys (number) = 3
console-revoked-keys-left = Keys that wait to be taken back: { $keys }.
# $windows (number) = 2
console-revoked-windows-left = Times at places that are not wholly withdrawn, because a day of the place has no room for another withdrawal: { $windows }.
# $reports (number) = 1
console-revoked-unread = Reports that do not open: { $reports }. What was published of them cannot be taken back.
console-places = Where the patient was
console-no-places = No place was written down. Ask the patient where they were in the days before.
console-add-place = Add a place
console-add-place-lead = For your own work: it is sealed with the case, and warns nobody.
console-place = Place
console-place-from = From
console-place-to = To
console-moment-hint = Day and time, for example 27/5/2021 8:30

## Calls

console-calls = Calls
console-call = Call
console-call-next = Take the next call
console-call-nobody = Nobody waits for a call of yours now.
console-call-saved = What came of the call is written down.
console-calls-none = Nobody is to be called. Contacts who have a number come into this list when they are added or ask to be called.
# $count (number) = 12
# $due (number) = 5
console-calls-found = { $count } to be called, { $due } of them now
console-call-who = Contact
console-call-no-number = There is no number of this contact.
console-call-case = Case
console-call-at = Call at
console-call-attempts = Calls so far
console-call-last = Last call
console-call-assigned = Assigned to
# $name (text) = an
# $when (text) = 27/05/2021 09:15
console-call-held = { $name } is calling, until { $when }
console-call-due = To be called
console-call-promised = Promised
console-call-not-yet = Not yet
console-call-closed = No more calls
console-call-say-first = Say first
console-call-words-why = The app of this contact waits for these two words. Say them before your name, in this order.
console-call-introduce = Say your name and your centre, and invite the contact to call the number of your centre if they doubt it. Do not name the patient.
console-call-take = Take this call
console-call-take-hint = No colleague calls this contact for 15 minutes.
console-call-came-of-it = What came of the call
console-call-reached = Reached
console-call-reached-hint = The follow-up begins.
console-call-no-answer = No answer
console-call-no-answer-hint = Called again after 2 hours.
console-call-busy = Busy
console-call-busy-hint = Called again after 30 minutes.
console-call-later = Call again at
console-call-later-hint = Write the time below.
console-call-wrong-number = Wrong number
console-call-wrong-number-hint = The number is not called again.
console-call-refused = Refuses
console-call-refused-hint = Not called again.
console-call-again-at = Call again at
console-call-again-hint = Only where the contact asked for it. Day and time within 7 days, such as 27/5/2021 8:30
console-call-choose = Choose what came of the call.
console-call-when = Write day and time of the next call, within the next 7 days, such as 27/5/2021 8:30.
console-call-save-next = Save and call the next
console-call-known = What is known
# $count (number) = 2
# $outcome (text) = Busy
console-call-so-far = { $count ->
    [one] One call so far: { $outcome }.
   *[other] { $count } calls so far. The last: { $outcome }.
}
console-call-assign = Assigned to
console-call-whoever = Whoever is free
# $count (number) = 25
console-call-minutes = { $count } minutes

## Files of contacts

console-files = Files out and in
console-export = A file out
console-export-hint = The file holds names, numbers and addresses: send it only to whom may have it. The audit log records that you made it.
console-export-act = Download
console-file = File
console-file-kind = Kind of file
console-layout-sormas = SORMAS
console-layout-go-data = Go.Data
console-layout-dhis2 = DHIS2, with the cases, JSON
console-file-dates = How dates are written
console-dates-dmy = day/month/year (27/05/2021)
console-dates-mdy = month/day/year (05/27/2021)
console-dates-dots = day.month.year (27.05.2021)
console-dates-iso = year-month-day (2021-05-27)
console-file-prefix = Beginning of Go.Data ids
console-file-prefix-hint = As the mask of the outbreak in Go.Data asks, such as CT-
console-import = A file in
console-import-hint = A file of SORMAS or Go.Data, also one that a spreadsheet saved. First you only see what it would change.
console-import-hint-area = Each row has to name the number of its case. First you only see what the file would change.
console-import-look = Look first
console-import-look-again = Look again with these columns
console-import-take = Take it
console-import-take-again = Take it once more
console-import-before = This file was taken already. Taken once more, rows without an id add their contacts a second time.
console-import-no-file = choose a file
# $added (number) = 97
# $changed (number) = 2
# $unchanged (number) = 1
# $left (number) = 3
console-import-would = Nothing is written yet. The file would add { $added } contacts and change { $changed }; { $unchanged } would stay the same, and { $left } rows cannot be used.
# $added (number) = 97
# $changed (number) = 2
# $left (number) = 3
console-import-did = Added { $added } contacts and changed { $changed }; { $left } rows were left out.
# $count (number) = 120
console-import-more = { $count } more rows are not shown here.
console-import-guessed = The file is not in Unicode and was read as Windows-1258. Look at the names before you take it.
console-import-go-on = Go on
console-import-undo = Undo
console-import-headings = Columns that are not known
console-import-headings-hint = Choose what a column means. Your centre remembers the choice once the file is taken.
console-import-heading = Column of the file
console-import-meaning = Means
console-import-not-now = Left out this time
console-import-never = Always left out
console-import-faults = To be corrected
console-import-left-out-file = Download the rows that were left out
console-import-left-out-hint = The file says in front of each row what is wrong. Correct it in a spreadsheet and send in the same file.
console-import-left-out-later = To see why rows were left out and to download them, choose the file again and look first.
console-import-row = Row
console-import-column = Column
console-import-why = Why
console-import-rows = Row by row
console-import-name = Name
console-import-effect = What it does
console-import-added = New
console-import-changed = Changed
console-import-unchanged = The same
console-import-left-out = Left out
console-import-alike = The case has another contact with this number.
console-import-unit = Ward or another unit
console-import-outdated = Somebody changed this contact after the file was made: taking it loses that change.
console-imports = Files that came in
console-imports-hint = Undoing deletes the contacts that were new and that nobody has changed, called, sent to another province or ordered anything of since. Contacts that were changed stay as the file left them.
console-imports-none = No file came in yet.
console-import-number = Number
console-import-undone-at = Undone
console-import-taken = Import
console-import-new-contacts = Contacts that were new
console-import-meanings = Columns that are remembered
console-import-meanings-hint = Your centre chose what these columns mean. Once you delete a line you are asked about the column again.
console-import-forget = Delete
# $file (text) = SORMAS
console-import-share = Share the columns of { $file } with other centres
# $file (text) = SORMAS
console-import-unshare = Stop sharing the columns of { $file }
console-import-share-hint = Every centre of this server then sees the columns’ names and meanings, also of columns remembered later. They hold nobody’s data.
console-import-shared = Shared by other centres
console-import-shared-hint = Columns that you do not remember yet get the same meaning. What your centre chose stays.
console-import-shared-by = Centre
console-import-shared-columns = Columns and meanings
console-import-take-over = Take over
# $taken (number) = 3
# $kept (number) = 1
console-import-taken-over = { $taken ->
    [one] One column was taken over
   *[other] { $taken } columns were taken over
  }; { $kept ->
    [one] one stays
   *[other] { $kept } stay
  } as your centre chose.
# $deleted (number) = 95
# $kept (number) = 2
# $elsewhere (number) = 1
# $changed (number) = 1
console-import-undone = Deleted { $deleted } contacts. { $kept } stay, for somebody has worked with them; { $elsewhere } have gone elsewhere and are followed there; { $changed } that were changed stay as they are.

## Transfers

console-transfers = Transfers
console-transfers-hint = The sender goes on following who was sent until the receiver accepts. After 2 hours without an answer the overview of both sides tells.
console-transfers-incoming = Waiting for your answer
console-transfers-no-incoming = Nothing waits for your answer.
console-transfers-others = Sent and answered
console-transfers-none = Nothing was transferred yet.
# $count (number) = 2
console-transfers-late = { $count ->
    [one] One transfer has waited for an answer for more than 2 hours.
   *[other] { $count } transfers have waited for an answer for more than 2 hours.
}
console-transfer-send = Transfer
console-transfer-contact-lead = The receiver calls and follows this contact. The case stays with you.
console-transfer-case-lead = The receiver takes over the case with those of its contacts that you follow.
console-transfer-to = To the province
console-transfer-note = What the receiver has to know
console-transfer-act = Send
console-transfer-choose = Choose a province.
console-transfer-late = Waiting for over 2 hours
console-transfer-sent = Waiting for an answer
console-transfer-accepted = Accepted
console-transfer-refused = Refused
console-transfer-gone = Closed: merged, became a case, or went elsewhere
console-transfer-contact = Contact
console-transfer-case = Case
console-transfer-what = Transfer
console-transfer-from = From
console-transfer-when = Sent at
console-transfer-words = Words
console-transfer-reason = Why, if you refuse
console-transfer-accept = Accept
console-transfer-refuse = Refuse
console-transfer-alike = Your area may know this person already. Look before you decide:
console-transfer-alike-one = contact

## Papers

console-release = Release from quarantine
# $when (text) = 14/06/2021
# $decree (text) = 5053/QĐ-BYT
console-release-over = The quarantine of this person under { $decree } ended with { $when }.
# $when (text) = 28/06/2021
console-release-watch = The person watches their health until the end of { $when }, wears a mask, and tells the health station at once of a fever, a cough or trouble breathing.
console-release-all-over = The time of watching one's health after quarantine is over too.
console-workplace = Notice to a workplace
# $name (text) = …………………………
console-workplace-to = To: { $name }
# $when (text) = 14/06/2021
# $decree (text) = 5053/QĐ-BYT
console-workplace-away = This person stays at home or in quarantine under { $decree } until the end of { $when }, and does not come to work until then.
console-workplace-ask = Please make it possible for this person to stay in quarantine. This notice says nothing of anybody's test result.
console-dossier = Dossier of the case
# $count (number) = 12
console-dossier-contacts = Contacts ({ $count })
console-dossier-until = Quarantine until the end of

## Acts in the audit log
console-act-sign-in = Signed in
console-act-sign-out = Signed out
console-act-confirm = Showed password and code again
console-act-set-password = Changed their own password
console-act-list-officers = Looked at the list of officers
console-act-create-officer = Added an officer
console-act-disable-officer = Disabled an officer
console-act-enable-officer = Enabled an officer
console-act-end-sessions = Ended an officer's sessions
console-act-reset-password = Reset an officer's password
console-act-reset-totp = Reset an officer's authenticator app
console-act-hand-over = Handed cases over
console-act-add-laboratory-key = Gave a laboratory a key
console-act-revoke-laboratory-keys = Revoked a laboratory's keys
console-act-view-audit = Looked at the audit log
console-act-verify-audit = Checked the audit log
console-act-draft-rules = Drafted rules
console-act-approve-rules = Approved rules
console-act-list-cases = Looked at the list of cases
console-act-open-case = Opened a case
console-act-view-case = Looked at a case
console-act-change-case = Changed a case
console-act-close-case = Closed a case
console-act-revoke-case = Revoked a case
console-act-reopen-case = Opened a case again
console-act-approve-case = Approved a case
console-act-add-milestone = Wrote down where a patient was
console-act-delete-milestone = Deleted where a patient was
console-act-issue-code = Gave a code
console-act-issue-code-for-result = Gave a code for a laboratory's result
console-act-revoke-code = Revoked a code
console-act-view-report = Looked at a case's reports
console-act-view-visits = Looked at a case's visits
console-act-publish-window = Published a window at a place
console-act-withdraw-window = Withdrew a window
console-act-list-places = Looked at the list of places
console-act-add-place = Added a place
console-act-view-place = Looked at a place
console-act-verify-place = Verified a place
console-act-change-place-code = Gave a place a new code
console-act-close-place = Closed a place
console-act-move-place = Wrote down a place’s new ward
console-act-visitor-log-envelopes = Took sealed envelopes of a visitor log
console-act-print-poster = Took a poster's code
console-act-show-display = Took a display's codes
console-act-list-contacts = Looked at the list of contacts
console-act-add-contact = Added a contact
console-act-view-contact = Looked at a contact
console-act-change-contact = Changed a contact
console-act-set-contact-status = Set a contact's status
console-act-set-status = Set the status of several contacts
console-act-enter-line-list = Entered a line list of contacts
console-act-list-duplicates = Looked at duplicate contacts
console-act-merge-contacts = Merged two contacts
console-act-order-quarantine = Ordered a quarantine
console-act-view-order = Looked at a quarantine order
console-act-contact-becomes-case = Turned a contact into a case
console-act-list-calls = Looked at the list of calls
console-act-view-call = Looked at a call
console-act-export-contacts = Made a file of contacts
console-act-check-import = Looked at a file of contacts
console-act-import-contacts = Took in a file of contacts
console-act-list-imports = Looked at the files that came in
console-act-undo-import = Undid a file that came in
console-act-view-import = Looked at a file that came in
console-act-forget-heading = Deleted what a column means
console-act-share-headings = Shared what columns mean with other centres
console-act-unshare-headings = Stopped sharing what columns mean
console-act-take-headings = Took over what columns mean to another centre
console-act-send-transfer = Sent a transfer
console-act-list-transfers = Looked at the transfers
console-act-answer-transfer = Answered a transfer
console-act-accept-transfer = Accepted a transfer
console-act-refuse-transfer = Refused a transfer
console-act-print-dossier = Looked at the printed dossier of a case
console-act-look-for-call = Looked for the next call
console-act-take-call = Took a call
console-act-finish-call = Wrote down what came of a call
console-act-assign-call = Assigned a call
console-act-add-device = Made a device known as an officer's
console-act-place-centre = Moved a health centre to another unit
console-act-rename-centre = Renamed a health centre
console-act-check-line-list = Checked a line list before entering it

## Places and visits

console-places-title = Places
console-places-new = Add a place
console-places-new-lead = For a place that nobody registered, such as one that a patient names in an interview. A place that an officer adds is verified.
console-places-search = Name of the place
console-places-none = There is no place in your area yet. Whoever runs one registers it at /dia-diem; you can add one too.
console-places-name = Place
console-places-kind = Kind
console-places-unit = Commune or ward
console-places-address = Address
console-places-unit-hint = With or without marks. Press “Search”, then choose one of the list.
console-places-split = Choose new wards
console-places-split-lead = These places were written down with the old division, and their old ward was split among several. Choose the new ward by the address.
console-places-split-none = No place needs a new ward.
# $unit (text) = Xã Lộc Thắng, Huyện Bảo Lâm, Tỉnh Lâm Đồng
console-places-split-was = Old division: { $unit }
console-places-split-now = New ward
console-places-split-move = Save the new ward
console-places-add = Add the place
console-places-alike = There are places of nearly this name in the commune or ward:
console-places-although = This is another place, add it
console-places-added = Added
console-places-verified-at = Verified
console-places-verify = Verify the place
console-places-verify-hint = Verify a place only when you were there or called its manager. New sheets say “verified”.
console-places-no-windows = The authority has not warned of this place.
# $from (text) = 27/05/2021
console-places-code-since = since { $from }
# $from (text) = 27/05/2021
# $until (text) = 30/05/2021
console-places-code-until = { $from } to the end of { $until }
console-places-new-code = Change the code of the sheet
console-places-new-code-hint = The code at the door is valid until the end of tomorrow. Tell the manager to print a new sheet.
console-places-closed = Closed
console-places-closed-hint = The codes of the place ended, and nobody manages it. A new code opens it again.
console-places-close-kept = The place stays in the list, and you can still warn of hours before it was closed. A new code opens it again, without managers.
console-windows = Published warnings
console-windows-none = Nothing was published for this case.
console-window-stands = In force
# $when (text) = 28/05/2021 10:00
console-window-withdrawn = Withdrawn { $when }
console-window-published = Published
console-window-until = Told to phones until the end of
console-window-withdraw = Withdraw
console-visits = Visits to places
console-visits-lead = The patient agreed to give these visits. Choose those to warn of: who was there at the time is told, and nobody learns which case it was.
console-visits-none = There are no visits. The report has not come, the patient did not agree, or scanned no code. You can still add one from the interview.
console-visits-proof = Proof
console-visits-publish-one = Warn
console-visits-publish = Publish the chosen visits
console-visits-publish-hint = Times are rounded outwards to half hours. Phones are told within hours, for 21 days. The manager of the place sees the hours. An officer publishes 20 at most on one day.
console-visit-published = Published
console-visit-estimated = leave estimated
console-visit-edited = times changed by hand
console-visit-shown-at-the-door = Code of the minute, at the door
console-visit-poster = Printed sheet
console-visit-by-hand = By hand
console-visits-interview = Add from the interview
console-visits-interview-lead = Place and time as the patient tells them. The place has to be in the list of places.
console-visits-choose-place = Choose a place
console-visits-moment = Write day and time as 27/5/2021 8:30
console-visits-publish-window = Publish
