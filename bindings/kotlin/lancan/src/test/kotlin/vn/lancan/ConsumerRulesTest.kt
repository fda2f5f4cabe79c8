package vn.lancan

import com.sun.jna.Callback
import com.sun.jna.Library
import com.sun.jna.NativeMapped
import com.sun.jna.PointerType
import com.sun.jna.Structure
import java.io.File
import java.lang.reflect.Modifier
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/**
 * Every class that JNA reaches by a name is kept by the rules that apps get with the AAR: the two forms of rule that
 * `consumer-rules.pro` uses are read here, also where R8, which [ShrunkTest] runs, is not to be had.
 */
class ConsumerRulesTest {
    private val rules = File("../android/consumer-rules.pro").readText()
    private val classes = File(Tracer::class.java.protectionDomain.codeSource.location.toURI()).let { root ->
        root.walk().filter { it.extension == "class" }
            .map { Class.forName(it.relativeTo(root).path.removeSuffix(".class").replace('/', '.'), false, Tracer::class.java.classLoader) }
            .toList()
    }

    /** What JNA finds fields and methods of by name. */
    private val reached = classes.filter { type ->
        listOf(Structure::class, Callback::class, Library::class, NativeMapped::class, PointerType::class)
            .any { it.java.isAssignableFrom(type) } || hasNativeMethods(type)
    }

    @Test
    fun `every class that JNA reaches by name is kept whole`() {
        assertTrue(reached.count { Structure::class.java.isAssignableFrom(it) } > 20, "${reached.size}")
        assertTrue(reached.any { Callback::class.java.isAssignableFrom(it) } && reached.any(::hasNativeMethods))
        assertEquals(emptyList<String>(), reached.filterNot { isKept(it, rules) }.map { it.name })
    }

    @Test
    fun `without any one of the rules something is lost`() {
        val keeping = rules.lines().filter { it.startsWith("-keep") && "vn.lancan" in it }
        assertTrue(keeping.size >= 2)
        for (rule in keeping) {
            val rest = rules.replace(rule, "")
            assertTrue(reached.any { !isKept(it, rest) }, rule)
        }
    }

    @Test
    fun `JNA is kept, and annotations that it reads while the program runs`() {
        assertTrue(rules.lines().contains("-keep class com.sun.jna.** { *; }"))
        val attributes = rules.lines().single { it.startsWith("-keepattributes") }.substringAfter(' ').split(',')
        assertTrue("RuntimeVisibleAnnotations" in attributes)
        assertTrue(reached.any { it.isAnnotationPresent(Structure.FieldOrder::class.java) })
    }

    /** Whether one of these rules keeps the class with its name and all that JNA asks for. */
    private fun isKept(type: Class<*>, rules: String): Boolean = rules.lines().any { rule ->
        EXTENDING.matchEntire(rule)?.let { (name, base) -> matches(type, name) && parents(type).any { matches(it, base) } }
            ?: BINDING.matchEntire(rule)?.let { (name) -> matches(type, name) && hasNativeMethods(type) }
            ?: false
    }

    private operator fun MatchResult.component1() = groupValues[1]

    private operator fun MatchResult.component2() = groupValues[2]

    private fun matches(type: Class<*>, pattern: String): Boolean =
        Regex(Regex.escape(pattern).replace("**", "\\E.*\\Q")).matches(type.name)

    /** Everything that it extends or implements, however far up: R8's `extends` means both. */
    private fun parents(type: Class<*>): List<Class<*>> =
        (listOfNotNull(type.superclass) + type.interfaces).flatMap { parents(it) + it }

    private fun hasNativeMethods(type: Class<*>) = type.declaredMethods.any { Modifier.isNative(it.modifiers) }

    private companion object {
        val EXTENDING = Regex("""-keep class (\S+) extends (\S+) \{ \*; }""")
        val BINDING = Regex("""-keepclasseswithmembers,includedescriptorclasses class (\S+) \{ native <methods>; }""")
    }
}
