// For Android: `gradle :android:assembleRelease` with the Android SDK and NDK. JVMs are built by Maven (pom.xml).
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

rootProject.name = "lancan"
include(":android", ":demo")
project(":demo").projectDir = file("../../android-demo")
