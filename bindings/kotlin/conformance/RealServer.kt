package vn.lancan

import java.io.BufferedReader
import java.io.File
import java.net.HttpURLConnection
import java.net.URL
import java.nio.file.Files
import java.time.LocalDate
import java.util.concurrent.TimeUnit
import org.json.JSONArray
import org.json.JSONObject

/** The server's own binary, on a free port, with rules that publish every second and warn after a minute. */
class RealServer private constructor(private val process: Process, val url: String, private val directory: File) :
    AutoCloseable {
    val deployment: String get() = get("/v1/deployment")

    /** An officer opens a case and gives a short code for it. */
    fun issueCode(): String {
        val session = post("/officer/v1/session", """{"name":"an","password":"$PASSWORD"}""", null)
        val token = session.getString("token")
        val case = post("/officer/v1/cases", """{"reference":"${java.util.UUID.randomUUID()}","report_type":"confirmed_test"}""", token)
        return post("/officer/v1/cases/${case.getString("id")}/codes", """{"kind":"short"}""", token).getString("code")
    }

    /** How many encounters the reports of all cases hold. */
    fun reportedEncounters(): Int {
        val token = post("/officer/v1/session", """{"name":"an","password":"$PASSWORD"}""", null).getString("token")
        val cases = JSONArray(request("GET", "/officer/v1/cases", null, token))
        return objects(cases).flatMap { objects(it.getJSONArray("reports")) }.sumOf { it.getInt("encounters") }
    }

    // Android's arrays cannot be iterated over.
    private fun objects(array: JSONArray) = (0 until array.length()).map { array.getJSONObject(it) }

    fun get(path: String): String = request("GET", path, null, null)

    private fun post(path: String, body: String, token: String?) = JSONObject(request("POST", path, body, token))

    private fun request(method: String, path: String, body: String?, token: String?): String {
        val connection = URL(url + path).openConnection() as HttpURLConnection
        connection.requestMethod = method
        token?.let { connection.setRequestProperty("Authorization", "Bearer $it") }
        if (body != null) {
            connection.doOutput = true
            connection.setRequestProperty("Content-Type", "application/json")
            connection.outputStream.use { it.write(body.toByteArray()) }
        }
        check(connection.responseCode in 200..299) {
            "$method $path: ${connection.responseCode} ${connection.errorStream?.reader()?.readText()}"
        }
        return connection.inputStream.reader().use { it.readText() }
    }

    override fun close() {
        process.destroy()
        check(process.waitFor(20, TimeUnit.SECONDS)) { "the server did not stop" }
        directory.deleteRecursively()
    }

    companion object {
        private const val PASSWORD = "mat-khau-thu-nghiem"
        private val binary = property("lancan.server")
        private val rules = property("lancan.rules")

        private fun property(name: String) =
            checkNotNull(System.getProperty(name)) { "run through bindings/kotlin/test.sh" }

        /** The server's program. */
        val program: String get() = binary

        /** Whether that program was built. */
        val isThere: Boolean get() = File(binary).canExecute()

        /**
         * Starts a server with an empty store.
         *
         * @param gateway where it sends its text messages; null where it sends none
         * @param followsFromNow what follows for a contact is what the decree of 2022 says, which is in force, and not two weeks of
         *   quarantine: for pictures, whose days are today's
         */
        fun start(gateway: String? = null, followsFromNow: Boolean = false): RealServer {
            val directory = Files.createTempDirectory("lancan-server").toFile()
            val configuration = File(directory, "server.toml")
            val rules = if (followsFromNow) File(directory, "rules.json").apply { writeText(followingFromNow()) }.path else rules
            configuration.writeText(
                """
                listen = "127.0.0.1:0"
                data_dir = "$directory/data"
                authority = "Sở Y tế thử nghiệm"
                rules_file = "$rules"
                [sessions]
                totp = false
                """.trimIndent() + gateway?.let { "\n[sms]\nwebhook = \"$it\"\nsecret = \"${"0123456789abcdef".repeat(4)}\"\n" }.orEmpty(),
            )
            val create = ProcessBuilder(
                binary, "officer", "create", "an", "--centre", "Trạm y tế phường 1", "--password-stdin",
                "--config", configuration.path,
            ).redirectErrorStream(true).start()
            create.outputStream.use { it.write("$PASSWORD\n".toByteArray()) }
            val said = create.inputStream.reader().readText()
            check(create.waitFor() == 0) { said }
            val process = ProcessBuilder(binary, "serve", "--config", configuration.path).redirectErrorStream(true).start()
            val address = address(process.inputStream.bufferedReader())
            return RealServer(process, "http://$address", directory)
        }

        private fun followingFromNow(): String {
            val all = JSONObject(File(rules).readText())
            val decree = JSONObject().put("number", "1909/BYT-DP").put("date", LocalDate.of(2022, 4, 15).toEpochDay())
            val quarantine = JSONObject().put("days", 0).put("follow_up_days", 10).put("decree", decree)
            all.getJSONArray("contact").getJSONObject(0)
                .put("decree", decree).put("quarantine", quarantine).put("advice", "advice-f1-watch")
            return all.toString()
        }

        /** The port that it took, from its log; reads on so that the pipe never fills. */
        private fun address(log: BufferedReader): String {
            val read = StringBuilder()
            while (true) {
                val line = log.readLine() ?: error("the server stopped: $read")
                read.appendLine(line)
                val plain = line.replace(Regex("\u001b\\[[0-9;]*m"), "")
                val found = Regex("listening.*?(127\\.0\\.0\\.1:\\d+)").find(plain) ?: continue
                // Until the server stops, which ends the stream in one way or another.
                Thread { runCatching { log.forEachLine { } } }.apply { isDaemon = true }.start()
                return found.groupValues[1]
            }
        }
    }
}
