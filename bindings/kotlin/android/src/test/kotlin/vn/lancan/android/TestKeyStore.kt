package vn.lancan.android

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

/** Android's Keystore in memory, as much of it as [AndroidKeyVault] uses: Robolectric has none. */
internal class TestKeyStore : Provider(NAME, "1", "keys in memory, for tests") {
    private val held = HashMap<String, SecretKey>()

    init {
        offer("KeyStore", NAME) { Store() }
        offer("KeyGenerator", "AES") { Generator() }
    }

    private fun offer(type: String, algorithm: String, make: () -> Any) = putService(
        object : Service(this, type, algorithm, "unused", null, null) {
            override fun newInstance(parameter: Any?): Any = make()
        },
    )

    private inner class Generator : KeyGeneratorSpi() {
        private lateinit var alias: String

        override fun engineInit(specification: AlgorithmParameterSpec, random: SecureRandom?) {
            alias = (specification as KeyGenParameterSpec).keystoreAlias
        }

        override fun engineInit(random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineInit(size: Int, random: SecureRandom?) = throw UnsupportedOperationException()

        override fun engineGenerateKey(): SecretKey =
            KeyGenerator.getInstance("AES", "SunJCE").apply { init(256) }.generateKey().also { held[alias] = it }
    }

    private inner class Store : KeyStoreSpi() {
        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit

        override fun engineGetKey(alias: String, password: CharArray?): Key? = held[alias]

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(held.keys)

        override fun engineContainsAlias(alias: String) = alias in held

        override fun engineIsKeyEntry(alias: String) = alias in held

        override fun engineSize() = held.size

        override fun engineDeleteEntry(alias: String) {
            held.remove(alias)
        }

        override fun engineIsCertificateEntry(alias: String) = false

        override fun engineGetCertificate(alias: String): Certificate? = null

        override fun engineGetCertificateAlias(certificate: Certificate?): String? = null

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCreationDate(alias: String): Date? = null

        override fun engineSetCertificateEntry(alias: String, certificate: Certificate?) = throw UnsupportedOperationException()

        override fun engineSetKeyEntry(alias: String, key: ByteArray?, chain: Array<Certificate>?) = throw UnsupportedOperationException()

        override fun engineSetKeyEntry(alias: String, key: Key?, password: CharArray?, chain: Array<Certificate>?) =
            throw UnsupportedOperationException()

        override fun engineStore(stream: OutputStream?, password: CharArray?) = throw UnsupportedOperationException()
    }

    companion object {
        private const val NAME = "AndroidKeyStore"

        /** An empty one takes the place of any before. */
        fun install() {
            Security.removeProvider(NAME)
            Security.addProvider(TestKeyStore())
        }
    }
}
