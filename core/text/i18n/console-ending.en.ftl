## Reports that the patient took back

console-state-withdrawn = Report taken back
console-event-withdrawn = The patient took the report back by the app; its encounters and visits are deleted.
# $when (text) = 25/05/2021 10:20
console-report-withdrawn = Taken back { $when }
# $number (number) = 3
console-withdrawn-stopped = { $number } { $number ->
    [one] key was not published, and never is.
   *[other] keys were not published, and never are.
}
# $number (number) = 11
console-withdrawn-taken-back = { $number } published { $number ->
    [one] key is
   *[other] keys are
} taken back by the next exports.
# $number (number) = 2
console-withdrawn-too-old = { $number } { $number ->
    [one] key is
   *[other] keys are
} too old to be taken back.
# $number (number) = 1
console-withdrawn-unread = { $number } { $number ->
    [one] report does
   *[other] reports do
} not open: what was published of them stands.
# $number (number) = 2
console-withdrawn-windows = The warning of { $number } { $number ->
    [one] time
   *[other] times
} at places is withdrawn.
# $number (number) = 1
console-withdrawn-standing = The warning of { $number } { $number ->
    [one] time
   *[other] times
} at places stands in part.

## A case that ends before its day

console-erase-case = Erase the case early
console-erase-case-lead = Erase a case only when the patient takes consent back, asks for the deletion of their data, or the case was entered by mistake. When you erase it:
console-erase-case-data = Reports, codes, encounters, visits and what happened are deleted now, as at the end of their time.
# $first (number) = 12
# $second (number) = 3
console-erase-contacts = { $first } F1 and { $second } F2 of the case are deleted with it, orders and follow-up included. Print first what is still needed.
console-erase-case-keys = Published day keys are not taken back. If the patient wants that, revoke the case first, and wait until no key is left to take back.
console-erase-case-log = The audit log keeps who erased the case, when and why, and nothing of the patient.
console-erase-case-for-good = This cannot be undone.
console-erase-why = Why is it erased?
console-erase-consent = The patient takes consent back
console-erase-request = The patient asks for the deletion of their data
console-erase-mistake = The case was entered by mistake, or twice
console-act-erase-case = Erased a case early

## The letter that lifts a quarantine order

console-lift = Letter that lifts the order
# $decree (text) = 600/CĐ-BCĐ
# $rule (text) = f1-2021-05
# $contact (text) = 20/05/2021
# $until (text) = 10/06/2021
console-lift-order = The person named above was ordered into quarantine under { $decree } (rule { $rule }), counted from the last contact on { $contact }, until the end of { $until }.
# $when (text) = 25/05/2021
console-lift-from = That order is lifted from { $when } on.
console-lift-revoked = Reason: the case that the order rested on was a mistake, so that the person named above is no contact by this rule.
console-lift-ended = Reason: the health centre has ended the follow-up of the person named above.
console-lift-other = This letter lifts no other order for the person named above.
