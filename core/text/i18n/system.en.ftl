### The operating system's reasons, in failures of programs; the phone's library is without them.

system-not-found = there is no such file or directory
system-permission-denied = this is not permitted
system-already-exists = it exists already
system-is-a-directory = this is a directory, not a file
system-not-a-directory = a part of the path is not a directory
system-directory-not-empty = the directory is not empty
system-read-only = this disk can only be read
system-storage-full = the disk is full
system-quota-exceeded = the share of the disk is used up
system-file-too-large = the file is too large
system-invalid-name = the file's name cannot be used or is too long
system-unexpected-end = the data end too early
system-broken-pipe = the program at the other end has closed
system-address-in-use = another program uses this address
system-address-not-here = this machine does not have that address
system-connection-refused = no program takes connections at this address
system-connection-reset = the connection was broken off
system-host-unreachable = that machine cannot be reached
system-network-unreachable = that network cannot be reached
system-timed-out = it took too long
system-out-of-memory = there is not enough memory
system-busy = another program is using it
