package androidx.test.espresso

import android.os.Looper

/** Something that a test waits for; none is ever registered here. */
interface IdlingResource {
    fun getName(): String

    fun isIdleNow(): Boolean

    fun registerIdleTransitionCallback(callback: ResourceCallback)

    /** Told when the resource becomes idle. */
    interface ResourceCallback {
        fun onTransitionToIdle()
    }
}

/** Holds nothing. */
class IdlingRegistry private constructor() {
    val resources: Collection<IdlingResource> get() = emptyList()
    val loopers: Collection<Looper> get() = emptyList()

    companion object {
        private val only = IdlingRegistry()

        @JvmStatic
        fun getInstance(): IdlingRegistry = only
    }
}
