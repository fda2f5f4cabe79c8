### The gate pass of who enters the country, and the officers' pages of a gate.

## The gate pass (/khai-bao/own/…/pass)

web-pass = Gate pass
web-pass-qr = QR code of the gate pass
web-pass-gate = Border gate
web-pass-valid = Valid
# $from (text) = 02/05/2021 00:00
# $to (text) = 05/05/2021 00:00
web-pass-from-to = from { $from } until before { $to }
web-pass-look = Show the gate pass
web-pass-print = Open the pass to print it or hold it up
web-pass-show = Show this code to the officer at the gate, on a screen or on paper.
web-pass-nobody = The code holds no name, no number of papers and no urgency. Only health officers open the declaration with it.
web-pass-renew = Get a new pass
web-pass-renew-why = Somebody else took a picture of it? Get a new pass; the earlier one is worth nothing at once.
web-pass-over = The pass is valid no more.
web-pass-taken-back = The pass of this declaration was taken back.
