package androidx.test.internal.platform.os

/** A looper that tests drive. */
interface ControlledLooper
