// Built together with the library: `../bindings/kotlin/gradle.sh :demo:assembleDebug`.

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
}

// 1.2.3 is 10203: each version has a larger number, and what follows a dash has none of its own.
fun codeOf(version: String): Int {
    val (major, minor, patch) = version.substringBefore('-').split('.').map(String::toInt)
    check(minor < 100 && patch < 100) { "$version has no number that is larger than those before" }
    return major * 10_000 + minor * 100 + patch
}

android {
    namespace = "vn.lancan.demo"
    compileSdk = libs.versions.compileSdk.get().toInt()
    defaultConfig {
        applicationId = "vn.lancan.demo"
        minSdk = libs.versions.minSdk.get().toInt()
        targetSdk = libs.versions.targetSdk.get().toInt()
        versionCode = codeOf(project.version.toString())
        versionName = project.version.toString()
    }
    buildTypes {
        // The library's own rules come with it (../bindings/kotlin/android/consumer-rules.pro).
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].java.srcDir("src/main/kotlin")
    // The provinces, districts and wards that the forms ask for: those of 2021 alone.
    sourceSets["main"].assets.srcDir("../server/data/units")
    androidResources { ignoreAssetsPatterns += listOf("!2025.tsv", "!2021-to-2025.tsv") }
}

kotlin { compilerOptions { jvmTarget.set(org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_17) } }

dependencies {
    implementation(project(":android"))
    // Reads the codes of places in the camera's pictures.
    implementation(libs.zxing.core)
}
