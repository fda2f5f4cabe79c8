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
