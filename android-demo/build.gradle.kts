// Built together with the library: `../bindings/kotlin/gradle.sh :demo:assembleDebug`.

plugins {
    alias(libs.plugins.android.application)
    alias(libs.plugins.kotlin.android)
}

android {
    namespace = "vn.lancan.demo"
    compileSdk = libs.versions.compileSdk.get().toInt()
    defaultConfig {
        applicationId = "vn.lancan.demo"
        minSdk = libs.versions.minSdk.get().toInt()
        targetSdk = libs.versions.targetSdk.get().toInt()
        versionCode = 1
        versionName = project.version.toString()
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
