package androidx.test.platform.ui

/** An input event could not be injected. */
class InjectEventSecurityException : Exception()

/** Injects input events; no test here does. */
interface UiController
