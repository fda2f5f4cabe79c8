package androidx.test.internal.platform

/** Checks on which thread a call is made. */
interface ThreadChecker
