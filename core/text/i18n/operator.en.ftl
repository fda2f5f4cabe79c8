### What the server answers its operator: commands of lancan-server.

doctor-configured = authority and codes.link are set
# $setting (text) = codes.link
doctor-not-configured = { $setting } is not set: only requests of this machine are answered
doctor-connections-fit = as many files may be open as the connections need
# $most (text) = 700
# $set (text) = 1000
doctor-connections = only { $most } of { $set } connections can be taken: raise the limit on open files (LimitNOFILE, ulimit -n)
doctor-object-store = the object store takes, gives and deletes objects
# $reason (text) = the object store answered 403 (SignatureDoesNotMatch)
doctor-object-store-wrong = the object store cannot be used: { $reason }
doctor-directory-new = the data directory is new: the first start makes keys and database
doctor-directory = nobody but the owner may read the data directory
doctor-directory-open = others may read the data directory: the next start takes that away from them
doctor-keys = the keys are there and can be used
# $reason (text) = keys/token.pem: Permission denied
doctor-keys-wrong = the keys cannot be used: { $reason }
doctor-disk = the disk of the data directory has room
doctor-disk-full = the disk of the data directory is full
doctor-database = the database is there and undamaged
doctor-database-older = the database is undamaged and of an earlier version: the next start brings it up to date
# $reason (text) = the database is damaged
doctor-database-wrong = the database cannot be used: { $reason }
doctor-exports = every published export is there
# $count (text) = 2
# $name (text) = 1621936800.zip
doctor-exports-missing = { $count } published exports are missing, the first is { $name }: restore them from a backup
dhis2-in-order = the mapping is in order
# $count (number) = 2
dhis2-wrong = { $count } { $count ->
    [one] fault
   *[other] faults
  } in the mapping
dhis2-not-json = this is not JSON
dhis2-missing = this is missing
dhis2-unknown = there is no such key
dhis2-no-object = this must be an object: names with values, in braces
dhis2-no-uid = this must be a UID of DHIS2: a letter, then ten letters or digits
dhis2-no-field = there is no such field; “lancan-server dhis2 fields” lists all of them
dhis2-twice = this UID stands for another field already
dhis2-no-unit = no province, district or ward has this code
dhis2-no-end = this must be “contact” or “case”
dhis2-no-words = this field has no words that options could stand for
dhis2-no-word = this field never has this word
dhis2-no-option = this must be the code of an option, as text
backup-done = The backup is complete
backup-postgres = the database is PostgreSQL's: back it up with pg_dump or pg_basebackup, and copy keys/ and exports/
backup-directory-in-use = the directory of the backup is not empty: name a new one
restore-done = The backup is restored
restore-directory-in-use = the data directory is not empty: restore into a new one
restore-unfinished = the backup is not finished: it has no backup.json
restore-unknown-form = the backup is of an unknown form
restore-newer-program = a newer program made the backup: restore it with that program
units-none = no unit was found: try fewer words, or look at units.set (2021 or 2025)
officer-added = The officer can sign in
officer-told = For the officer alone, shown once:
# $rows (number) = 1204
# $head (text) = 9f86d081884c7d65
audit-whole = { $rows } rows, each as it was written. Newest: { $head }
# $row (number) = 17
audit-broken = Row { $row } is not as it was written, or is missing
# $file (text) = lancan-server.toml
operator-settings-missing = There is no file of settings { $file }. lancan-server config sample prints one to start from
operator-pipe = The password comes through a pipe: say so with --password-stdin
operator-password = Password (shown as you type)
operator-code = Code of the authenticator app (empty without one)
# $number (number) = 3
publish-drafted = Draft { $number } is written down. Two supervisors of the whole country approve it with: lancan-server publish approve { $number } --name NAME
publish-once = Approved. A second supervisor of the whole country has to approve it too.
publish-twice = In force. The server signs the rules within five minutes. What the server itself takes from rules (retention, how often exports are published) holds from its next start.
publish-over = This draft was published already
publish-same-officer = You have approved this draft: a second officer has to
publish-country = Only a supervisor of the whole country approves rules
publish-nothing-new = Nothing differs from the rules in force
publish-days = The deployment's days begin at another time in this draft, and they never change
# $count (number) = 2
doctor-wrong = { $count ->
        [one] one thing is not in order
       *[other] { $count } things are not in order
    }

keys-prepare-done = the next key is made. Send SIGHUP to every instance; then have apps take the keys of /v1/deployment
keys-exchange-done = the next key signs once every instance was sent SIGHUP, and the one before is still taken
keys-forget-done = the key before is destroyed. Send SIGHUP to every instance
keys-none = there is no such key: export, index, rules, token, places, forms and criteria can be exchanged
keys-prepared = the next key is there already
keys-not-prepared = there is no next key: `lancan-server key prepare` makes it
keys-before-is-there = the key before the last exchange is still there: `lancan-server key forget` destroys it
keys-none-before = there is no key of before
keys-new-directory = the data directory is new: the first start makes its keys
