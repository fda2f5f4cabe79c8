### Feedback on facilities of the safety map.

## The public page and the form (/ban-do/co-so/…/gop-y)

feedback-title = What people report
feedback-write = Report a problem here
# $count (text) = 2
feedback-open = Reports not settled: { $count }
feedback-none = There are no reports yet.
# $count (text) = 12
feedback-collapsed = Reports that came in a rush within one hour: { $count }
feedback-rules = A health officer reads each report before everybody sees it. The facility sees words and photographs, and never learns who sent them. A telephone number sends at most 3 reports a day, and has one open report for each facility.
feedback-number-why = The number only keeps anyone from sending too much. The server keeps no number, only a code that nobody can turn back into one. Nobody sees your number.
feedback-not-open = The server cannot send text messages yet, so it takes no reports. Please ask your health station.
feedback-own = Your reports
feedback-about = What it is about
feedback-other = Something else
feedback-words = What is not right
# $most (text) = 500
feedback-words-hint = At most { $most } characters. Give nobody’s name, telephone number, identity number or e-mail address.
feedback-photos = Photographs
feedback-photos-hint = At most 2 JPEG or PNG pictures of at most 8 MB each. Place and time are removed from them. Please show no faces.
feedback-photo-alt = A photograph of the report
feedback-send = Send the report
# $at (text) = 27/05/2021 09:10
feedback-answered-at = The facility answered, { $at }
feedback-state-received = Waits for an officer
feedback-state-visible = Waits for the facility
feedback-state-rejected = Not shown
feedback-state-answered = The facility answered
feedback-state-resolved = Settled
feedback-state-persists = Not settled
feedback-reason-other-place = It is not about this facility
feedback-reason-about-a-person = It is about one person
feedback-reason-insulting = It insults somebody
feedback-reason-unclear = It does not say what is not right
feedback-reason-repeated = The same was reported already

## Why it is not taken

feedback-error-empty = Write what is not right.
feedback-error-long = This is longer than 500 characters. Write less.
feedback-error-characters = There are characters that no keyboard has. Remove them.
feedback-error-number = There are digits that look like a telephone or identity number. Remove them.
feedback-error-email = There is an e-mail address. Remove it.
feedback-error-criterion = Choose a criterion of the list, or “Something else”.
feedback-error-photos = At most 2 photographs are taken.
feedback-error-photo = The file is no JPEG or PNG picture, or it is damaged.
feedback-error-photo-large = The picture is too large. Choose one below 8 MB.
feedback-error-reason = Choose a reason.
feedback-limit-open = You have an open report on this facility. Wait until it is settled.
feedback-limit-day = This number has sent 3 reports today. Send the next one tomorrow.
feedback-moved-on = This report has moved on. Load the page again.

## The facility answers (/dia-diem/places/…/feedback)

feedback-answers-lead = Everybody sees your answer. Give nobody’s name, telephone number or e-mail address.
feedback-answer = Answer
feedback-answer-send = Send the answer

## Officers (/console/feedback)

console-feedback-waiting = Waiting to be read
console-feedback-none-waiting = No report waits to be read.
console-feedback-open = Shown and not settled
console-feedback-all = Show those of the last 24 hours in wards too
console-feedback-late = Show only those older than 24 hours
console-feedback-photo = See the photograph
console-feedback-show = Show it to everybody
console-feedback-reason = Why it is not shown
console-feedback-reject = Do not show it
console-feedback-resolved = It is settled
console-feedback-persists = It is not settled
console-act-list-feedback = Saw the list of reports
console-act-judge-feedback = Judged a report
console-act-end-feedback = Closed a report
console-act-view-feedback-photo = Saw a photograph of a report
