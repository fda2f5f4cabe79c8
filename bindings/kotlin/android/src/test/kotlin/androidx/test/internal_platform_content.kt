package androidx.test.internal.platform.content

/** Grants permissions; the shadows do that here. */
interface PermissionGranter
