package androidx.test.internal.platform.app

/** Starts activities for tests; Robolectric's own controllers do that here. */
interface ActivityInvoker
