package androidx.test.internal.platform.util

/** Writes what helps to understand a failed test; nothing here. */
object TestOutputEmitter {
    @JvmStatic
    fun dumpThreadStates(file: String) = Unit
}
