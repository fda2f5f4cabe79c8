// The AAR: the same Kotlin sources as the JVM's, the Android host, and the native library for four ABIs.
// Needs cargo-ndk (`cargo install cargo-ndk`) and the NDK that the catalogue names (../gradle/libs.versions.toml).

plugins {
    alias(libs.plugins.android.library)
    alias(libs.plugins.kotlin.android)
    alias(libs.plugins.dokka)
    `maven-publish`
    signing
}

val workspace = file("../../..")
val nativeLibraries = layout.buildDirectory.dir("jniLibs")
val home = providers.gradleProperty("lancanHome").get()

android {
    namespace = "vn.lancan.android"
    compileSdk = libs.versions.compileSdk.get().toInt()
    ndkVersion = libs.versions.ndk.get()
    defaultConfig {
        minSdk = libs.versions.minSdk.get().toInt()
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
    api(libs.coroutines.android)
    implementation(libs.jna) { artifact { type = "aar" } }
}

val cargo by tasks.registering(Exec::class) {
    workingDir = workspace
    val abis = listOf("arm64-v8a", "armeabi-v7a", "x86_64", "x86").flatMap { listOf("-t", it) }
    // The NDK of `ndkVersion`, and no other one that lies about.
    val ndk = androidComponents.sdkComponents.ndkDirectory
    doFirst { environment("ANDROID_NDK_HOME", ndk.get().asFile.path) }
    commandLine(
        listOf("cargo", "ndk") + abis +
            listOf("--platform", libs.versions.minSdk.get(), "-o", nativeLibraries.get().asFile.path) +
            listOf("build", "--profile", "embedded", "--locked", "-p", "lancan-ffi"),
    )
}

val generate by tasks.registering(Exec::class) {
    workingDir = file("..")
    environment("LANCAN_BUILD", "--lib --bins --examples")
    commandLine("./generate.sh")
}

val align by tasks.registering(Exec::class) {
    dependsOn(cargo)
    // Devices with pages of 16 KB have 64-bit processors only.
    val libraries = listOf("arm64-v8a", "x86_64").map { nativeLibraries.get().file("$it/liblancan_core.so").asFile.path }
    commandLine(listOf(workspace.resolve("tools/align.sh").path) + libraries)
}

tasks.named("preBuild") { dependsOn(align, generate) }

val documentation by tasks.registering(Jar::class) {
    from(tasks.named("dokkaGeneratePublicationHtml"))
    archiveClassifier.set("javadoc")
}

publishing {
    publications {
        register<MavenPublication>("release") {
            artifactId = "lancan-android"
            afterEvaluate { from(components["release"]) }
            artifact(documentation)
            pom {
                name.set("Lân Cận for Android")
                description.set("Proximity tracing on Android: the core, its Kotlin interface and the host for Bluetooth")
                url.set(home)
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
                developers { developer { name.set("Lân Cận") } }
                scm { url.set(home) }
            }
        }
    }
    repositories {
        maven {
            name = "release"
            url = uri(providers.gradleProperty("releaseRepository").orElse(layout.buildDirectory.dir("repository").map { it.asFile.path }))
        }
    }
}

// Maven Central wants signatures; a release for a folder needs none.
signing {
    val key = providers.environmentVariable("LANCAN_SIGNING_KEY").orNull
    isRequired = key != null
    if (key != null) useInMemoryPgpKeys(key, providers.environmentVariable("LANCAN_SIGNING_PASSWORD").getOrElse(""))
    sign(publishing.publications)
}
