package vn.lancan.android

import android.content.Context
import android.os.StrictMode
import android.os.UserManager
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import vn.lancan.KeyVault
import vn.lancan.VaultException

/**
 * Keeps the store's key in a file that only a key of Android's Keystore opens. That key never leaves the device's
 * secure hardware (where it has any) and is in no backup; the file lies where backups do not reach.
 */
class AndroidKeyVault(context: Context) : KeyVault {
    private val context = context.applicationContext

    override fun load(): ByteArray? = answer {
        val sealed = file.takeIf { it.exists() }?.readBytes()
        // A sealed key without its wrapping key is lost: the same as none.
        val wrapping = keyStore().getKey(ALIAS, null) as SecretKey?
        if (sealed == null || wrapping == null) null else open(sealed, wrapping)
    }

    override fun save(key: ByteArray): Unit = answer {
        val cipher = Cipher.getInstance(TRANSFORMATION)
        cipher.init(Cipher.ENCRYPT_MODE, keyStore().getKey(ALIAS, null) as SecretKey? ?: freshWrappingKey())
        val part = File(file.path + ".part")
        part.writeBytes(cipher.iv + cipher.doFinal(key))
        if (!part.renameTo(file)) throw IOException("the sealed key could not be put in place")
    }

    private val file: File get() = File(context.noBackupFilesDir, "lancan.key")

    private fun keyStore(): KeyStore = KeyStore.getInstance(PROVIDER).apply { load(null) }

    private fun freshWrappingKey(): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val specification = KeyGenParameterSpec.Builder(ALIAS, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, PROVIDER)
            .apply { init(specification) }
            .generateKey()
    }

    private fun open(sealed: ByteArray, wrapping: SecretKey): ByteArray {
        if (sealed.size <= IV_BYTES) throw IOException("the sealed key is too short")
        val cipher = Cipher.getInstance(TRANSFORMATION)
        cipher.init(Cipher.DECRYPT_MODE, wrapping, GCMParameterSpec(TAG_BITS, sealed, 0, IV_BYTES))
        return cipher.doFinal(sealed, IV_BYTES, sealed.size - IV_BYTES)
    }

    private fun <T> answer(call: () -> T): T {
        // The Keystore is another process, which StrictMode does not see by itself.
        StrictMode.noteSlowCall("AndroidKeyVault")
        if (context.getSystemService(UserManager::class.java)?.isUserUnlocked == false) throw VaultException.Locked()
        try {
            return call()
        } catch (_: GeneralSecurityException) {
            throw VaultException.Failed()
        } catch (_: IOException) {
            throw VaultException.Failed()
        }
    }

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
        const val ALIAS = "lancan-store"
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val IV_BYTES = 12
        const val TAG_BITS = 128
    }
}
