package vn.lancan

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** The Android build, which does not run here, is made of what the tests run with, and everything in it is pinned. */
class PackagingTest {
    private val kotlin = File("..").canonicalFile
    private val catalogue = section("versions")
    private val pom = kotlin.resolve("pom.xml").readText()

    private fun section(name: String): Map<String, String> =
        kotlin.resolve("gradle/libs.versions.toml").readText().substringAfter("[$name]").substringBefore("\n[").lines()
            .filter { " = " in it }.associate { it.substringBefore(" = ") to it.substringAfter(" = ").trim('"') }

    private fun property(name: String) = Regex("<${Regex.escape(name)}>(.*)</").find(pom)!!.groupValues[1]

    @Test
    fun `libraries have the versions that the tests run with`() {
        for (name in listOf("coroutines", "jna", "dokka")) assertEquals(property("$name.version"), catalogue[name], name)
        assertEquals(property("kotlin.language"), catalogue["kotlin"]!!.substringBeforeLast('.'), "the compiler's language")
        val demo = kotlin.resolve("android/pom.xml").readText().substringAfter("com.google.zxing").substringBefore("</dependency>")
        assertTrue("<version>${catalogue["zxing"]}</version>" in demo, demo)
    }

    @Test
    fun `no build file names a version by itself`() {
        val files = listOf(kotlin.resolve("android/build.gradle.kts"), kotlin.resolve("../../android-demo/build.gradle.kts"))
        for (file in files) {
            val text = file.readText().replace(Regex("""(?m)^\s*//.*$"""), "")
            assertFalse(Regex("""\d+\.\d+\.\d+""").containsMatchIn(text), file.name)
            val aliases = Regex("""libs\.(?!versions|plugins)([a-z.]+)""").findAll(text).map { it.groupValues[1].replace('.', '-') }
            val plugins = Regex("""libs\.plugins\.([a-z.]+)""").findAll(text).map { it.groupValues[1].replace('.', '-') }
            val versions = Regex("""libs\.versions\.([A-Za-z]+)""").findAll(text).map { it.groupValues[1] }
            assertEquals(emptySet<String>(), aliases.toSet() - section("libraries").keys, file.path)
            assertEquals(emptySet<String>(), plugins.toSet() - section("plugins").keys, file.path)
            assertEquals(emptySet<String>(), versions.toSet() - catalogue.keys, file.path)
        }
    }

    @Test
    fun `the demo's number for the store follows from the version, and its release is shrunk`() {
        val demo = kotlin.resolve("../../android-demo/build.gradle.kts").readText()
        assertTrue("versionCode = codeOf(project.version.toString())" in demo)
        assertTrue("major * 10_000 + minor * 100 + patch" in demo)
        val release = demo.substringAfter("release {").substringBefore("\n        }")
        assertTrue("isMinifyEnabled = true" in release && "proguard-android-optimize.txt" in release, release)
    }

    @Test
    fun `nothing of the demo's data leaves the phone by itself`() {
        val demo = kotlin.resolve("../../android-demo/src/main")
        val manifest = demo.resolve("AndroidManifest.xml").readText()
        assertTrue("android:allowBackup=\"false\"" in manifest)
        for ((attribute, ways) in mapOf("dataExtractionRules" to listOf("cloud-backup", "device-transfer"), "fullBackupContent" to listOf("full-backup-content"))) {
            val name = Regex("android:$attribute=\"@xml/(\\w+)\"").find(manifest)!!.groupValues[1]
            val rules = demo.resolve("res/xml/$name.xml").readText()
            for (way in ways) {
                val excluded = rules.substringAfter("<$way>").substringBefore("</$way>")
                for (domain in listOf("root", "file", "database", "sharedpref", "external")) {
                    assertTrue("<exclude domain=\"$domain\" path=\".\" />" in excluded, "$way, $domain")
                }
                assertFalse("<include" in excluded)
            }
        }
    }

    @Test
    fun `Gradle is pinned by a checksum`() {
        val wrapper = kotlin.resolve("gradle/wrapper/gradle-wrapper.properties").readText()
        assertTrue(Regex("""(?m)^distributionUrl=https\\://\S+/gradle-[\d.]+-bin\.zip$""").containsMatchIn(wrapper))
        assertTrue(Regex("(?m)^distributionSha256Sum=[0-9a-f]{64}$").containsMatchIn(wrapper))
    }

    @Test
    fun `the version is that of the whole`() {
        val decided = kotlin.resolve("../../Cargo.toml").readText().substringAfter("[workspace.package]")
            .substringAfter("version = \"").substringBefore('"')
        val settings = kotlin.resolve("settings.gradle.kts").readText()
        assertTrue(""".substringAfter("[workspace.package]").substringAfter("version = \"").substringBefore('"')""" in settings)
        assertEquals(decided, Regex("<version>(.*)</version>").find(pom)!!.groupValues[1])
    }
}
