// Built together with the library: `gradle -p ../bindings/kotlin :demo:assembleDebug`.

plugins {
    id("com.android.application") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.2.20"
}

android {
    namespace = "vn.lancan.demo"
    compileSdk = 36
    defaultConfig {
        applicationId = "vn.lancan.demo"
        minSdk = 26
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].java.srcDir("src/main/kotlin")
}

kotlin { compilerOptions { jvmTarget.set(org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_17) } }

dependencies {
    implementation(project(":android"))
    // Reads the codes of places in the camera's pictures.
    implementation("com.google.zxing:core:3.5.4")
}
