// The AAR: the same Kotlin sources as the JVM's, the Android host, and the native library for four ABIs.
// Needs cargo-ndk (`cargo install cargo-ndk`) and the NDK that `ndkVersion` names.

plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.2.20"
    id("maven-publish")
}

val workspace = file("../../..")
val nativeLibraries = layout.buildDirectory.dir("jniLibs")

android {
    namespace = "vn.lancan.android"
    compileSdk = 36
    ndkVersion = "28.2.13676358"
    defaultConfig {
        minSdk = 26
        consumerProguardFiles("consumer-rules.pro")
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].apply {
        java.srcDirs("src/main/kotlin", "../lancan/src/main/kotlin", "../generated/vn")
        jniLibs.srcDir(nativeLibraries)
    }
    // The tests run by Maven (pom.xml), which brings Robolectric and stand-ins for what only Google's repository has.
    sourceSets["test"].java.setSrcDirs(emptyList<String>())
    publishing { singleVariant("release") { withSourcesJar() } }
}

kotlin { compilerOptions { jvmTarget.set(org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_17) } }

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
    implementation("net.java.dev.jna:jna:5.19.1@aar")
}

val cargo by tasks.registering(Exec::class) {
    workingDir = workspace
    val abis = listOf("arm64-v8a", "armeabi-v7a", "x86_64", "x86").flatMap { listOf("-t", it) }
    commandLine(
        listOf("cargo", "ndk") + abis +
            listOf("--platform", "26", "-o", nativeLibraries.get().asFile.path) +
            listOf("build", "--profile", "embedded", "--locked", "-p", "lancan-ffi"),
    )
}

val generate by tasks.registering(Exec::class) {
    workingDir = file("..")
    commandLine("./generate.sh")
}

val align by tasks.registering(Exec::class) {
    dependsOn(cargo)
    // Devices with pages of 16 KB have 64-bit processors only.
    val libraries = listOf("arm64-v8a", "x86_64").map { nativeLibraries.get().file("$it/liblancan_core.so").asFile.path }
    commandLine(listOf(workspace.resolve("tools/align.sh").path) + libraries)
}

tasks.named("preBuild") { dependsOn(align, generate) }

publishing {
    publications {
        register<MavenPublication>("release") {
            groupId = "vn.lancan"
            artifactId = "lancan-android"
            version = "0.1.0"
            afterEvaluate { from(components["release"]) }
            pom {
                name.set("Lân Cận for Android")
                description.set("Proximity tracing on Android: the core, its Kotlin interface and the host for Bluetooth")
                licenses {
                    license {
                        name.set("MIT")
                        url.set("https://opensource.org/license/mit")
                    }
                    license {
                        name.set("Apache-2.0")
                        url.set("https://www.apache.org/licenses/LICENSE-2.0")
                    }
                }
            }
        }
    }
}
