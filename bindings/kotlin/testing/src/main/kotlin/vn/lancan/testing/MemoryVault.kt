package vn.lancan.testing

import vn.lancan.KeyVault

/** A vault in memory, empty or with a key. What it holds is gone with it. */
class MemoryVault(@Volatile var key: ByteArray? = null) : KeyVault {
    override fun load(): ByteArray? = key

    override fun save(key: ByteArray) {
        this.key = key
    }
}
