// For Android: `./gradle.sh :android:assembleRelease` with the Android SDK and NDK. JVMs are built by Maven (pom.xml).
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

// The one place where the version is decided (tools/version.sh).
val decided = settingsDir.resolve("../../Cargo.toml").readText()
    .substringAfter("[workspace.package]").substringAfter("version = \"").substringBefore('"')
gradle.beforeProject {
    group = "vn.lancan"
    version = decided
}

rootProject.name = "lancan"
include(":android", ":demo")
project(":demo").projectDir = file("../../android-demo")
