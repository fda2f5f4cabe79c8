### What programs say at the terminal; the phone's library is without them.

## The phone in a terminal (lancan phone)

phone-no-bluez = BlueZ is not running on this machine
    .next = Install the package bluez and start the service: sudo apt install bluez && sudo systemctl start bluetooth.
phone-no-adapter = This machine has no Bluetooth adapter
    .next = Plug one in and run this again.
# $names (text) = hci0, hci1
phone-no-such-adapter = There is no Bluetooth adapter of that name. There are: { $names }
phone-no-permission = Bluetooth may not be used
    .next = Add your account to the group bluetooth, or allow it in the machine's settings.
# $why (text) = org.bluez.Error.Failed
phone-bluetooth-failed = Bluetooth failed: { $why }
phone-in-use = The phone in this folder is running. Press Ctrl-C in the other window and try again.
phone-host-kept = This program did as a host whatever the core asked of it
# $demand (text) = ScanNotConfirmed
# $times (number) = 3
phone-host-broke = Not kept: { $demand }, { $times ->
        [one] once
       *[other] { $times } times
    } (docs/hosts.md)
phone-server-needed = The first time, name the authority's server: --server URL
# $server (text) = https://example.gov.vn
phone-no-server = The server { $server } cannot be reached
    .next = Check the address and your network and run this again.
# $server (text) = https://example.gov.vn
phone-not-a-server = { $server } is not a server of Lân Cận
    .next = Check the address.
phone-folder-needed = There is no telling where to keep the data: give --store DIR
phone-adapter-gone = The Bluetooth adapter was unplugged
    .next = Plug it in again; the phone goes on by itself.
phone-not-running = This phone is not running: it neither sends nor listens nor checks for warnings by itself
    .next = To run it: lancan phone.
phone-yes-no = [y/n]
phone-leave-out = Leave out a day? Type its date, the day first, as 12/05/2021 or 12/5, or just press Enter to go on.
# $text (text) = yesterday
phone-not-a-day = “{ $text }” is not understood as a day. Type it, the day first, as 12/05/2021 or 12/5.
# $text (text) = yesterday
phone-not-a-time = “{ $text }” is not understood as a time. Type it, the day first, as 12/05/2021 08:30.
# $day (text) = 12 May 2021
phone-day-not-asked-for = Nothing of { $day } is sent, so there is nothing to leave out.
# $file (text) = phone.transfer
phone-transfer-sealed = Written to { $file }. Take it to the new phone and open it there with the passphrase: lancan phone open-transfer FILE
# $count (number) = 144
phone-transfer-opened = { $count ->
        [one] One interval of ten minutes
       *[other] { $count } intervals of ten minutes
    } came with the file. All that is published is compared once more at the next check.
phone-passphrase = Passphrase, ten characters or more:
# $count (number) = 0
phone-key-changed = Everything is sealed under a fresh key. { $count ->
        [0] Nothing was lost.
        [one] One damaged part could not be read and was deleted.
       *[other] { $count } damaged parts could not be read and were deleted.
    }
phone-declare-erase-lead = Every declaration of this number on the server is erased, with the family, drafts and gate passes, and does not come back. Enter the code to erase.
phone-declare-erased = Erased on the server. To erase what this phone keeps too, use lancan phone erase.
phone-declare-none = There is no declaration on this phone
    .next = To declare: lancan phone declare fill NAME; the names: lancan phone declare forms.
phone-declare-persons-none = There is nobody on this phone for whom you declare
    .next = To add a person: lancan phone declare add-person.
phone-declare-forms-none = There is no form that can be used today
    .next = To fetch the authority's forms: lancan phone declare forms --fetch.
phone-nothing-yet = This phone has nothing to send yet for the days that the code asks for
    .next = You left nothing out and the code is not lost: once there is something, enter the same code on this phone again before it expires.
phone-no-report = This phone has sent no report
phone-withdraw-goes-on = The report is not taken back yet. Let the phone run (lancan phone): it goes on by itself.
phone-nothing-sent = Nothing was sent
    .next = To send later, ask the health officer for a new code.
# $authority (text) = Lâm Đồng Department of Health
phone-trusts = From now on this phone trusts the server of: { $authority }
# $count (number) = 12
phone-minutes = { $count ->
        [one] one minute
       *[other] { $count } minutes
    }
# $when (text) = 14:05 12 May 2021
phone-screen = Lân Cận – { $when }
# $count (number) = 3
phone-today = { $count ->
        [0] No encounter recorded today
        [one] One encounter recorded today
       *[other] { $count } encounters recorded today
    }
phone-stop = Press Ctrl-C to stop
# $times (number) = 30
phone-simulated = SIMULATION: the phones that are near are made up, time goes { $times } times faster, there is no server, and nothing is kept.
phone-simulate-alone = --simulate stands alone, without a subcommand
    .next = Type: lancan phone --simulate
# $seconds (text) = 300
phone-receiver = Receiver on: { $seconds } seconds an hour

## Files at the terminal (lancan store, export, match, rssi, demo)

file-missing = There is no such file
    .next = Check the path.
file-unreadable = This file cannot be read
    .next = Check that you may read it.
file-unwritable = This file cannot be written
    .next = Check the folder, and the room on the disk.
# $line (text) = 12
file-line = Line { $line } is not in the right format
    .next = Correct this line and run it again.
export-unsigned = The export is not signed
    .next = Fetch it from the server again.
export-unknown-key = The export is signed by a key that is not trusted
    .next = Check that the right public key was given.
export-signature-wrong = The export's signature is wrong
    .next = Do not use it; fetch it from the server again.
export-no-public-key = This is not a P-256 public key in PEM form
export-no-private-key = This is not a P-256 private key in PEM form (PKCS#8)
    .next = The command openssl pkcs8 -topk8 makes one.
export-too-large = The export is larger than allowed
export-too-early = A key would be published too early
    .next = Choose a later --end.
demo-spacing-perfect = --spacing does nothing with --air perfect
    .next = Leave one of the two out.
# $found (number) = 0
# $wanted (number) = 2
demo-few-cases = { $found ->
        [0] Nobody has
        [one] Only one person has
       *[other] Only { $found } people have
    } enough close contacts to be a case; cases wanted: { $wanted }
    .next = Choose fewer --cases, or a contact file with more meetings that last.
# $province (text) = 99
demo-map-province = { $province } is not the code of a province
    .next = Find codes with lancan-server units search.
contacts-empty = This file holds no contacts
# $rows (number) = 3
contacts-skipped = { $rows ->
        [one] one row of this file is not used
       *[other] { $rows } rows of this file are not used
    }
# $count (number) = 3
contacts-skipped-zero = at second 0: { $count }
# $count (number) = 3
contacts-skipped-grid = between the 20-second marks: { $count }
# $count (number) = 3
contacts-skipped-alone = of a person with themselves: { $count }
# $count (number) = 3
contacts-skipped-nobody = with nobody or a stranger: { $count }
# $count (number) = 3
contacts-skipped-missing = without a time or a person: { $count }
# $count (number) = 3
contacts-skipped-twice = given a second time: { $count }
# $count (number) = 3
contacts-columns = lines with further columns: { $count }
# $count (number) = 3
contacts-headers = lines of header or comment: { $count }
contacts-too-long = This file spans more days than phones keep
contacts-too-large = This file holds too many contacts or too many people
measurements-empty = This file holds no row with a signal strength
file-not-a-store = This is not a store of Lân Cận
    .next = Choose another file.
file-damaged = This file is damaged, or not a store of Lân Cận
    .next = If it is a phone's store, open the app: what is damaged is put aside and recording starts again.

## What lancan store, export and match find

# $file (text) = export.zip
# $keys (number) = 15
# $revised (number) = 0
export-made = { $file }: { $keys ->
        [one] one key
       *[other] { $keys } keys
    }, { $revised ->
        [0] none
       *[other] { $revised }
    } revised
# $key (text) = 0
# $export (text) = "export.zip"
# $lines (text) = [1]
match-found = { $key } of { $export }: lines { $lines }
# $found (number) = 1
# $keys (number) = 15
# $rate (text) = 1,200,000
match-sum = { $found } of { $keys ->
        [one] one key
       *[other] { $keys } keys
    } matched, { $rate } keys/s
# $version (text) = 4
store-schema = schema version { $version }
# $file (text) = 40960
# $log (text) = 0
# $free (text) = 0
# $page (text) = 4096
store-file = { $file } bytes in the file, { $log } in its log, { $free } free pages of { $page }
# $count (text) = 144
# $first (text) = 2700000
# $last (text) = 2700143
store-intervals = { $count } intervals, { $first } to { $last }
store-no-intervals = no intervals
# $bytes (text) = 14400
# $largest (text) = 100
store-blocks = { $bytes } bytes in their blocks, { $largest } in the largest
# $count (text) = 12
# $bytes (text) = 900
store-values = { $count } named values, { $bytes } bytes
export-is-keys = keys
export-is-revised-keys = revised keys
export-is-region = region
export-is-start-timestamp = from (Unix seconds)
export-is-end-timestamp = until (Unix seconds)
export-is-batch-number = batch number
export-is-batch-size = batch size
export-is-report-types = report types
export-is-rolling-period = rolling period
export-is-first-start-interval = first start interval
export-is-last-start-interval = last start interval
export-is-signature = signature
export-is-signature-key-id = signature key id
export-is-unknown = unknown
export-is-confirmed-test = confirmed test
export-is-confirmed-clinical-diagnosis = confirmed clinical diagnosis
export-is-self-report = self report
export-is-recursive = recursive
export-is-revoked = revoked
export-is-least = shortest
export-is-most = longest
export-is-mean = mean
export-is-other-than-144 = other than 144:
export-is-valid = valid
export-is-invalid = invalid
export-is-unknown-key = unknown key
export-is-absent = absent
export-is-none = none

## A fault of the program itself

program-broken = This broke off by a fault of the program itself
    .next = Run it again; if it happens again, tell the developers.

## A server's address

# $address (text) = https://example.gov.vn
address-without-scheme = an address begins with https:// or http://, as in { $address }
address-wrong = this is no server's address: write it as https://example.gov.vn, without spaces, ? or #

## What exactly is wrong with a file

# $fields (text) = 2
file-detail-fields = three numbers are expected (time, person, person), there are { $fields } fields
# $field (text) = 3
file-detail-number = field { $field } is not a whole number from 0 to 4294967295
# $found (text) = a, b
file-detail-header = the header names the columns { $found }; a time in seconds (such as t, time, timestamp) and one pair of people (such as i and j, id1 and id2, user_a and user_b, source and target) are needed
file-detail-ragged = one field more than the header names columns, and it could be the first or the last
file-detail-quote = a quotation mark is not closed
file-detail-not-text = not text
file-detail-long-line = the line is too long
# $found (text) = a, b
# $what (text) = time
# $names (text) = t, time
file-detail-column = the header ({ $found }) names no column of { $what }: one of { $names } is expected; a file has a time, a signal strength and a true distance, and may have a log, a receiver, a transmitter and a transmit power
# $column (text) = rssi
file-detail-no-number = { $column } is not a number
file-detail-identifier = an identifier is 32 hex digits
file-detail-interval = an interval is a number, Unix seconds divided by 600
file-detail-identifier-and-more = more than an identifier and an interval
# $number (text) = 1
file-detail-key = key { $number } is not 16 bytes in hex or base64
# $number (text) = 1
file-detail-key-range = key { $number }: a period must be 1 to 144 and a transmission risk 0 to 8
file-detail-keys = a list of keys is expected; lancan export make --help shows its form
# $line (text) = 3
# $column (text) = 14
file-detail-json = this is not JSON: line { $line }, column { $column }
# $line (text) = 3
# $column (text) = 14
file-detail-json-form = line { $line }, column { $column } holds something else than expected
file-detail-secret = 32 bytes are expected
file-detail-export-damaged = the compressed data is damaged
file-detail-export-header = export.bin does not begin with “EK Export v1”
file-detail-export-archive = this is not the zip of an export
file-detail-export-broken = the content of the export is broken
# $number (text) = 3
file-detail-export-key = key { $number } of the export breaks the format's limits
file-column-time = time
file-column-signal-strength = signal strength
file-column-true-distance = true distance

## Values of the command line

value-not-whole = must be a whole number
value-not-a-number = must be a number
value-negative = must not be below 0
value-too-large = is too large
value-too-small = is too small
# $least (text) = 1
# $most (text) = 1000
value-between = must be { $least } to { $most }
# $least (text) = 1
value-from = must be { $least } or more
# $most (text) = 9
value-up-to = must be { $most } or less
